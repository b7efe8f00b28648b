import { inspectDocument, PadesError, verifyDocument, type VerificationReport } from '@segl/pades';
import { UploadError } from '../errors.js';

/**
 * Verifies every signature of a PDF. Runs in a worker: the bytes are a stranger's.
 *
 * @param trustAnchors root certificates, DER
 * @throws UploadError `upload.unreadable`
 */
export async function verifyPdf(
  bytes: Uint8Array,
  trustAnchors: readonly Uint8Array[],
): Promise<{ report: VerificationReport; pageCount: number | null }> {
  try {
    const report = await verifyDocument(bytes, { trustAnchors });
    return { report, pageCount: pageCountOf(bytes) };
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
    throw new UploadError(
      'upload.unreadable',
      'The file cannot be read as a PDF, so nothing can be said about signatures in it. Check that it is the right file, and whole.',
      { cause: error, facts: { engineCode: error.code } },
    );
  }
}

/** A file may be verified though its pages cannot be counted (encrypted object streams). */
function pageCountOf(bytes: Uint8Array): number | null {
  try {
    return inspectDocument(bytes).pageCount;
  } catch (error) {
    if (error instanceof PadesError) return null;
    throw error;
  }
}
