import { PadesError } from '../errors.js';
import type { PdfDocument } from '../pdf/document.js';
import { isArray, isInteger, PdfString } from '../pdf/objects.js';
import type { PdfRepair } from '../pdf/xref-chain.js';
import type { SigningRules } from './signing-rules.js';

/**
 * Refuses files that can be read but must not be added to. A file that had to be scanned gets a whole new
 * cross-reference, behind which the revisions that earlier signatures cover can no longer be told apart. And where an
 * unfinished update follows the last end-of-file marker, some readers show what it changes and some do not: nobody can
 * say what would be signed. Nor may a signature claim bytes behind the end of the file: what is appended would become
 * part of what it covers. One without a value covers nothing that could be lost.
 *
 * @throws PadesError `sign.repair-breaks-signatures`, `pdf.truncated`.
 */
export function requireRepairable(
  document: PdfDocument,
  rules: Pick<SigningRules, 'signed' | 'fields'>,
): void {
  const repaired = (code: PdfRepair['code']): boolean =>
    document.repairs.some((repair) => repair.code === code);
  if (rules.signed && repaired('xref-rebuilt')) {
    throw new PadesError(
      'sign.repair-breaks-signatures',
      'The file needs a rebuilt cross-reference, which would damage the signatures it carries',
    );
  }
  const { latest, source } = document;
  for (const { name, signature } of rules.fields) {
    const value = latest.resolve(signature?.dict.get('Contents'));
    if (!(value instanceof PdfString) || value.bytes.every((byte) => byte === 0)) continue;
    const range = latest.resolve(signature?.dict.get('ByteRange'));
    const [start, length] = (isArray(range) ? range.slice(-2) : []).map((item) => latest.resolve(item));
    if (isInteger(start) && isInteger(length) && start + length > source.size) {
      throw new PadesError(
        'sign.repair-breaks-signatures',
        `The signature in ${name} claims bytes behind the end of the file, which whatever is added would change`,
      );
    }
  }
  if (repaired('update-unfinished')) {
    throw new PadesError('pdf.truncated', 'An update of the file was never finished');
  }
}
