import { randomBytes } from 'node:crypto';
import { digestOf } from '../cms/algorithms.js';
import { PadesError } from '../errors.js';
import { concatenated, toByteSource, type ByteSource, type DocumentInput } from '../pdf/byte-source.js';
import { openDocument, passwordOf } from '../pdf/document.js';
import { IncrementWriter } from '../pdf/increment.js';
import { listSignatureFields } from '../pdf/signature-fields.js';
import { parseTimestampToken, verifyTimestampToken } from '../timestamp/token.js';
import { extendHash, withTail } from '../sign/hashing.js';
import { incrementOf } from '../sign/increment-file.js';
import { requireRepairable } from '../sign/repairs.js';
import type { PrefixHash } from '../sign/types.js';
import { Evidence } from '../verify/evidence.js';
import { RangeHasher } from '../verify/range-hasher.js';
import type { Certificate } from '../x509/certificate.js';
import { collectValidationData } from './collect-validation-data.js';
import { declareExtension } from './declare-extension.js';
import { readHeldSignatures, type HeldSignature, type HeldTimestamp } from './held-signatures.js';
import { timestampDocument } from './timestamp-document.js';
import type {
  ExtendDocumentOptions,
  ExtendedDocument,
  ExtensionStep,
  ValidationDataOptions,
} from './types.js';
import { stampAfter, usesOf } from './validation-uses.js';
import { addToSecurityStore, restateSecurityStore } from './write-security-store.js';

/**
 * Raises the signatures of a document, ours or foreign, to a level, or renews what protects them (EN 319 142-1 §5.4, §6.3).
 * Each step is a revision of its own:
 *
 * - B-T: where a signature has no time-stamp over it, a document time-stamp is added. One serves all.
 * - B-LT: the document security store gets what is needed to validate signers, time-stamps of all kinds, and those who
 *   answered about them.
 * - B-LTA: a document time-stamp over all that. On a document that has one already, this is its renewal: first the old
 *   time-stamp's own validation data, then a new time-stamp. So that the new one can be validated from the document alone,
 *   its authority is asked for a token over random bytes first, and the data about its certificate go in before it.
 *
 * A signature must hold for the bytes it covers, or it is not raised; what was added to the document after it is for
 * `verifyDocument` to judge. Signatures of older kinds (`adbe.pkcs7.detached`) get the same protection, and do not become
 * baseline signatures by it. Failures leave nothing half done: no increment is returned.
 *
 * @throws PadesError `ltv.nothing-to-extend`, `ltv.signature-invalid`, `ltv.chain-incomplete`, `ltv.chain-invalid`,
 *   `ltv.revocation-missing`, `ltv.revoked`, `ltv.limit-exceeded`, `sign.field-not-found`, and those of
 *   `timestampDocument`. `TypeError` where a time-stamp is needed and there is no `timestamp`.
 */
export async function extendDocument(
  input: DocumentInput,
  options: ExtendDocumentOptions,
): Promise<ExtendedDocument> {
  const source = toByteSource(input);
  const evidence = new Evidence();
  const document = openDocument(source, passwordOf(options));
  evidence.addSecurityStore(document.latest);
  const hasher = new RangeHasher(source);
  const held = await readHeldSignatures(document, evidence, hasher, { fields: options.fields });
  if (held.length === 0) throw new PadesError('ltv.nothing-to-extend', 'The document carries no signatures');
  // Verifying has hashed nearly all of the file already.
  const reached = hasher.prefix(options.digestAlgorithm ?? 'SHA-256');
  const prefixHash = options.prefixHash ?? (reached && withTail(reached, source));
  return raise(source, held, evidence, {
    ...options,
    ...(prefixHash === undefined ? {} : { prefixHash }),
    authority: 'unknown',
  });
}

/**
 * Raises what is known to be in a document.
 *
 * @param authority Whether the `timestamp` source made one of the time-stamps held, a moment ago: then its certificate is
 *   `known`. Otherwise a time-stamp over random bytes is asked for first, since what is needed to validate the archive
 *   time-stamp has to be in the document before it: so everything can be validated without a network.
 */
export async function raise(
  source: ByteSource,
  held: readonly (HeldSignature | HeldTimestamp)[],
  evidence: Evidence,
  { authority, ...options }: ExtendDocumentOptions & { readonly authority: 'known' | 'unknown' },
): Promise<ExtendedDocument> {
  const raising = new Raising(source, [...held], evidence, options);
  const unstamped = held.some((one) => one.kind === 'signature' && !isStamped(one, held));
  if (unstamped) await raising.addTimestamp();
  if (options.level === 'B-T') return raising.result();
  if (options.level === 'B-LTA' && !unstamped && authority === 'unknown') await raising.meetAuthority();
  await raising.addValidationData(options.validation ?? {});
  if (options.level === 'B-LTA') await raising.addTimestamp();
  return raising.result();
}

