import type { DrawnImage, DrawnPage } from './drawn-page.js';
import { readAnnotationRuns } from './annotation-runs.js';
import { encodeImage, type Pixels } from './encode-image.js';
import { findFontsNotEmbedded } from './fonts-used.js';
import type { Pdfium, Pointer } from './pdfium-module.js';
import { UploadError } from '../errors.js';
import { readTextRuns, type PageTransform } from './text-runs.js';

/** Dots per inch of the two densities. */
const dotsPerInch = { 1: 100, 2: 200 } as const;
const bitmapBgrx = 3; // FPDFBitmap_BGRx
const drawAnnotations = 0x01; // FPDF_ANNOT
const reverseByteOrder = 0x10; // FPDF_REVERSE_BYTE_ORDER: red first
const white = 0xffffffff;

/** A document that PDFium holds open. */
export interface OpenDocument {
  document: Pointer;
  /** Form environment: without it, form fields and signatures would not be drawn. */
  form: Pointer;
}

/** Options of {@link drawPage}. */
export interface DrawOptions {
  /** Pixels of one image at most; larger pages are drawn less dense. */
  maxPixels: number;
}

/**
 * Draws one page (from 0) at both densities and reads its text.
 * @throws UploadError `upload.rendering-failed`
 */
export async function drawPage(
  pdfium: Pdfium,
  { document, form }: OpenDocument,
  pageIndex: number,
  { maxPixels }: DrawOptions,
): Promise<DrawnPage> {
  const page = pdfium._FPDF_LoadPage(document, pageIndex);
  if (page === 0) throw cannotDraw(pageIndex);
  try {
    pdfium._FORM_OnAfterLoadPage(page, form);
    const widthPt = pdfium._FPDF_GetPageWidthF(page);
    const heightPt = pdfium._FPDF_GetPageHeightF(page);
    if (!(widthPt > 0 && heightPt > 0)) throw cannotDraw(pageIndex);
    const encoding = ([1, 2] as const).map(async (density): Promise<DrawnImage> => {
      const size = pixelSize(widthPt, heightPt, { density, maxPixels });
      const pixels = drawPixels(pdfium, page, form, size); // now; the encoder then works while the next is drawn
      const image = await encodeImage(pixels);
      return { density, widthPx: size.width, heightPx: size.height, ...image };
    });
    const { runs, findings } = readText(pdfium, page, form, { widthPt, heightPt });
    return { widthPt, heightPt, images: await Promise.all(encoding), runs, findings };
  } finally {
    pdfium._FORM_OnBeforeClosePage(page, form);
    pdfium._FPDF_ClosePage(page);
  }
}

function cannotDraw(pageIndex: number): UploadError {
  const pageNumber = pageIndex + 1;
  return new UploadError('upload.rendering-failed', `Page ${pageNumber} could not be drawn.`, {
    facts: { pageNumber },
  });
}

function pixelSize(
  widthPt: number,
  heightPt: number,
  { density, maxPixels }: { density: 1 | 2; maxPixels: number },
): { width: number; height: number } {
  // A quarter of the pixels for density 1, as its sides are half as long.
  const bound = density === 2 ? maxPixels : maxPixels / 4;
  const scale = Math.min(dotsPerInch[density] / 72, Math.sqrt(bound / (widthPt * heightPt)));
  const side = (points: number) => Math.max(1, Math.min(Math.round(points * scale), 30_000));
  return { width: side(widthPt), height: side(heightPt) };
}

function drawPixels(
  pdfium: Pdfium,
  page: Pointer,
  form: Pointer,
  { width, height }: { width: number; height: number },
): Pixels {
  const bitmap = pdfium._FPDFBitmap_CreateEx(width, height, bitmapBgrx, 0, 0);
  if (bitmap === 0) throw new RangeError(`no memory for ${width} x ${height} pixels`);
  try {
    pdfium._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, white);
    const flags = drawAnnotations | reverseByteOrder;
    pdfium._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags);
    pdfium._FPDF_FFLDraw(form, bitmap, page, 0, 0, width, height, 0, flags);
    const start = pdfium._FPDFBitmap_GetBuffer(bitmap);
    const stride = pdfium._FPDFBitmap_GetStride(bitmap);
    return { width, height, stride, data: pdfium.HEAPU8.slice(start, start + stride * height) };
  } finally {
    pdfium._FPDFBitmap_Destroy(bitmap);
  }
}

function readText(
  pdfium: Pdfium,
  page: Pointer,
  form: Pointer,
  size: { widthPt: number; heightPt: number },
): Pick<DrawnPage, 'runs' | 'findings'> {
  const transform = pageTransform(pdfium, page, size);
  const filledIn = readAnnotationRuns(pdfium, page, form, transform);
  const textPage = pdfium._FPDFText_LoadPage(page);
  if (textPage === 0) return { runs: filledIn, findings: { fontsNotEmbedded: [], lettersMissing: false } };
  try {
    return {
      runs: [...readTextRuns(pdfium, textPage, transform), ...filledIn],
      findings: findFontsNotEmbedded(pdfium, page, textPage),
    };
  } finally {
    pdfium._FPDFText_ClosePage(textPage);
  }
}

/** PDFium knows CropBox and rotation; three points mapped by it tell the whole transformation. */
function pageTransform(
  pdfium: Pdfium,
  page: Pointer,
  { widthPt, heightPt }: { widthPt: number; heightPt: number },
): PageTransform {
  // Device coordinates are whole numbers, so the device is made a thousand times larger than the page.
  const enlargement = 1000;
  const reach = 1000;
  const target = pdfium.wasmExports.malloc(8);
  const map = (x: number, y: number): readonly [number, number] => {
    const [width, height] = [Math.round(widthPt * enlargement), Math.round(heightPt * enlargement)];
    pdfium._FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, target, target + 4);
    const view = new DataView(pdfium.HEAPU8.buffer, target, 8);
    return [view.getInt32(0, true) / enlargement, view.getInt32(4, true) / enlargement];
  };
  try {
    const [e, f] = map(0, 0);
    const [xx, xy] = map(reach, 0);
    const [yx, yy] = map(0, reach);
    return [(xx - e) / reach, (xy - f) / reach, (yx - e) / reach, (yy - f) / reach, e, f];
  } finally {
    pdfium.wasmExports.free(target);
  }
}
