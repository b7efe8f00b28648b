import { createCadesSignature, type CadesSignatureOptions } from '../cms/create-signature.js';
import type { CmsSigner } from '../cms/types.js';
import { heldSignatureOf } from '../ltv/held-signatures.js';
import { raise } from '../ltv/extend-document.js';
import type { ExtensionStep, ValidationDataOptions } from '../ltv/types.js';
import { concatenated, toByteSource, type DocumentInput } from '../pdf/byte-source.js';
import { passwordOf } from '../pdf/document.js';
import { Evidence } from '../verify/evidence.js';
import type { BaselineLevel } from '../verify/report.js';
import { embedSignature } from './embed-signature.js';
import { incrementOf } from './increment-file.js';
import { prepareSignature } from './prepare-signature.js';
import type { PrepareSignatureOptions, SignatureAnnouncement, SignedDocument } from './types.js';

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
  /** PAdES baseline level (EN 319 142-1 §6). Default: B-T where `timestamp` is given, else B-B. */
  readonly level?: BaselineLevel;
  /** Where validation data come from, for B-LT and B-LTA. Default: the network, as the certificates say. */
  readonly validation?: ValidationDataOptions;
}

/** A signed document, and what was added behind its signature for the level. */
export interface SignedToLevel extends SignedDocument {
  readonly level: BaselineLevel;
  /** Revisions behind the signature's own: the validation data of B-LT, the document time-stamp of B-LTA. */
  readonly steps: readonly ExtensionStep[];
}

/**
 * Signs a document in one call, to any PAdES baseline level: B-B; B-T with a time-stamp over the signature; B-LT with the
 * validation data of signer and time-stamp in a further revision; B-LTA with a document time-stamp over all that in one
 * more. An error of the signer, of the time-stamp or of the validation data is an error of the call; there is never a
 * weaker signature instead.
 *
 * @throws PadesError with any code of `prepareSignature`, `embedSignature`, `createCadesSignature` and `extendDocument`.
 *   `TypeError` where the level needs a `timestamp` and there is none, or forbids the one given.
 */
export async function signDocument(
  input: DocumentInput,
  options: SignDocumentOptions,
): Promise<SignedToLevel> {
  requireNothingTwice(options);
  const level = levelOf(options);
  const { signer, timestamp, commitmentType, claimedRoles, signerLocation, custom, ...placeAndMore } =
    options;
  const { signaturePolicy, contentTimestamp, validation, ...place } = placeAndMore;
  const source = toByteSource(input);
  const toBeSigned = await prepareSignature(source, {
    ...place,
    announced: options.announced ?? announcementOf(options, level),
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
  const signed = embedSignature(toBeSigned, cms);
  if (level === 'B-B' || level === 'B-T') return { ...signed, level, steps: [] };

  const evidence = new Evidence();
  const whole = concatenated(source, signed.increment);
  const held = heldSignatureOf(cms, { fieldName: signed.fieldName, end: whole.size }, evidence);
  const raised = await raise(whole, [held], evidence, {
    level,
    authority: 'known',
    digestAlgorithm: signer.digestAlgorithm,
    ...(timestamp ? { timestamp } : {}),
    ...(validation ? { validation } : {}),
    ...(signed.prefixHash ? { prefixHash: signed.prefixHash } : {}),
    ...passwordOf(options),
  });
  return {
    ...incrementOf(source, Buffer.concat([signed.increment, raised.increment])),
    fieldName: signed.fieldName,
    byteRange: signed.byteRange,
    level,
    steps: raised.steps,
    ...(raised.prefixHash ? { prefixHash: raised.prefixHash } : {}),
  };
}

function levelOf({ level, timestamp }: Pick<SignDocumentOptions, 'level' | 'timestamp'>): BaselineLevel {
  if (level === undefined) return timestamp ? 'B-T' : 'B-B';
  if (level === 'B-B' && timestamp) throw new TypeError('A signature at level B-B has no time-stamp');
  if (level !== 'B-B' && !timestamp) throw new TypeError(`Level ${level} needs a timestamp source`);
  return level;
}

/** What the signature will carry, for the seed values of its field. */
function announcementOf(
  { signer, timestamp, signaturePolicy }: SignDocumentOptions,
  level: BaselineLevel,
): SignatureAnnouncement {
  return {
    certificate: signer.certificate,
    chain: signer.chain,
    ...(timestamp ? { timestamp: 'signature' } : {}),
    ...(level === 'B-LT' || level === 'B-LTA' ? { revocationInfo: 'embedded' } : {}),
    ...(signaturePolicy ? { signaturePolicyOid: signaturePolicy.oid } : {}),
  };
}

/** What a signed attribute says must not stand in the signature dictionary as well (EN 319 142-1 Table 1). */
export function requireNothingTwice({
  location,
  signerLocation,
  reason,
  commitmentType,
  signaturePolicy,
}: Pick<PrepareSignatureOptions, 'location' | 'reason'> &
  Pick<CadesSignatureOptions, 'signerLocation' | 'commitmentType' | 'signaturePolicy'>): void {
  if (reason !== undefined && (commitmentType !== undefined || signaturePolicy !== undefined))
    throw new TypeError('reason excludes commitmentType and signaturePolicy');
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