const isStamped = (one: HeldSignature, held: readonly (HeldSignature | HeldTimestamp)[]): boolean =>
  one.timestamps.length > 0 || stampAfter(held, one) !== undefined;

/** A document as it grows, revision by revision. */
class Raising {
  private readonly increments: Uint8Array[] = [];
  private readonly steps: ExtensionStep[] = [];
  private current: ByteSource;
  private prefixHash: PrefixHash | undefined;
  private coming: Certificate | undefined;

  constructor(
    private readonly source: ByteSource,
    private readonly held: (HeldSignature | HeldTimestamp)[],
    private readonly evidence: Evidence,
    private readonly options: ExtendDocumentOptions,
  ) {
    this.current = source;
    this.prefixHash = options.prefixHash;
  }

  async addTimestamp(): Promise<void> {
    const { timestamp, digestAlgorithm, contentsBytes } = this.options;
    if (timestamp === undefined) throw new TypeError(`Level ${this.options.level} needs a timestamp source`);
    const stamped = await timestampDocument(this.current, {
      timestamp,
      ...(digestAlgorithm === undefined ? {} : { digestAlgorithm }),
      ...(contentsBytes === undefined ? {} : { contentsBytes }),
      ...(this.prefixHash === undefined ? {} : { prefixHash: this.prefixHash }),
      ...passwordOf(this.options),
    });
    const { fieldName, genTime } = stamped;
    this.append(stamped.increment, stamped.prefixHash);
    this.steps.push({ kind: 'document-timestamp', fieldName, genTime });
    const token = parseTimestampToken(stamped.token);
    this.evidence.addSignedData(token.signedData);
    const certificate = verifyTimestampToken(token);
    this.held.push({ kind: 'timestamp', fieldName, end: this.current.size, token, certificate });
  }

  /** Learns whose certificate the coming time-stamp will rest on. */
  async meetAuthority(): Promise<void> {
    const { timestamp, digestAlgorithm = 'SHA-256' } = this.options;
    if (timestamp === undefined) throw new TypeError(`Level ${this.options.level} needs a timestamp source`);
    const digest = digestOf(digestAlgorithm, randomBytes(32));
    const token = parseTimestampToken(await timestamp({ digest, digestAlgorithm }));
    this.evidence.addSignedData(token.signedData);
    this.coming = verifyTimestampToken(token);
  }

  /** Adds what is missing to the security store; nothing where it holds everything, behind every signature. */
  async addValidationData(validation: ValidationDataOptions): Promise<void> {
    const document = openDocument(this.current, passwordOf(this.options));
    requireRepairable(document, { signed: true, fields: listSignatureFields(document.latest) });
    this.evidence.addSecurityStore(document.latest);
    for (const der of [...(validation.trustAnchors ?? []), ...(validation.certificates ?? [])])
      this.evidence.addCertificate(der);
    for (const der of validation.ocspResponses ?? []) this.evidence.addOcsp(der);
    for (const der of validation.crls ?? []) this.evidence.addCrl(der);
    const present = validation.at ?? new Date();
    const uses = usesOf(this.held, present);
    if (this.coming) uses.push({ certificate: this.coming, purpose: 'time-stamping', at: present });
    const data = await collectValidationData(uses, this.evidence, validation);

    const writer = new IncrementWriter(document);
    const added = addToSecurityStore(writer, data);
    const nothingNew = added.certificates + added.ocspResponses + added.crls === 0;
    if (nothingNew && !restateSecurityStore(writer, this.endOfSignatures())) return;
    declareExtension(writer);
    const { bytes } = writer.build();
    this.append(bytes, this.prefixHash && hashThrough(this.prefixHash, this.current, bytes));
    this.steps.push({ kind: 'validation-data', ...added });
  }

  result(): ExtendedDocument {
    return {
      ...incrementOf(this.source, Buffer.concat(this.increments)),
      steps: this.steps,
      ...(this.prefixHash === undefined ? {} : { prefixHash: this.prefixHash }),
    };
  }

  /** Behind the newest signature to be raised; document time-stamps need nothing behind them. */
  private endOfSignatures(): number {
    return Math.max(0, ...this.held.flatMap(({ kind, end }) => (kind === 'signature' ? [end] : [])));
  }

  private append(increment: Uint8Array, prefixHash: PrefixHash | undefined): void {
    this.increments.push(increment);
    // One tail over the one source: reads stay as direct as they are for a single increment.
    this.current = concatenated(this.source, Buffer.concat(this.increments));
    this.prefixHash = prefixHash;
  }
}

/** The state over the document and its increment, where the state was over the whole document. */
function hashThrough(
  prefix: PrefixHash,
  document: ByteSource,
  increment: Uint8Array,
): PrefixHash | undefined {
  return prefix.length === document.size ? extendHash(prefix, increment) : prefix;
}
