import type { VerificationReport } from '@segl/pades';
import type { ImageConversion } from '../convert/image-to-pdf.js';
import type { ConvertedDocument, TextConversion } from '../convert/text-to-pdf.js';
import type { PdfInspection, PdfLimits } from '../intake/inspect-pdf.js';

/** Methods of the check worker: everything that reads a stranger's bytes, but for drawing. */
export type CheckMethods = {
  inspectPdf: {
    input: { bytes: Uint8Array<ArrayBuffer>; limits: PdfLimits; password: string | undefined };
    output: PdfInspection;
  };
  convertText: { input: TextConversion; output: ConvertedDocument };
  convertImage: { input: ImageConversion; output: ConvertedDocument };
  verify: {
    /** Trust anchors as DER. */
    input: {
      bytes: Uint8Array<ArrayBuffer>;
      trustAnchors: Uint8Array[];
      password: string | undefined;
    };
    output: { report: VerificationReport; pageCount: number | null };
  };
};
