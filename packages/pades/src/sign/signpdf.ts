import { toByteSource, type DocumentInput } from '../pdf/byte-source.js';
import { incrementOf } from './increment-file.js';
import { makePlaceholder } from './prepare-signature.js';
import type { PrepareSignatureOptions } from './types.js';

/**
 * The document with an empty signature as `@signpdf/signpdf` wants it: `new SignPdf().sign(await prepareForSignpdf(…), signer)`
 * with any of its signers. Use `createSignpdfSigner` for one that makes CAdES signatures; signpdf's own `P12Signer` does
 * not. signpdf holds the whole file in memory several times over.
 *
 * @throws PadesError with the codes of `prepareSignature`.
 */
export async function prepareForSignpdf(
  input: DocumentInput,
  options: Omit<PrepareSignatureOptions, 'digestAlgorithm' | 'prefixHash'>,
): Promise<Buffer> {
  const source = toByteSource(input);
  // The digest is signpdf's own affair; seed values can only be held against the usual one.
  const { increment } = await makePlaceholder(source, { ...options, digestAlgorithm: 'SHA-256' });
  return Buffer.from(incrementOf(source, increment).toBytes());
}
