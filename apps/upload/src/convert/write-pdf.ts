import * as fontkit from '@cantoo/fontkit';
import { grayscale, PDFDocument, type PDFFont, type PDFPage } from 'pdf-lib';
import { faces, type FaceName, type FontSet } from './fonts.js';
import { page as paper } from './page-layout.js';
import type { Mark, TypesetPage } from './typeset.js';

/** Facts about the document that stand in its metadata. */
export interface DocumentFacts {
  title: string;
  /** BCP 47 tag of its language. */
  language: string;
  /** Creation time; the same input gives the same bytes. */
  createdAt: Date;
}

/** Begins a document with its metadata. */
export async function createDocument({ title, language, createdAt }: DocumentFacts): Promise<PDFDocument> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.setTitle(title, { showInWindowTitleBar: true });
  document.setLanguage(language);
  document.setProducer('Segl');
  document.setCreator('Segl');
  document.setCreationDate(createdAt);
  document.setModificationDate(createdAt);
  return document;
}

/** The finished file: a plain cross-reference table, which every program reads. */
export async function saveDocument(document: PDFDocument): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await document.save({ useObjectStreams: false, addDefaultPage: false }));
}

/** Writes typeset pages as PDF, with the letters used embedded. */
export async function writePdf(
  pages: readonly TypesetPage[],
  fonts: FontSet,
  facts: DocumentFacts,
): Promise<Uint8Array<ArrayBuffer>> {
  const document = await createDocument(facts);
  document.registerFontkit(fontkit);
  const embedded = await embedFaces(document, fonts, pages);
  for (const marks of pages) {
    const page = document.addPage([paper.widthPt, paper.heightPt]);
    for (const mark of marks) draw(page, mark, embedded);
  }
  return saveDocument(document);
}

/** ISO 32000-2 §9.9.2: six capitals before the name say that only the letters used are there. */
const subsetNames: Record<FaceName, string> = {
  regular: 'SEGLRG+NotoSans-Regular',
  bold: 'SEGLBD+NotoSans-Bold',
  italic: 'SEGLIT+NotoSans-Italic',
  boldItalic: 'SEGLBI+NotoSans-BoldItalic',
  monospaced: 'SEGLMO+NotoSansMono-Regular',
};

async function embedFaces(
  document: PDFDocument,
  fonts: FontSet,
  pages: readonly TypesetPage[],
): Promise<Map<FaceName, PDFFont>> {
  const used = new Set(pages.flat().flatMap((mark) => (mark.kind === 'text' ? [mark.face] : [])));
  const embedded = new Map<FaceName, PDFFont>();
  for (const name of Object.keys(faces) as FaceName[]) {
    if (!used.has(name)) continue;
    // No ligatures or contextual forms: the typesetter has measured letter by letter.
    const features = {
      liga: false,
      clig: false,
      calt: false,
      dlig: false,
      ccmp: false,
      locl: false,
      kern: false,
    };
    embedded.set(
      name,
      await document.embedFont(fonts.bytes(name), { subset: true, features, customName: subsetNames[name] }),
    );
  }
  return embedded;
}

function draw(page: PDFPage, mark: Mark, embedded: ReadonlyMap<FaceName, PDFFont>): void {
  const color = grayscale(mark.grey);
  const up = (y: number): number => paper.heightPt - y;
  if (mark.kind === 'text') {
    const font = embedded.get(mark.face);
    if (font === undefined) throw new TypeError(`face ${mark.face} is not embedded`);
    page.drawText(mark.text, { x: mark.x, y: up(mark.baseline), size: mark.sizePt, font, color });
  } else if (mark.kind === 'line') {
    const [start, end] = [
      { x: mark.x1, y: up(mark.y1) },
      { x: mark.x2, y: up(mark.y2) },
    ];
    page.drawLine({ start, end, thickness: mark.thicknessPt, color });
  } else {
    const { x, y, width, height } = mark;
    page.drawRectangle({ x, y: up(y + height), width, height, color });
  }
}
