import type { Language } from './types.js';

/** What screen readers say of a signature field that the caller gave no words for. */
export const fieldCaptions: Readonly<Record<Language, string>> = {
  nb: 'Signatur',
  nn: 'Signatur',
  en: 'Signature',
};
