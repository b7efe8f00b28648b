import { timingSafeEqual } from 'node:crypto';
import { acceptCms } from '../cms/accept-cms.js';
import { digestOf, digestOid } from '../cms/algorithms.js';
import {
  makeSignedAttributes,
  type CadesSignatureOptions,
  type TimestampSource,
} from '../cms/create-signature.js';
import { OID } from '../cms/oids.js';
import { parseSignedData } from '../cms/parse-signed-data.js';
import { decodeSignedAttributes } from '../cms/signed-attributes.js';
import { addSignatureTimestamp, assembleSignedData } from '../cms/signed-data.js';
import { PadesError } from '../errors.js';
import {
  acceptSignature,
  signerIdentity,
  type SignerIdentity,
  type SignerIdentityInput,
  type SigningRequest,
} from '../keys/external-signer.js';
import type { DocumentInput } from '../pdf/byte-source.js';
import { Lexer } from '../pdf/lexer.js';
import { PdfDict } from '../pdf/objects.js';
import { parseObject } from '../pdf/parser.js';
import { getToken } from '../timestamp/get-token.js';
import { readDeferredState, stateChecksum, type DeferredSignatureState } from './deferred-state.js';
import { embedSignature } from './embed-signature.js';
import { prepareSignature, restoreDocumentToBeSigned } from './prepare-signature.js';
import { estimateContentsBytes, requireNothingTwice } from './sign-document.js';
import type {
  DocumentToBeSigned,
  PrepareSignatureOptions,
  SignatureAnnouncement,
  SignedDocument,
} from './types.js';

/** Where the signature goes, whose it will be, and what goes under it. */
export interface PrepareDeferredOptions
  extends
    Omit<PrepareSignatureOptions, 'contentsBytes' | 'digestAlgorithm' | 'signingTime' | 'prefixHash'>,
    Omit<CadesSignatureOptions, 'timestamp'> {
  /** The certificate whose key will sign, and how. */
  readonly signer: SignerIdentityInput;
  /** The claimed time, which stands in the file from now on. Default: now. */
  readonly signingTime?: Date;
  /** Default: room for the certificates and a time-stamp. */
  readonly contentsBytes?: number;
}

/** A signature that waits for its value. */
export interface DeferredSignature extends SigningRequest {
  readonly fieldName: string;
  readonly toBeSigned: DocumentToBeSigned;
  /** All that is needed to complete the signature beside the document itself. */
  toJSON(): DeferredSignatureState;
}

/** What came back from outside: the bare signature value, or a whole CMS. */
export type DeferredOutcome = { readonly signature: Uint8Array } | { readonly cms: Uint8Array };

/** What {@link completeDeferred} may add. */
export interface CompleteDeferredOptions {
  /** Makes it B-T; when it fails, so does the call. */
  readonly timestamp?: TimestampSource;
}

/**
 * Prepares a signature whose value is made elsewhere and later: `hash` (or `signedAttributes`) goes out, the state is
 * kept, {@link completeDeferred} takes both up again, in any process.
 *
 * @throws PadesError with the codes of `prepareSignature`, `key.unsupported`, `x509.malformed`; errors of
 *   `contentTimestamp` pass through.
 */
export async function prepareDeferred(
  input: DocumentInput,
  options: PrepareDeferredOptions,
): Promise<DeferredSignature> {
  requireNothingTwice(options);
  const { signer, ...place } = options;
  const identity = signerIdentity(signer);
  const reserved = estimateContentsBytes({ ...options, signer: identity, timestamp: neverAsked });
  const toBeSigned = await prepareSignature(input, {
    ...place,
    announced: options.announced ?? announcementOf(identity, options),
    signingTime: options.signingTime ?? new Date(),
    contentsBytes: options.contentsBytes ?? reserved,
    digestAlgorithm: identity.digestAlgorithm,
  });
  const signedAttributes = await makeSignedAttributes(identity, toBeSigned.digest, options);
  return {
    fieldName: toBeSigned.fieldName,
    toBeSigned,
    signedAttributes,
    hash: digestOf(identity.digestAlgorithm, signedAttributes),
    signatureAlgorithm: identity.signatureAlgorithm,
    digestAlgorithm: identity.digestAlgorithm,
    toJSON: () => saveState(toBeSigned, signedAttributes, identity),
  };
}

