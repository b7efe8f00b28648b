import type { Language, upload } from '@segl/contracts';
import type { Block } from './blocks.js';
import { breakLines } from './break-lines.js';
import { decodeText, normalizeText } from './decode-text.js';
import { FontSet } from './fonts.js';
import { firstHeading, markdownBlocks } from './markdown-blocks.js';
import { ink, page, type } from './page-layout.js';
import { plainTextBlocks } from './plain-text-blocks.js';
import { requireLetters } from './require-letters.js';
import { Typesetter, type TypesetPage } from './typeset.js';
import { writePdf } from './write-pdf.js';
import { UploadError } from '../errors.js';

/** A text to be made a document. */
export interface TextConversion {
  bytes: Uint8Array;
  format: 'plain' | 'markdown';
  title: string;
  /** Where the title comes from: typed by the sender it stands on top; from a file name it is metadata alone. */
  titleIs: 'typed' | 'file-name';
  language: Language;
  createdAt: Date;
  maxPages: number;
}

/** A document made by conversion. */
export interface ConvertedDocument {
  pdf: Uint8Array<ArrayBuffer>;
  pageCount: number;
  warnings: upload.IntakeWarning[];
}

const fonts = new FontSet();

/**
 * Makes an A4 document of plain text or Markdown, with page numbers, title and language. The same input gives the same
 * bytes.
 *
 * @throws UploadError `upload.empty`, `upload.text-invalid`, `upload.too-many-pages`
 */
export async function textToPdf(conversion: TextConversion): Promise<ConvertedDocument> {
  const { format, titleIs, language, createdAt, maxPages } = conversion;
  const { text, encoding } = decodeText(conversion.bytes);
  const typedTitle = normalizeText(conversion.title);
  if (text.trim() === '') {
    throw new UploadError('upload.empty', 'The text is empty. Write or choose something to sign.');
  }
  const blocks = format === 'markdown' ? markdownBlocks(text) : plainTextBlocks(text);
  const heading = firstHeading(blocks);
  const title = titleIs === 'file-name' ? (heading ?? typedTitle) : typedTitle;
  const titled = titleIs === 'typed' && heading === undefined ? [titleBlock(title), ...blocks] : blocks;
  requireLetters(fonts, lettersOf(titled));
  const pages = new Typesetter(fonts, { maxPages }).typeset(titled);
  addFooters(pages, { title, language });
  const pdf = await writePdf(pages, fonts, { title, language, createdAt });
  return { pdf, pageCount: pages.length, warnings: encodingWarnings(encoding) };
}

function titleBlock(title: string): Block {
  const style = { bold: true, italic: false, monospaced: false, struck: false };
  return { kind: 'heading', level: 1, content: [{ text: title, style }] };
}

function lettersOf(blocks: readonly Block[]): string {
  return blocks
    .map((block): string => {
      switch (block.kind) {
        case 'heading':
        case 'paragraph':
          return block.content.map(({ text }) => text).join('');
        case 'lines':
        case 'code':
          return block.lines.join('\n');
        case 'list':
          return block.items.map((item) => lettersOf(item.blocks)).join('');
        case 'quote':
          return lettersOf(block.blocks);
        case 'table':
          return [block.header, ...block.rows]
            .flat(2)
            .map(({ text }) => text)
            .join('');
        case 'rule':
        case 'page-break':
          return '';
      }
    })
    .join('');
}

function encodingWarnings(encoding: string): ConvertedDocument['warnings'] {
  if (encoding !== 'windows-1252') return [];
  const detail =
    'The file does not say how its letters are encoded; it was read as Windows-1252 (Latin-1). Check that all letters are right.';
  return [{ code: 'upload.encoding-guessed', detail }];
}

const footerWords = {
  nb: (number: number, count: number) => `Side ${number} av ${count}`,
  nn: (number: number, count: number) => `Side ${number} av ${count}`,
  en: (number: number, count: number) => `Page ${number} of ${count}`,
} as const;

function addFooters(
  pages: readonly TypesetPage[],
  { title, language }: { title: string; language: Language },
): void {
  const { sizePt } = type.footer;
  const baseline = page.heightPt - page.footerPt;
  // A title that the fonts lack letters for stands in the metadata only.
  const shownTitle = fonts.missingCharacters(title).length === 0 ? title : '';
  const style = { bold: false, italic: false, monospaced: false, struck: false };
  const [line] = breakLines([{ text: shownTitle, style }], { fonts, sizePt, widthPt: 330 });
  pages.forEach((marks, index) => {
    const text = footerWords[language](index + 1, pages.length);
    const x = page.widthPt - page.marginRightPt - fonts.width(text, 'regular', sizePt);
    const common = { kind: 'text', baseline, sizePt, grey: ink.quiet } as const;
    for (const segment of line?.segments ?? []) {
      marks.push({ ...common, x: page.marginLeftPt + segment.x, text: segment.text, face: segment.face });
    }
    marks.push({ ...common, x, text, face: 'regular' });
  });
}
