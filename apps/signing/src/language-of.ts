import type { Language } from '@segl/contracts';

/** A stored language; bokmål where it is none that Segl speaks. */
export function languageOf(stored: string): Language {
  return stored === 'nn' || stored === 'en' ? stored : 'nb';
}
