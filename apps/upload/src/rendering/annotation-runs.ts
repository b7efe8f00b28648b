import { readBuffer, type Pdfium, type Pointer } from './pdfium-module.js';
import { toRun, transformedRect, type PageTransform, type TextRun } from './text-runs.js';

const subtypeFreeText = 3; // FPDF_ANNOT_FREETEXT
const subtypeWidget = 20; // FPDF_ANNOT_WIDGET
const flagInvisible = 1 | 2 | 32; // invisible, hidden, no view (ISO 32000-2 Table 167)
const field = { checkBox: 2, radioButton: 3, comboBox: 4, listBox: 5, text: 6 } as const; // FPDF_FORMFIELD_*
const flagPassword = 1 << 13; // ISO 32000-2 Table 231
const maxAnnotations = 5000;

/**
 * What stands in form fields and text boxes on the page: the picture shows it, so the text must say it too. Boxes to
 * tick read `[x]` or `[ ]`.
 */
export function readAnnotationRuns(
  pdfium: Pdfium,
  page: Pointer,
  form: Pointer,
  transform: PageTransform,
): TextRun[] {
  const count = Math.min(pdfium._FPDFPage_GetAnnotCount(page), maxAnnotations);
  const rect = pdfium.wasmExports.malloc(16);
  const runs: TextRun[] = [];
  try {
    for (let index = 0; index < count; index++) {
      const annotation = pdfium._FPDFPage_GetAnnot(page, index);
      if (annotation === 0) continue;
      const text = shownText(pdfium, form, annotation);
      if (text !== '' && pdfium._FPDFAnnot_GetRect(annotation, rect) !== 0) {
        const box = transformedRect(pdfium, rect, transform);
        if (box !== undefined) runs.push(toRun(text, box));
      }
      pdfium._FPDFPage_CloseAnnot(annotation);
    }
  } finally {
    pdfium.wasmExports.free(rect);
  }
  // From top to bottom, and from left to right, as people read forms.
  return runs.sort((a, b) => a.y - b.y || a.x - b.x);
}

function shownText(pdfium: Pdfium, form: Pointer, annotation: Pointer): string {
  if ((pdfium._FPDFAnnot_GetFlags(annotation) & flagInvisible) !== 0) return '';
  switch (pdfium._FPDFAnnot_GetSubtype(annotation)) {
    case subtypeFreeText:
      return contentsOf(pdfium, annotation);
    case subtypeWidget:
      return fieldText(pdfium, form, annotation);
    default:
      return '';
  }
}

function fieldText(pdfium: Pdfium, form: Pointer, annotation: Pointer): string {
  switch (pdfium._FPDFAnnot_GetFormFieldType(form, annotation)) {
    case field.checkBox:
    case field.radioButton:
      return pdfium._FPDFAnnot_IsChecked(form, annotation) !== 0 ? '[x]' : '[ ]';
    case field.comboBox:
    case field.listBox:
    case field.text:
      // The page shows dots in place of a password; so does its text: nothing.
      if ((pdfium._FPDFAnnot_GetFormFieldFlags(form, annotation) & flagPassword) !== 0) return '';
      return decode(
        readBuffer(pdfium, (buffer, bytes) =>
          pdfium._FPDFAnnot_GetFormFieldValue(form, annotation, buffer, bytes),
        ),
      );
    default:
      return ''; // buttons and signatures hold no text
  }
}

function contentsOf(pdfium: Pdfium, annotation: Pointer): string {
  const key = Buffer.from('Contents\0', 'latin1');
  const pointer = pdfium.wasmExports.malloc(key.length);
  pdfium.HEAPU8.set(key, pointer);
  try {
    return decode(
      readBuffer(pdfium, (buffer, bytes) =>
        pdfium._FPDFAnnot_GetStringValue(annotation, pointer, buffer, bytes),
      ),
    );
  } finally {
    pdfium.wasmExports.free(pointer);
  }
}

function decode(utf16: Uint8Array): string {
  return Buffer.from(utf16)
    .toString('utf16le')
    .replaceAll('\0', '')
    .replaceAll(/\p{Surrogate}|\p{Cc}/gu, ' ')
    .trim();
}
