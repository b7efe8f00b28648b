import { en } from './en.js';
import { nb, type Texts } from './nb.js';
import { nn } from './nn.js';

export const languages = ['nb', 'nn', 'en'] as const;
export type Language = (typeof languages)[number];
/** Each in its own words. */
export const languageNames: Readonly<Record<Language, string>> = {
  nb: 'Bokmål',
  nn: 'Nynorsk',
  en: 'English',
};
const all: Readonly<Record<Language, Texts>> = { nb, nn, en };

export type NoticeKey = keyof Texts['notice'];

/** All texts of a language. */
export const textsOf = (language: Language): Texts => all[language];

/** A text with what belongs into it. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** The first language of a browser that we have. */
export function chooseLanguage(accepted: readonly string[]): Language {
  for (const wanted of accepted) {
    const short = wanted.split('-')[0];
    if (short === 'no') return 'nb';
    const found = languages.find((language) => language === short);
    if (found !== undefined) return found;
  }
  return 'nb';
}

const locales: Readonly<Record<Language, string>> = { nb: 'nb-NO', nn: 'nn-NO', en: 'en-GB' };

export const formatAmount = (amount: number): string => new Intl.NumberFormat('nb-NO').format(amount);

export function formatTime(iso: string, language: Language): string {
  const options = { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Oslo' } as const;
  return new Intl.DateTimeFormat(locales[language], options).format(new Date(iso));
}

export function formatDate(iso: string, language: Language): string {
  const options = { dateStyle: 'long', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locales[language], options).format(new Date(`${iso}T00:00:00Z`));
}
