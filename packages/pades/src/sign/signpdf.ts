import type { Signer } from '@signpdf/utils';
import { acceptCms, type BaselineFinding } from '../cms/accept-cms.js';
import { hashFor } from '../cms/algorithms.js';
import { toByteSource, type DocumentInput } from '../pdf/byte-source.js';
import { incrementOf } from './increment-file.js';
import { makePlaceholder } from './prepare-signature.js';
import type { DocumentToBeSigned, PrepareSignatureOptions } from './types.js';

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

/** The CMS that a signer of `@signpdf/signpdf` made for a document prepared here. */
export interface SignpdfCms {
  /** For `embedSignature`. */
  readonly cms: Uint8Array;
  /** The signing certificate, DER. */
  readonly certificate: Uint8Array;
  /** `no` where the CMS is good but makes no PAdES baseline signature; `findings` say why. */
  readonly baseline: 'yes' | 'no';
  readonly findings: readonly BaselineFinding[];
}

/**
 * Lets a `Signer` of `@signpdf/signpdf` (its `P12Signer`, or anybody's) sign a document prepared here:
 * `embedSignature(toBeSigned, (await cmsFromSignpdfSigner(signer, toBeSigned)).cms)`. The signer is given the covered bytes,
 * so the whole document is in memory for the time. What it makes is verified; trust in its certificate is not looked at.
 *
 * signpdf's `P12Signer` adds a signing-time and no signing-certificate-v2: such a signature holds, but is not PAdES
 * baseline, and the answer says so.
 *
 * @throws PadesError `sign.cms-mismatch`, `key.signature-wrong`, `cms.malformed`, `asn1.malformed`,
 *   `cms.algorithm-unsupported` or `x509.malformed`; errors of the signer pass through.
 */
export async function cmsFromSignpdfSigner(
  signer: Pick<Signer, 'sign'>,
  toBeSigned: DocumentToBeSigned,
  options: { readonly signingTime?: Date } = {},
): Promise<SignpdfCms> {
  const covered = coveredBytes(toBeSigned);
  const made = await signer.sign(covered, options.signingTime);
  const cms = Uint8Array.from(made);
  const { certificate, findings } = acceptCms(cms, (oid) => hashFor(oid).update(covered).digest());
  return { cms, certificate, findings, baseline: findings.length === 0 ? 'yes' : 'no' };
}

function coveredBytes({ source: input, increment, byteRange, originalBytes }: DocumentToBeSigned): Buffer {
  const source = toByteSource(input);
  const [, start, end, rest] = byteRange;
  const covered = Buffer.alloc(start + rest);
  source.readInto(covered.subarray(0, originalBytes), 0);
  covered.set(increment.subarray(0, start - originalBytes), originalBytes);
  covered.set(increment.subarray(end - originalBytes), start);
  return covered;
}
