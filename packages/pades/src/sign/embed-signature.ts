import { PadesError } from '../errors.js';
import { incrementOf } from './increment-file.js';
import { hashAfter } from './prepare-signature.js';
import type { DocumentToBeSigned, SignedDocument } from './types.js';

/**
 * Writes a CMS signature into the space reserved for it. Whether it signs the digest is not checked.
 *
 * @throws PadesError `sign.contents-too-small`.
 */
export function embedSignature(toBeSigned: DocumentToBeSigned, cmsDer: Uint8Array): SignedDocument {
  if (cmsDer.length > toBeSigned.contentsBytes) {
    throw new PadesError(
      'sign.contents-too-small',
      `The signature has ${cmsDer.length} bytes, and ${toBeSigned.contentsBytes} are reserved`,
    );
  }
  const increment = new Uint8Array(toBeSigned.increment);
  const hex = Buffer.from(cmsDer.buffer, cmsDer.byteOffset, cmsDer.byteLength).toString('hex');
  const at = toBeSigned.byteRange[1] - toBeSigned.originalBytes + 1;
  Buffer.from(increment.buffer).write(hex, at, 'latin1');
  const prefixHash = hashAfter(toBeSigned, increment);
  return {
    ...incrementOf(toBeSigned.source, increment),
    fieldName: toBeSigned.fieldName,
    byteRange: toBeSigned.byteRange,
    ...(prefixHash ? { prefixHash } : {}),
  };
}
