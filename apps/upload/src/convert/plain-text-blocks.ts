import { plainStyle, type Block } from './blocks.js';

const tabWidth = 4;
/** Text between gaps of three or more spaces, or tabs: columns made by hand. */
const column = /\S(\t| {3,})\S/;

/**
 * A plain text as blocks: lines stay lines, empty lines part paragraphs, a form feed begins a page. A text with columns
 * made of spaces or tabs is set in letters of one width, so that the columns stand.
 */
export function plainTextBlocks(text: string, { title }: { title?: string } = {}): Block[] {
  const monospaced = text.split('\n').filter((line) => column.test(line)).length >= 2;
  const heading: Block[] =
    title === undefined ? [] : [{ kind: 'heading', level: 1, content: [{ text: title, style: plainStyle }] }];
  const pages = text.split('\f').map((page): Block[] =>
    page
      .split(/\n(?:[ \t]*\n)+/)
      .map((paragraph) => paragraph.replace(/^\n+/, '').trimEnd())
      .filter((paragraph) => paragraph !== '')
      .map((paragraph) => ({ kind: 'lines', monospaced, lines: paragraph.split('\n').map(expandTabs) })),
  );
  return [
    ...heading,
    ...pages.flatMap((blocks, index): Block[] =>
      index === 0 ? blocks : [{ kind: 'page-break' }, ...blocks],
    ),
  ];
}

/** Replaces tabs by spaces up to the next multiple of four columns. */
export function expandTabs(line: string): string {
  let expanded = '';
  for (const character of line) {
    expanded += character === '\t' ? ' '.repeat(tabWidth - (expanded.length % tabWidth)) : character;
  }
  return expanded;
}
