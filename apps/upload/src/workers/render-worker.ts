import sharp from 'sharp';
import { UploadError } from '../errors.js';
import { drawPage, type OpenDocument } from '../rendering/draw-page.js';
import type { RenderMethods } from '../rendering/drawn-page.js';
import { loadPdfium, pdfiumVersion, type Pdfium, type Pointer } from '../rendering/pdfium-module.js';
import { serveCalls, Transferred } from './serve-calls.js';

/** Raised when pages come out differently from the same libraries. */
const drawingVersion = 1;
const formInfoBytes = 256; // sizeof(FPDF_FORMFILLINFO), with room
const formInfoVersion = 2;
const errorPassword = 4; // FPDF_ERR_PASSWORD

interface Held extends OpenDocument {
  data: Pointer;
  formInfo: Pointer;
}

let library: Promise<Pdfium> | undefined;
let held: Held | undefined;

sharp.cache(false);
sharp.concurrency(1);

serveCalls<RenderMethods>({
  async open({ bytes, passwords, maxMemoryMegabytes }) {
    const pdfium = await (library ??= loadPdfium({ maxMemoryMegabytes }));
    close(pdfium);
    held = open(pdfium, bytes, passwords);
    const pageCount = pdfium._FPDF_GetPageCount(held.document);
    const renderer = `pdfium-wasm ${pdfiumVersion()}, sharp ${sharp.versions.sharp}, segl ${drawingVersion}`;
    return { pageCount, renderer };
  },
  async drawPage({ pageIndex, maxPixels }) {
    const pdfium = await library;
    if (pdfium === undefined || held === undefined) throw new TypeError('no document is open');
    const page = await drawPage(pdfium, held, pageIndex, { maxPixels });
    return new Transferred(
      page,
      page.images.map(({ bytes }) => bytes.buffer),
    );
  },
  async close() {
    if (library !== undefined) close(await library);
    return undefined;
  },
});

function open(pdfium: Pdfium, bytes: Uint8Array, passwords: readonly Uint8Array[]): Held {
  const data = pdfium.wasmExports.malloc(bytes.length);
  if (data === 0) throw new RangeError(`no memory for a document of ${bytes.length} bytes`);
  pdfium.HEAPU8.set(bytes, data);
  const document = load(pdfium, data, bytes.length, passwords);
  if (document === 0) {
    const encrypted = pdfium._FPDF_GetLastError() === errorPassword;
    pdfium.wasmExports.free(data);
    throw encrypted
      ? new UploadError('upload.encrypted', 'The PDF can only be opened with a password.')
      : new UploadError('upload.rendering-failed', 'The PDF could not be opened to draw its pages.');
  }
  const formInfo = pdfium.wasmExports.malloc(formInfoBytes);
  pdfium.HEAPU8.fill(0, formInfo, formInfo + formInfoBytes);
  new DataView(pdfium.HEAPU8.buffer).setUint32(formInfo, formInfoVersion, true);
  const form = pdfium._FPDFDOC_InitFormFillEnvironment(document, formInfo);
  // No coloured fields: people see what the document holds, not what a viewer adds.
  pdfium._FPDF_SetFormFieldHighlightAlpha(form, 0);
  return { document, form, data, formInfo };
}

/** Opens without a password, or with the first that fits. Zero where none does. */
function load(pdfium: Pdfium, data: Pointer, size: number, passwords: readonly Uint8Array[]): Pointer {
  for (const password of passwords) {
    const text = pdfium.wasmExports.malloc(password.length + 1);
    pdfium.HEAPU8.set(password, text);
    pdfium.HEAPU8.fill(0, text + password.length, text + password.length + 1);
    const document = pdfium._FPDF_LoadMemDocument(data, size, text);
    pdfium.HEAPU8.fill(0, text, text + password.length);
    pdfium.wasmExports.free(text);
    if (document !== 0) return document;
  }
  return pdfium._FPDF_LoadMemDocument(data, size, 0);
}

function close(pdfium: Pdfium): void {
  if (held === undefined) return;
  pdfium._FPDFDOC_ExitFormFillEnvironment(held.form);
  pdfium._FPDF_CloseDocument(held.document);
  pdfium.wasmExports.free(held.data);
  pdfium.wasmExports.free(held.formInfo);
  held = undefined;
}
