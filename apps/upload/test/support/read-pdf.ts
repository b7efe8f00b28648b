import { loadPdfium, type Pdfium } from '../../src/rendering/pdfium-module.js';
import { drawPage, type OpenDocument } from '../../src/rendering/draw-page.js';
import type { DrawnPage } from '../../src/rendering/drawn-page.js';

let library: Promise<Pdfium> | undefined;

/** All pages of a PDF as PDFium shows them; for tests that make their PDFs themselves. */
export async function readPages(pdf: Uint8Array): Promise<DrawnPage[]> {
  const pdfium = await (library ??= loadPdfium({ maxMemoryMegabytes: 1024 }));
  const data = pdfium.wasmExports.malloc(pdf.length);
  pdfium.HEAPU8.set(pdf, data);
  const document = pdfium._FPDF_LoadMemDocument(data, pdf.length, 0);
  if (document === 0) throw new Error(`PDFium cannot open it: ${pdfium._FPDF_GetLastError()}`);
  const formInfo = pdfium.wasmExports.malloc(256);
  pdfium.HEAPU8.fill(0, formInfo, formInfo + 256);
  new DataView(pdfium.HEAPU8.buffer).setUint32(formInfo, 2, true);
  const opened: OpenDocument = {
    document,
    form: pdfium._FPDFDOC_InitFormFillEnvironment(document, formInfo),
  };
  try {
    const pages: DrawnPage[] = [];
    for (let index = 0; index < pdfium._FPDF_GetPageCount(document); index++) {
      pages.push(await drawPage(pdfium, opened, index, { maxPixels: 500_000 }));
    }
    return pages;
  } finally {
    pdfium._FPDFDOC_ExitFormFillEnvironment(opened.form);
    pdfium._FPDF_CloseDocument(document);
    pdfium.wasmExports.free(data);
    pdfium.wasmExports.free(formInfo);
  }
}

/** The words of all pages, in reading order, one space between runs. */
export async function readText(pdf: Uint8Array): Promise<string> {
  const pages = await readPages(pdf);
  return pages.flatMap(({ runs }) => runs.map(({ text }) => text)).join(' ');
}
