import { language as languageSchema, type Language } from '@segl/contracts';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { local, readStored, writeStored } from '../lib/storage.js';

export const languages = languageSchema.options;

/** Texts of a language are fetched when it is first used. */
const texts: Record<Language, () => Promise<{ default: Record<string, unknown> }>> = {
  nb: () => import('./nb.json'),
  nn: () => import('./nn.json'),
  en: () => import('./en.json'),
};

/** The language chosen earlier, by what is stored; bokmål when nothing was. */
export function chooseLanguage(...stored: (string | null)[]): Language {
  for (const value of stored) {
    const kept = languageSchema.safeParse(value);
    if (kept.success) return kept.data;
  }
  return 'nb';
}

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'translation')) return;
  i18next.addResourceBundle(language, 'translation', (await texts[language]()).default);
}

/** Makes the texts ready; to be awaited before anything is drawn. */
export async function startTexts(): Promise<void> {
  // The cookie first: the BankID dialog can change it.
  const cookie = /(?:^|;\s*)segl_lang=([a-z]{2})/.exec(document.cookie)?.[1] ?? null;
  const first = chooseLanguage(cookie, readStored(local, 'segl_lang'));
  await i18next.use(initReactI18next).init({
    lng: first,
    fallbackLng: 'nb',
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
    // A reader misses a name rather than reading braces; whoever tests the page hears of it.
    missingInterpolationHandler: (text: string, [placeholder]: RegExpExecArray) => {
      reportError(new Error(`Nothing was given for ${placeholder} in "${text}"`));
      return '';
    },
  });
  await setLanguage(first);
}

/** Changes the language of everything shown, and remembers it (also in a cookie, which the BankID dialog reads). */
export async function setLanguage(language: Language): Promise<void> {
  await load(language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
  writeStored(local, 'segl_lang', language);
  document.cookie = `segl_lang=${language}; Path=/; Max-Age=31536000; SameSite=Lax`;
}
