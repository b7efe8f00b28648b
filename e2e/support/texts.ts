import { readFileSync } from 'node:fs';

export type LanguageCode = 'nb' | 'nn' | 'en';

/** A text of the web as people read it, by its key (`reader.continue`). */
export type Texts = (key: string, values?: Record<string, string | number>) => string;

/** Reads the web's own texts, so that journeys look for what people see, in each language. */
export function textsOf(language: LanguageCode): Texts {
  const file = new URL(`../../apps/web/src/i18n/${language}.json`, import.meta.url);
  const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return (key, values = {}) => {
    const found = key
      .split('.')
      .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], all);
    if (typeof found !== 'string') throw new Error(`no text ${key} in ${language}`);
    return found.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? `{{${name}}}`));
  };
}
