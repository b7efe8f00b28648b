import { inspectDocument, PadesError, verifyDocument, type VerificationReport } from '@segl/pades';
import { UploadError } from '../errors.js';

/**
 * Verifies every signature of a PDF. Runs in a worker: the bytes are a stranger's.
 *
 * @param trustAnchors root certificates, DER
 * @throws UploadError `upload.unreadable`, `upload.password-required`, `upload.password-wrong`
 */
export async function verifyPdf(
  bytes: Uint8Array,
  trustAnchors: readonly Uint8Array[],
  password: string | undefined,
): Promise<{ report: VerificationReport; pageCount: number | null }> {
  try {
    const opening = password === undefined ? {} : { password };
    const report = await verifyDocument(bytes, { trustAnchors, ...opening });
    return { report, pageCount: pageCountOf(bytes, opening) };
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
    if (error.code === 'pdf.password-required') {
      throw new UploadError('upload.password-required', 'The PDF is locked. Give the password as well.', {
        cause: error,
      });
    }
    if (error.code === 'pdf.password-wrong') {
      throw new UploadError('upload.password-wrong', 'The password does not open the PDF. Try again.', {
        cause: error,
      });
    }
    throw new UploadError(
      'upload.unreadable',
      'The file cannot be read as a PDF, so nothing can be said about signatures in it. Check that it is the right file, and whole.',
      { cause: error, facts: { engineCode: error.code } },
    );
  }
}

/** A file may be verified though its pages cannot be counted. */
function pageCountOf(bytes: Uint8Array, opening: { password?: string }): number | null {
  try {
    return inspectDocument(bytes, opening).pageCount;
  } catch (error) {
    if (error instanceof PadesError) return null;
    throw error;
  }
}
