import { Lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { plainStyle, type Alignment, type Block, type Inline, type TextStyle } from './blocks.js';
import { decodeEntities } from './decode-entities.js';
import { expandTabs } from './plain-text-blocks.js';

/**
 * Markdown (CommonMark with tables, as `marked` reads it) as blocks. Nothing the author wrote is dropped: raw HTML and
 * whatever is unknown stand as the text they are, links show where they lead, pictures show their description.
 */
export function markdownBlocks(text: string): Block[] {
  return blocksOf(new Lexer({ gfm: true }).lex(text));
}

/** The text of the first top-level heading, for the document's title. */
export function firstHeading(blocks: readonly Block[]): string | undefined {
  const heading = blocks.find((block) => block.kind === 'heading' && block.level === 1);
  if (heading?.kind !== 'heading') return undefined;
  const text = heading.content
    .map((inline) => inline.text)
    .join('')
    .trim();
  return text === '' ? undefined : text;
}

function blocksOf(tokens: readonly Token[]): Block[] {
  return tokens.flatMap((token) => blockOf(token as MarkedToken));
}

function blockOf(token: MarkedToken): Block[] {
  switch (token.type) {
    case 'space':
    case 'def': // shown where it is referred to
    case 'checkbox': // shown as the item's marker
      return [];
    case 'heading':
      return [{ kind: 'heading', level: headingLevel(token.depth), content: inlinesOf(token.tokens) }];
    case 'paragraph':
      return [{ kind: 'paragraph', content: inlinesOf(token.tokens) }];
    case 'text':
      return [{ kind: 'paragraph', content: inlinesOf(token.tokens ?? [token]) }];
    case 'list':
      return [
        {
          kind: 'list',
          loose: token.loose,
          items: token.items.map((item, index) => listItem(token, item, index)),
        },
      ];
    case 'blockquote':
      return [{ kind: 'quote', blocks: blocksOf(token.tokens) }];
    case 'code':
      return [{ kind: 'code', lines: token.text.split('\n').map(expandTabs) }];
    case 'table':
      return [
        {
          kind: 'table',
          alignments: token.align.map((alignment): Alignment => alignment ?? 'left'),
          header: token.header.map((cell) => inlinesOf(cell.tokens, { ...plainStyle, bold: true })),
          rows: token.rows.map((row) => row.map((cell) => inlinesOf(cell.tokens))),
        },
      ];
    case 'hr':
      return [{ kind: 'rule' }];
    default: {
      const raw = token.raw.trim();
      return /^<!--.*-->$/s.test(raw) || raw === ''
        ? [] // a comment is the author's note to the author
        : [{ kind: 'paragraph', content: [{ text: raw, style: plainStyle }] }];
    }
  }
}

const headingLevel = (depth: number): 1 | 2 | 3 | 4 =>
  depth === 1 ? 1 : depth === 2 ? 2 : depth === 3 ? 3 : 4;

function listItem(
  list: Tokens.List,
  item: Tokens.ListItem,
  index: number,
): { marker: string; blocks: Block[] } {
  const start = list.start === '' ? 1 : list.start;
  const marker = list.ordered ? `${start + index}.` : '•';
  const checkBox = item.checked === true ? '[x]' : '[ ]';
  return { marker: item.task ? checkBox : marker, blocks: blocksOf(item.tokens) };
}

function inlinesOf(tokens: readonly Token[], style: TextStyle = plainStyle): Inline[] {
  return tokens.flatMap((token) => inlineOf(token as MarkedToken, style));
}

function inlineOf(token: MarkedToken, style: TextStyle): Inline[] {
  switch (token.type) {
    case 'strong':
      return inlinesOf(token.tokens, { ...style, bold: true });
    case 'em':
      return inlinesOf(token.tokens, { ...style, italic: true });
    case 'del':
      return inlinesOf(token.tokens, { ...style, struck: true });
    case 'codespan':
      return [{ text: token.text, style: { ...style, monospaced: true } }];
    case 'br':
      return [{ text: '\n', style }];
    case 'link':
      return linkOf(token, style);
    case 'image':
      return [{ text: `[${[decodeEntities(token.text), token.href].filter(Boolean).join(': ')}]`, style }];
    case 'checkbox':
      return [];
    case 'escape':
      return [{ text: token.text, style }];
    case 'text':
      if (token.tokens !== undefined) return inlinesOf(token.tokens, style);
      return [{ text: decodeEntities(token.text.replaceAll('\n', ' ')), style }];
    case 'html':
      if (/^<br\s*\/?>$/i.test(token.raw)) return [{ text: '\n', style }];
      return [{ text: token.raw, style }];
    default:
      return [{ text: token.raw, style }];
  }
}

/** On paper a link cannot be followed, so the address stands beside its text. */
function linkOf({ href, tokens }: Tokens.Link, style: TextStyle): Inline[] {
  const content = inlinesOf(tokens, style);
  const shown = content.map((inline) => inline.text).join('');
  const address = href.replace(/^(mailto|tel):/i, '');
  const bare = address.replace(/^https?:\/\//, '').replace(/\/$/, '');
  if (shown === href || shown.replace(/^https?:\/\//, '').replace(/\/$/, '') === bare) return content;
  return [...content, { text: ` (${address})`, style }];
}
