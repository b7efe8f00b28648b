import { PadesError } from '../errors.js';
import type { PdfDocument } from '../pdf/document.js';
import type { SigningRules } from './signing-rules.js';

/**
 * A file that had to be scanned gets a whole new cross-reference, behind which the revisions that earlier signatures
 * cover can no longer be told apart: such a file is refused when it is signed.
 */
export function requireRepairable(document: PdfDocument, rules: Pick<SigningRules, 'signed'>): void {
  if (rules.signed && document.repairs.some((repair) => repair.code === 'xref-rebuilt')) {
    throw new PadesError(
      'sign.repair-breaks-signatures',
      'The file needs a rebuilt cross-reference, which would damage the signatures it carries',
    );
  }
}
