import { readFileSync } from 'node:fs';

const read = (name: string): Buffer => readFileSync(new URL(`fonts/${name}`, import.meta.url));

/** Some letters of Noto Naskh Arabic (TrueType), with its layout features; see the README there. */
export const arabicFont = read('NotoNaskhArabic-subset.ttf');
/** Some letters of Noto Sans CJK JP (CFF with CIDs): Han, Hiragana and Hangul. */
export const eastAsianFont = read('NotoSansCJKjp-subset.otf');
