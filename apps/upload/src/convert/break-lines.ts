import type { Inline, TextStyle } from './blocks.js';
import type { FaceName, FontSet } from './fonts.js';

/** Text of one face within a line. */
export interface Segment {
  text: string;
  face: FaceName;
  struck: boolean;
  /** From the line's left end, in points. */
  x: number;
  width: number;
}

/** A line that fits. */
export interface Line {
  segments: Segment[];
  width: number;
}

/** Options of {@link breakLines}. */
export interface BreakOptions {
  fonts: FontSet;
  sizePt: number;
  widthPt: number;
}

interface Piece {
  text: string;
  face: FaceName;
  struck: boolean;
}

/** What must not be parted, with what stands before it on the same line. */
interface Word {
  /** Spaces as written, drawn only when the word does not begin a line. */
  space: Piece | undefined;
  pieces: Piece[];
  breakBefore: boolean;
}

/** Spaces a line may be parted at: no no-break spaces, and not the space in a number such as 250 000. */
const spaces = /(?:(?<!\d) | (?!\d{3}(?!\d))|[\t\u2000-\u2006\u2008-\u200A\u3000])+|\n|\u200B/;
/** A word may also be parted after a hyphen or slash between letters. */
const afterHyphen = /(?<=[\p{L}\p{N}]{2}[-–/])(?=[\p{L}\p{N}]{2})/u;

/** Parts text into lines that fit a width, first come first placed. A word wider than a line is parted where it must be. */
export function breakLines(inlines: readonly Inline[], { fonts, sizePt, widthPt }: BreakOptions): Line[] {
  const lines: Piece[][] = [];
  let line: Piece[] = [];
  let used = 0;
  const measure = ({ text, face }: Piece): number => fonts.width(text, face, sizePt);
  const endLine = (): void => {
    lines.push(line);
    line = [];
    used = 0;
  };
  for (const word of wordsOf(inlines, fonts)) {
    if (word.breakBefore) endLine();
    const width = sum(word.pieces.map(measure));
    const space = word.space;
    const spaceWidth = space === undefined ? 0 : measure(space);
    const indent = line.length === 0 && space !== undefined && (word.breakBefore || lines.length === 0);
    if (line.length > 0 && used + spaceWidth + width > widthPt) endLine();
    if ((line.length > 0 || indent) && space !== undefined && used + spaceWidth + width <= widthPt) {
      line.push(space);
      used += spaceWidth;
    }
    const parts = used + width > widthPt ? splitToFit(word.pieces, widthPt - used, measure) : [word.pieces];
    parts.forEach((part, index) => {
      if (index > 0) endLine();
      line.push(...part);
      used += sum(part.map(measure));
    });
  }
  if (line.length > 0 || lines.length === 0) endLine();
  return lines.map((pieces) => toLine(pieces, measure));
}

/** Width in points of the widest part of a text that is not parted where there is room for it. */
export function longestWordWidth(
  inlines: readonly Inline[],
  { fonts, sizePt }: Omit<BreakOptions, 'widthPt'>,
): number {
  const widths = wordsOf(inlines, fonts).map(({ pieces }) =>
    sum(pieces.map(({ text, face }) => fonts.width(text, face, sizePt))),
  );
  return Math.max(0, ...widths);
}

function wordsOf(inlines: readonly Inline[], fonts: FontSet): Word[] {
  const words: Word[] = [];
  let current: Word = { space: undefined, pieces: [], breakBefore: false };
  const end = (next: Omit<Word, 'pieces'>): void => {
    // An empty word stays only where it is a line of its own.
    if (current.pieces.length > 0 || current.breakBefore) words.push(current);
    current = { ...next, pieces: [] };
  };
  for (const { text, style } of inlines) {
    for (const part of splitKeeping(text, spaces)) {
      if (part === '\n') end({ space: undefined, breakBefore: true });
      else if (part === '\u200B') end({ space: undefined, breakBefore: false });
      else if (spaces.test(part)) {
        const space = pieceOf(part, style, fonts);
        if (current.pieces.length === 0) current.space ??= space;
        else end({ space, breakBefore: false });
      } else {
        part.split(afterHyphen).forEach((piece, index) => {
          if (index > 0) end({ space: undefined, breakBefore: false });
          current.pieces.push(pieceOf(piece, style, fonts));
        });
      }
    }
  }
  end({ space: undefined, breakBefore: false });
  return words;
}

function pieceOf(text: string, style: TextStyle, fonts: FontSet): Piece {
  return { text, face: fonts.faceFor(text, style), struck: style.struck };
}

function splitKeeping(text: string, separator: RegExp): string[] {
  return text.split(new RegExp(`(${separator.source})`)).filter((part) => part !== '');
}

function splitToFit(pieces: Piece[], widthPt: number, measure: (piece: Piece) => number): Piece[][] {
  const parts: Piece[][] = [];
  let part: Piece[] = [];
  let used = 0;
  for (const piece of pieces) {
    for (const character of piece.text) {
      const width = measure({ ...piece, text: character });
      if (part.length > 0 && used + width > widthPt) {
        parts.push(part);
        part = [];
        used = 0;
      }
      part.push({ ...piece, text: character });
      used += width;
    }
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function toLine(pieces: readonly Piece[], measure: (piece: Piece) => number): Line {
  const segments: Segment[] = [];
  let x = 0;
  for (const piece of pieces) {
    const width = measure(piece);
    const last = segments.at(-1);
    if (last !== undefined && last.face === piece.face && last.struck === piece.struck) {
      last.text += piece.text;
      last.width += width;
    } else {
      segments.push({ ...piece, x, width });
    }
    x += width;
  }
  return { segments, width: x };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
