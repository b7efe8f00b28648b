import { createCadesSignature, type CadesSignatureOptions } from '../cms/create-signature.js';
import type { CmsSigner } from '../cms/types.js';
import type { DocumentInput } from '../pdf/byte-source.js';
import { embedSignature } from './embed-signature.js';
import { prepareSignature } from './prepare-signature.js';
import type { PrepareSignatureOptions, SignedDocument } from './types.js';

/** Where the signature goes, who signs, and what goes under the signature besides the document. */
export interface SignDocumentOptions
  extends
    Omit<PrepareSignatureOptions, 'contentsBytes' | 'digestAlgorithm' | 'signingTime'>,
    CadesSignatureOptions {
  readonly signer: CmsSigner;
  /** Default: now. */
  readonly signingTime?: Date;
  /** Default: room for the certificates and, where one is asked for, a time-stamp. */
  readonly contentsBytes?: number;
}

/**
 * Signs a document in one call: PAdES level B-B, or B-T with `timestamp`. An error of the signer or of the time-stamp
 * is an error of the call; there is never a weaker signature instead.
 *
 * @throws PadesError with any code of `prepareSignature`, `embedSignature` and `createCadesSignature`.
 */
export async function signDocument(
  input: DocumentInput,
  options: SignDocumentOptions,
): Promise<SignedDocument> {
  requireNothingTwice(options);
  const { signer, timestamp, commitmentType, claimedRoles, signerLocation, custom, ...placeAndMore } =
    options;
  const { signaturePolicy, contentTimestamp, ...place } = placeAndMore;
  const toBeSigned = await prepareSignature(input, {
    ...place,
    signingTime: options.signingTime ?? new Date(),
    contentsBytes: options.contentsBytes ?? estimateContentsBytes(options),
    digestAlgorithm: signer.digestAlgorithm,
  });
  const cms = await createCadesSignature(signer, toBeSigned.digest, {
    ...(timestamp ? { timestamp } : {}),
    ...(commitmentType ? { commitmentType } : {}),
    ...(claimedRoles ? { claimedRoles } : {}),
    ...(signerLocation ? { signerLocation } : {}),
    ...(signaturePolicy ? { signaturePolicy } : {}),
    ...(contentTimestamp ? { contentTimestamp } : {}),
    ...(custom ? { custom } : {}),
  });
  return embedSignature(toBeSigned, cms);
}

/** What a signed attribute says must not stand in the signature dictionary as well (EN 319 142-1 Table 1). */
export function requireNothingTwice({
  location,
  signerLocation,
}: Pick<PrepareSignatureOptions, 'location'> & Pick<CadesSignatureOptions, 'signerLocation'>): void {
  if (location !== undefined && signerLocation !== undefined)
    throw new TypeError('location and signerLocation exclude each other');
}

/** Bytes that a signature and its attributes need beside certificates and time-stamp. */
const attributeBytes = 4096;
/** A policy with the longest notice. */
const policyBytes = 2048;
/** Time-stamp tokens of public authorities carry their chain and have 4 to 8 KB. */
const timestampBytes = 12 * 1024;

/** Room that a signature will need, on the generous side. */
export function estimateContentsBytes(
  options: Pick<
    SignDocumentOptions,
    'timestamp' | 'contentTimestamp' | 'custom' | 'claimedRoles' | 'signaturePolicy'
  > & { readonly signer: Pick<CmsSigner, 'certificate' | 'chain'> },
): number {
  const { signer, timestamp, contentTimestamp, custom = [], claimedRoles = [], signaturePolicy } = options;
  const certificates = [signer.certificate, ...signer.chain].reduce((sum, item) => sum + item.length, 0);
  const values = custom
    .flatMap((attribute) => attribute.valuesDer)
    .reduce((sum, item) => sum + item.length + 64, 0);
  const roles = claimedRoles.reduce((sum, role) => sum + role.length * 4 + 16, 0);
  const policy = signaturePolicy ? policyBytes + (signaturePolicy.uri?.length ?? 0) : 0;
  const timestamps = [timestamp, contentTimestamp].filter((source) => source !== undefined).length;
  return certificates + values + roles + policy + attributeBytes + timestamps * timestampBytes;
}
