/** How letters look. */
export interface TextStyle {
  bold: boolean;
  italic: boolean;
  /** Letters of one width, for code and columns made with spaces. */
  monospaced: boolean;
  /** A line through the letters. */
  struck: boolean;
}

/** Text in one style. `\n` is a line break that the author wants. */
export interface Inline {
  text: string;
  style: TextStyle;
}

/** One item of a list. */
export interface ListItem {
  /** What stands before it: a bullet, a number, a check box. */
  marker: string;
  blocks: Block[];
}

/** Where a table cell's text stands. */
export type Alignment = 'left' | 'center' | 'right';

/** A document as its author meant it, before there are lines and pages. */
export type Block =
  | { kind: 'heading'; level: 1 | 2 | 3 | 4; content: Inline[] }
  | { kind: 'paragraph'; content: Inline[] }
  /** Lines that stay as they are, such as those of a text file; long ones wrap. */
  | { kind: 'lines'; lines: string[]; monospaced: boolean }
  | { kind: 'list'; items: ListItem[]; loose: boolean }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'code'; lines: string[] }
  | { kind: 'table'; alignments: Alignment[]; header: Inline[][]; rows: Inline[][][] }
  | { kind: 'rule' }
  | { kind: 'page-break' };

/** Upright letters of the ordinary weight. */
export const plainStyle: TextStyle = { bold: false, italic: false, monospaced: false, struck: false };
