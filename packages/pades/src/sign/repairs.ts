import { PadesError } from '../errors.js';
import type { PdfDocument } from '../pdf/document.js';
import type { PdfRepair } from '../pdf/xref-chain.js';
import type { SigningRules } from './signing-rules.js';

/**
 * Refuses files that can be read but must not be added to. A file that had to be scanned gets a whole new
 * cross-reference, behind which the revisions that earlier signatures cover can no longer be told apart. And where an
 * unfinished update follows the last end-of-file marker, some readers show what it changes and some do not: nobody can
 * say what would be signed.
 *
 * @throws PadesError `sign.repair-breaks-signatures`, `pdf.truncated`.
 */
export function requireRepairable(document: PdfDocument, rules: Pick<SigningRules, 'signed'>): void {
  const repaired = (code: PdfRepair['code']): boolean =>
    document.repairs.some((repair) => repair.code === code);
  if (rules.signed && repaired('xref-rebuilt')) {
    throw new PadesError(
      'sign.repair-breaks-signatures',
      'The file needs a rebuilt cross-reference, which would damage the signatures it carries',
    );
  }
  if (repaired('update-unfinished')) {
    throw new PadesError('pdf.truncated', 'An update of the file was never finished');
  }
}