/** What the signature will carry, for the seed values of its field; a time-stamp is not promised yet. */
const announcementOf = (
  { certificate, chain }: SignerIdentity,
  { signaturePolicy }: PrepareDeferredOptions,
): SignatureAnnouncement => ({
  certificate,
  chain,
  ...(signaturePolicy ? { signaturePolicyOid: signaturePolicy.oid } : {}),
});

/** Stands for the time-stamp that may come with the completion, so that there is room for it. */
const neverAsked: TimestampSource = () => Promise.reject(new TypeError('Only room is made here'));

function saveState(
  toBeSigned: DocumentToBeSigned,
  signedAttributes: Uint8Array,
  { certificate, chain, signatureAlgorithm, digestAlgorithm }: SignerIdentity,
): DeferredSignatureState {
  const state = {
    version: 1,
    document: toBeSigned.toJSON(),
    signedAttributes: base64(signedAttributes),
    certificate: base64(certificate),
    chain: chain.map(base64),
    signatureAlgorithm,
    digestAlgorithm,
  } as const;
  return { ...state, checksum: stateChecksum(state) };
}

/**
 * Completes a signature that {@link prepareDeferred} began: B-B, or B-T with `timestamp`; `extendDocument` takes it
 * further. Nothing is embedded that does not verify: document, signed attributes, certificate and signature value must all
 * belong together. A CMS made outside must besides carry the attributes of a baseline signature. Whether the certificate is
 * trusted, or still valid, is not looked at.
 *
 * @param state what was saved, as JSON text or parsed; not trusted
 * @param input the document that was prepared, without the increment
 *
 * @throws PadesError `sign.state-mismatch` (the state was changed, or is of another document or certificate),
 *   `key.signature-wrong`, `sign.cms-mismatch` (a CMS over something else, by another certificate, or not baseline),
 *   `sign.contents-too-small`; `timestamp.malformed`, `timestamp.invalid`, `timestamp.mismatch` for a time-stamp that is not
 *   one of this signature; errors of its source pass through.
 */
export async function completeDeferred(
  state: DeferredSignatureState | string,
  input: DocumentInput,
  outcome: DeferredOutcome,
  options: CompleteDeferredOptions = {},
): Promise<SignedDocument> {
  const saved = readDeferredState(state);
  const identity = restoreIdentity(saved);
  const toBeSigned = await restoreDocumentToBeSigned(saved.document, input);
  const signedAttributes = Buffer.from(saved.signedAttributes, 'base64');
  requireSameBinding(signedAttributes, identity, toBeSigned);
  const { cms, signature } =
    'cms' in outcome
      ? acceptWhole(outcome.cms, identity, toBeSigned)
      : assemble(outcome.signature, identity, signedAttributes);
  const { digestAlgorithm } = identity;
  const { timestamp } = options;
  const stamped =
    timestamp && (await getToken(timestamp, digestOf(digestAlgorithm, signature), digestAlgorithm));
  return embedSignature(toBeSigned, stamped ? addSignatureTimestamp(cms, stamped.token) : cms);
}

const mismatch = (why: string, cause?: unknown): PadesError =>
  new PadesError('sign.state-mismatch', why, cause === undefined ? {} : { cause });

function restoreIdentity(saved: DeferredSignatureState): SignerIdentity {
  const { signatureAlgorithm, digestAlgorithm } = saved;
  const chain = saved.chain.map((text) => Buffer.from(text, 'base64'));
  try {
    const certificate = Buffer.from(saved.certificate, 'base64');
    const identity = signerIdentity({ certificate, chain, signatureAlgorithm, digestAlgorithm });
    if (identity.chain.length !== chain.length) throw mismatch('The chain is not that of the certificate');
    return identity;
  } catch (cause) {
    if (cause instanceof PadesError && cause.code === 'sign.state-mismatch') throw cause;
    throw mismatch('The certificate in the state cannot be used', cause);
  }
}

