import { createInstance, type TFunction } from 'i18next';
import type { Language } from '@segl/contracts';
import { en } from './en.js';
import { nb } from './nb.js';
import { nn } from './nn.js';

export const languages: readonly Language[] = ['nb', 'nn', 'en'];
/** Names of the languages, each in itself. */
export const languageNames: Readonly<Record<Language, string>> = {
  nb: 'Norsk bokmål',
  nn: 'Norsk nynorsk',
  en: 'English',
};

export type Translate = TFunction;

const i18n = createInstance();
// Resources are given, so this ends before it returns (`initAsync`).
void i18n.init({
  initAsync: false,
  lng: 'nb',
  fallbackLng: 'nb',
  resources: { nb: { translation: nb }, nn: { translation: nn }, en: { translation: en } },
  // React escapes; escaping twice would show entities.
  interpolation: { escapeValue: false },
});

/** Texts of one language. */
export function translator(language: Language): Translate {
  return i18n.getFixedT(language);
}

/** The first language we speak among `wanted` (BCP 47 tags: `nb-NO`, `no`, `en-GB`), else `fallback`. */
export function chooseLanguage(wanted: readonly string[], fallback: Language): Language {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'no') return 'nb';
    const known = languages.find((language) => language === primary);
    if (known !== undefined) return known;
  }
  return fallback;
}

/** `24. mai 1987`, `24 May 1987`. */
export function dateInWords(isoDate: string, language: Language): string {
  const locale = language === 'en' ? 'en-GB' : `${language}-NO`;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${isoDate}T00:00:00Z`),
  );
}
