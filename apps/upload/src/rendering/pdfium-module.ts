import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PDFiumModule } from '@hyzyla/pdfium';

/** A pointer into, or a handle of, PDFium's WebAssembly memory; 0 is none. */
export type Pointer = number;

/** The functions of PDFium (public/fpdfview.h, fpdf_text.h, fpdf_edit.h, fpdf_formfill.h) that drawing pages needs. */
export interface Pdfium {
  HEAPU8: Uint8Array;
  wasmExports: { malloc(bytes: number): Pointer; free(pointer: Pointer): void; memory: WasmMemory };
  _FPDF_InitLibraryWithConfig(config: object): void;
  _FPDF_LoadMemDocument(data: Pointer, size: number, password: Pointer): Pointer;
  _FPDF_GetLastError(): number;
  _FPDF_CloseDocument(document: Pointer): void;
  _FPDF_GetPageCount(document: Pointer): number;
  _FPDF_LoadPage(document: Pointer, pageIndex: number): Pointer;
  _FPDF_ClosePage(page: Pointer): void;
  _FPDF_GetPageWidthF(page: Pointer): number;
  _FPDF_GetPageHeightF(page: Pointer): number;
  _FPDF_PageToDevice(
    page: Pointer,
    startX: number,
    startY: number,
    sizeX: number,
    sizeY: number,
    rotate: number,
    pageX: number,
    pageY: number,
    deviceX: Pointer,
    deviceY: Pointer,
  ): number;
  _FPDFBitmap_CreateEx(
    width: number,
    height: number,
    format: number,
    scan0: Pointer,
    stride: number,
  ): Pointer;
  _FPDFBitmap_FillRect(
    bitmap: Pointer,
    left: number,
    top: number,
    width: number,
    height: number,
    color: number,
  ): void;
  _FPDFBitmap_GetBuffer(bitmap: Pointer): Pointer;
  _FPDFBitmap_GetStride(bitmap: Pointer): number;
  _FPDFBitmap_Destroy(bitmap: Pointer): void;
  _FPDF_RenderPageBitmap(
    bitmap: Pointer,
    page: Pointer,
    startX: number,
    startY: number,
    sizeX: number,
    sizeY: number,
    rotate: number,
    flags: number,
  ): void;
  _FPDFDOC_InitFormFillEnvironment(document: Pointer, formInfo: Pointer): Pointer;
  _FPDFDOC_ExitFormFillEnvironment(form: Pointer): void;
  _FPDF_SetFormFieldHighlightAlpha(form: Pointer, alpha: number): void;
  _FORM_OnAfterLoadPage(page: Pointer, form: Pointer): void;
  _FORM_OnBeforeClosePage(page: Pointer, form: Pointer): void;
  _FPDF_FFLDraw(
    form: Pointer,
    bitmap: Pointer,
    page: Pointer,
    startX: number,
    startY: number,
    sizeX: number,
    sizeY: number,
    rotate: number,
    flags: number,
  ): void;
  _FPDFText_LoadPage(page: Pointer): Pointer;
  _FPDFText_ClosePage(textPage: Pointer): void;
  _FPDFText_CountChars(textPage: Pointer): number;
  _FPDFText_GetUnicode(textPage: Pointer, index: number): number;
  _FPDFText_GetLooseCharBox(textPage: Pointer, index: number, rect: Pointer): number;
  _FPDFPage_GetAnnotCount(page: Pointer): number;
  _FPDFPage_GetAnnot(page: Pointer, index: number): Pointer;
  _FPDFPage_CloseAnnot(annotation: Pointer): void;
  _FPDFAnnot_GetSubtype(annotation: Pointer): number;
  _FPDFAnnot_GetFlags(annotation: Pointer): number;
  _FPDFAnnot_GetRect(annotation: Pointer, rect: Pointer): number;
  _FPDFAnnot_GetStringValue(annotation: Pointer, key: Pointer, buffer: Pointer, bytes: number): number;
  _FPDFAnnot_GetFormFieldType(form: Pointer, annotation: Pointer): number;
  _FPDFAnnot_GetFormFieldValue(form: Pointer, annotation: Pointer, buffer: Pointer, bytes: number): number;
  _FPDFAnnot_GetFormFieldFlags(form: Pointer, annotation: Pointer): number;
  _FPDFAnnot_IsChecked(form: Pointer, annotation: Pointer): number;
  _FPDFPage_CountObjects(page: Pointer): number;
  _FPDFPage_GetObject(page: Pointer, index: number): Pointer;
  _FPDFPageObj_GetType(object: Pointer): number;
  _FPDFFormObj_CountObjects(object: Pointer): number;
  _FPDFFormObj_GetObject(object: Pointer, index: number): Pointer;
  _FPDFTextObj_GetFont(object: Pointer): Pointer;
  _FPDFTextObj_GetText(object: Pointer, textPage: Pointer, buffer: Pointer, bytes: number): number;
  _FPDFFont_GetIsEmbedded(font: Pointer): number;
  _FPDFFont_GetBaseFontName(font: Pointer, buffer: Pointer, bytes: number): number;
}

/** The part of `WebAssembly.Memory` that is used here. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Limits of the renderer itself. */
export interface PdfiumLimits {
  /** WebAssembly memory, in megabytes: a page that needs more ends the thread. */
  maxMemoryMegabytes: number;
}

/** PDFium's way to give strings: asked with no room it tells how many bytes it needs. At most 64 KB. */
export function readBuffer(pdfium: Pdfium, fill: (buffer: Pointer, bytes: number) => number): Uint8Array {
  const size = Math.min(fill(0, 0), 64 * 1024);
  if (size === 0) return new Uint8Array();
  const buffer = pdfium.wasmExports.malloc(size);
  try {
    fill(buffer, size);
    return pdfium.HEAPU8.slice(buffer, buffer + size);
  } finally {
    pdfium.wasmExports.free(buffer);
  }
}

/** Loads PDFium into this thread. It has no file system, no network, no scripting engine and no system fonts. */
export async function loadPdfium({ maxMemoryMegabytes }: PdfiumLimits): Promise<Pdfium> {
  const wasm = readFileSync(wasmPath());
  const loaded: unknown = await PDFiumModule({
    wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength),
    locateFile: () => '',
  });
  const pdfium = loaded as Pdfium; // the package declares a part of what it exports
  boundMemory(pdfium.wasmExports.memory, maxMemoryMegabytes);
  pdfium._FPDF_InitLibraryWithConfig({});
  return pdfium;
}

/** Version of the PDFium package, for the manifest. */
export function pdfiumVersion(): string {
  const packageFile = path.join(path.dirname(wasmPath()), '../package.json');
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  return version;
}

function wasmPath(): string {
  return createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm');
}

/** Memory of WebAssembly is no part of a thread's heap limit, so growing it is bounded here. */
function boundMemory(memory: WasmMemory, maxMegabytes: number): void {
  const grow = memory.grow.bind(memory);
  const maxBytes = maxMegabytes * 1024 * 1024;
  const pageBytes = 64 * 1024;
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * pageBytes > maxBytes) {
      throw new RangeError(`the renderer would need more than ${maxMegabytes} MB`);
    }
    return grow(pages);
  };
}
