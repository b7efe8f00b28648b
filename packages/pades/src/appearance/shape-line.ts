import { createRequire } from 'node:module';
import { PadesError } from '../errors.js';
import type { FontFace, Glyph } from './font-face.js';
import type { FontStack } from './fonts.js';

/** Glyphs of one font, from left to right as they are seen. */
export interface GlyphRun {
  readonly face: FontFace;
  readonly direction: 'ltr' | 'rtl';
  readonly glyphs: readonly Glyph[];
  /** UTF-16 units of the line's text that the run stands for. */
  readonly start: number;
  readonly end: number;
}

/** A line of text as it is drawn. */
export interface ShapedLine {
  readonly text: string;
  /** From left to right. */
  readonly runs: readonly GlyphRun[];
  /** In points at size 1. */
  readonly width: number;
}

/** What is used of bidi-js (UAX #9), whose own types describe no CommonJS module, which it is. */
interface Bidi {
  getEmbeddingLevels(text: string, baseDirection: 'auto'): { readonly levels: Uint8Array };
}

const bidi = (createRequire(import.meta.url)('bidi-js') as () => Bidi)();
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Text in the units people see as one character. */
export function graphemesOf(text: string): string[] {
  return Array.from(graphemes.segment(text), (item) => item.segment);
}

/**
 * Sets a line: fonts are chosen character by character, directions follow the Unicode Bidirectional Algorithm
 * (UAX #9), and HarfBuzz joins, combines and places the glyphs.
 *
 * @throws PadesError `sign.font-lacks-glyphs` naming the characters that none of the fonts has.
 */
export function shapeLine(source: string, stack: FontStack): ShapedLine {
  // Composed letters are what most fonts have; what cannot be composed stays as it is.
  const text = source.normalize('NFC');
  const pieces = itemize(text, stack);
  const runs = inVisualOrder(pieces).map(({ face, level, start, end }): GlyphRun => {
    const direction = level % 2 === 1 ? 'rtl' : 'ltr';
    const glyphs = face.shape({ text, start, end, direction, language: stack.language });
    const missing = glyphs.filter((glyph) => glyph.id === 0);
    if (missing.length > 0) throw lacking(missing.map((glyph) => text.codePointAt(glyph.cluster) ?? 0));
    return { face, direction, glyphs, start, end };
  });
  const width = runs.reduce(
    (sum, run) => sum + run.glyphs.reduce((total, glyph) => total + glyph.advance, 0) / run.face.unitsPerEm,
    0,
  );
  return { text, runs, width };
}

interface Piece {
  readonly face: FontFace;
  readonly level: number;
  readonly script: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** Stretches of one font, one direction and one script, in the order of the text. */
function itemize(text: string, stack: FontStack): Piece[] {
  const { levels } = bidi.getEmbeddingLevels(text, 'auto');
  const missing: number[] = [];
  const pieces: Piece[] = [];
  for (const { segment, index } of graphemes.segment(text)) {
    const last = pieces[pieces.length - 1];
    const face = faceFor(segment, stack, last?.face);
    if (!face) {
      missing.push(...visible(segment).filter((point) => !stack.faces.some((item) => item.has(point))));
      if (missing.length === 0) missing.push(...visible(segment));
      continue;
    }
    const level = levels[index] ?? 0;
    const script = scriptOf(segment);
    const end = index + segment.length;
    const sameScript = !script || !last?.script || script === last.script;
    if (last?.face === face && last.level === level && sameScript) {
      pieces[pieces.length - 1] = { ...last, script: last.script ?? script, end };
    } else pieces.push({ face, level, script, start: index, end });
  }
  if (missing.length > 0) throw lacking(missing);
  return pieces;
}

/** The first font with everything of a character; spaces and marks of punctuation stay with the font before them. */
function faceFor(segment: string, stack: FontStack, before: FontFace | undefined): FontFace | undefined {
  const points = visible(segment);
  const complete = (face: FontFace): boolean => points.every((point) => face.has(point));
  if (before && /^[\p{Z}\p{P}]+$/u.test(segment) && complete(before)) return before;
  return stack.faces.find(complete);
}

/** Characters that must have a glyph: not joiners, variation selectors, direction marks. */
function visible(segment: string): number[] {
  return Array.from(segment)
    .filter((character) => !/\p{Default_Ignorable_Code_Point}/u.test(character))
    .map((character) => character.codePointAt(0) ?? 0);
}

const scripts = [
  'Latin',
  'Greek',
  'Cyrillic',
  'Hebrew',
  'Arabic',
  'Devanagari',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Thai',
  'Armenian',
  'Georgian',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Khmer',
  'Lao',
  'Myanmar',
  'Tibetan',
  'Ethiopic',
  'Mongolian',
  'Syriac',
  'Thaana',
  'Nko',
  'Cherokee',
  'Tifinagh',
].map((script): [string, RegExp] => [script, new RegExp(`\\p{Script=${script}}`, 'u')]);

const knownScripts = new Map<string, string | undefined>();

/** The script of a character; undefined for what all share, such as digits, spaces and marks of punctuation. */
function scriptOf(segment: string): string | undefined {
  const first = String.fromCodePoint(segment.codePointAt(0) ?? 0);
  if (!knownScripts.has(first)) {
    if (knownScripts.size > 5000) knownScripts.clear();
    knownScripts.set(first, scripts.find(([, pattern]) => pattern.test(first))?.[0]);
  }
  return knownScripts.get(first);
}

/** Rule L2 of UAX #9: from the highest level down, each stretch of at least that level is turned round. */
function inVisualOrder(pieces: readonly Piece[]): Piece[] {
  const order = [...pieces];
  const highest = pieces.reduce((max, piece) => Math.max(max, piece.level), 0);
  for (let level = highest; level > 0; level--) {
    for (let start = 0; start < order.length; start++) {
      let end = start;
      while ((order[end]?.level ?? -1) >= level) end++;
      if (end > start + 1) order.splice(start, end - start, ...order.slice(start, end).reverse());
      start = Math.max(start, end);
    }
  }
  return order;
}

function lacking(codePoints: readonly number[]): PadesError {
  const named = [...new Set(codePoints)].slice(0, 20).map((point) => {
    const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
    return `${String.fromCodePoint(point)} (${code})`;
  });
  return new PadesError('sign.font-lacks-glyphs', `No font given has glyphs for ${named.join(', ')}`);
}