/** The attributes that wait to be signed name this document and this certificate. */
function requireSameBinding(
  signedAttributes: Uint8Array,
  { certificate, digestAlgorithm }: SignerIdentity,
  toBeSigned: DocumentToBeSigned,
): void {
  const attributes = decode(signedAttributes);
  const named = attributes.signingCertificateHash;
  if (toBeSigned.digestAlgorithm !== digestAlgorithm || !same(attributes.messageDigest, toBeSigned.digest))
    throw mismatch('The signed attributes are of another document');
  if (
    named?.digestOid !== digestOid(digestAlgorithm) ||
    !same(named.hash, digestOf(digestAlgorithm, certificate))
  )
    throw mismatch('The signed attributes are of another certificate');
}

function decode(signedAttributes: Uint8Array): ReturnType<typeof decodeSignedAttributes> {
  try {
    return decodeSignedAttributes(signedAttributes);
  } catch (cause) {
    throw mismatch('The signed attributes cannot be read', cause);
  }
}

interface MadeCms {
  readonly cms: Uint8Array;
  readonly signature: Uint8Array;
}

function assemble(value: Uint8Array, identity: SignerIdentity, signedAttributes: Uint8Array): MadeCms {
  const signature = acceptSignature(identity, signedAttributes, value);
  return { cms: assembleSignedData({ ...identity, signedAttributes, signature }), signature };
}

function acceptWhole(cms: Uint8Array, identity: SignerIdentity, toBeSigned: DocumentToBeSigned): MadeCms {
  const accepted = acceptCms(cms, (oid) => {
    if (oid !== digestOid(toBeSigned.digestAlgorithm))
      throw new PadesError('sign.cms-mismatch', 'The signature uses another digest than was prepared');
    return toBeSigned.digest;
  });
  if (!same(accepted.certificate, identity.certificate))
    throw new PadesError('sign.cms-mismatch', 'The signature is by another certificate');
  const [finding] = accepted.findings;
  if (finding !== undefined)
    throw new PadesError('sign.cms-mismatch', `${finding.message} (${finding.clause})`);
  requireNothingRepeated(cms, toBeSigned);
  return { cms, signature: accepted.signature };
}

/** What {@link requireNothingTwice} sees to where the attributes are made here (EN 319 142-1 §6.3, Table 1). */
function requireNothingRepeated(cms: Uint8Array, toBeSigned: DocumentToBeSigned): void {
  const [signerInfo] = parseSignedData(cms).signerInfos;
  const entries = entriesAfterContents(toBeSigned);
  const excluded = [
    ['Reason', OID.commitmentTypeIndication, 'a commitment type'],
    ['Reason', OID.signaturePolicyIdentifier, 'a signature policy'],
    ['Location', OID.signerLocation, 'a signer-location'],
  ] as const;
  for (const [entry, oid, what] of excluded)
    if (entries.has(entry) && signerInfo?.signedAttributes?.attributes.has(oid) === true)
      throw new PadesError(
        'sign.cms-mismatch',
        `/${entry} stands in the document beside ${what} in the signature (EN 319 142-1 §6.3, Table 1)`,
      );
}

/** The entries of the prepared signature dictionary that a signer chooses; all stand behind `/Contents`. */
function entriesAfterContents({ increment, byteRange, originalBytes }: DocumentToBeSigned): PdfDict {
  const rest = Buffer.concat([Buffer.from('<<'), increment.subarray(byteRange[2] - originalBytes)]);
  const entries = parseObject(new Lexer(rest, 0, 'lenient'));
  if (!(entries instanceof PdfDict)) throw mismatch('The signature dictionary cannot be read');
  return entries;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
