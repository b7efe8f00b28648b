import { timingSafeEqual } from 'node:crypto';
import { PadesError } from '../errors.js';
import { toByteSource, type ByteSource, type DocumentInput } from '../pdf/byte-source.js';
import { openDocument, passwordOf } from '../pdf/document.js';
import { IncrementWriter } from '../pdf/increment.js';
import { dict, PdfDict } from '../pdf/objects.js';
import { textString } from '../pdf/text-string.js';
import {
  buildSignature,
  digestOver,
  requireContentsBytes,
  writeByteRange,
  type BuiltSignature,
} from './byte-range.js';
import { readDocumentState } from './deferred-state.js';
import { extendHash, hashSource } from './hashing.js';
import { placeInField, placeInNewField } from './place-signature.js';
import { requireRepairable } from './repairs.js';
import { docMdpReference, writeSignatureDictionary } from './signature-dictionary.js';
import { readSigningRules, type SigningRules } from './signing-rules.js';
import { settleUsageRights } from './usage-rights.js';
import type {
  ByteRange,
  DocumentToBeSigned,
  DocumentToBeSignedState,
  PrefixHash,
  PrepareSignatureOptions,
} from './types.js';

/** An increment with an empty signature whose `/ByteRange` is still the placeholder. */
export interface SignaturePlaceholder extends BuiltSignature {
  readonly fieldName: string;
}

/**
 * Adds an empty signature to a document as one incremental update and computes the digest to be signed.
 *
 * What earlier signatures and permission bits forbid is refused; the earlier signatures themselves are not verified.
 *
 * @throws PadesError `sign.field-not-found`, `sign.field-already-signed`, `sign.field-name-taken`,
 *   `sign.page-not-found`, `sign.docmdp-forbids`, `sign.fieldmdp-locked`, `sign.permission-forbids`,
 *   `sign.certification-not-first`, `sign.seed-value-unmet`, `sign.repair-breaks-signatures`, `pdf.password-required`,
 *   `pdf.password-wrong`, `pdf.encrypted`, or another `pdf.` code where the file cannot be read.
 */
export async function prepareSignature(
  input: DocumentInput,
  options: PrepareSignatureOptions,
): Promise<DocumentToBeSigned> {
  const source = toByteSource(input);
  const { fieldName, increment, byteRangeOffset, byteRange } = await makePlaceholder(source, options);
  writeByteRange(increment, byteRangeOffset, byteRange);
  const prefixHash = await hashSource(source, options.digestAlgorithm, options.prefixHash);
  return makeToBeSigned(source, {
    fieldName,
    increment,
    byteRange,
    prefixHash,
    digest: digestOver(prefixHash, increment, byteRange),
    contentsBytes: options.contentsBytes,
  });
}

/** Everything of {@link prepareSignature} but the digest. */
export async function makePlaceholder(
  source: ByteSource,
  options: PrepareSignatureOptions,
): Promise<SignaturePlaceholder> {
  requireOptions(options);
  const document = openDocument(source, passwordOf(options));
  const rules = readSigningRules(document.latest);
  requireRepairable(document, rules);
  const writer = new IncrementWriter(document);
  const value = writer.allocate();
  const { field, certification } = options;
  if (certification !== undefined) requireFirst(rules);
  settleUsageRights(writer, new Set('new' in field ? ['signature', 'field'] : ['signature']), rules);
  const placed =
    'new' in field
      ? await placeInNewField(writer, rules, field.new, value, options)
      : await placeInField(writer, rules, field.name, value, options);
  const dictionary = writeSignatureDictionary({
    signingTime: options.signingTime,
    signerName: options.signerName,
    location: options.location,
    reason: options.reason,
    contentsBytes: options.contentsBytes,
    encrypted: (object) => writer.encrypted(value, object),
    references: certification ? [docMdpReference(certification), ...placed.references] : placed.references,
  });
  writer.set(value, { raw: dictionary.raw });
  if (certification !== undefined) addPermission(writer, value);
  if (options.legalAttestation !== undefined) addLegalAttestation(writer, options.legalAttestation);
  return {
    fieldName: placed.fieldName,
    ...buildSignature(writer, value, dictionary, options.contentsBytes),
  };
}

function requireOptions(options: PrepareSignatureOptions): void {
  const { contentsBytes, signingTime, signerName } = options;
  requireContentsBytes(contentsBytes);
  if (Number.isNaN(signingTime.getTime())) throw new TypeError('signingTime must be a valid date');
  if (signerName.trim() === '') throw new TypeError('signerName must not be empty');
  if (options.legalAttestation !== undefined && options.certification === undefined) {
    throw new TypeError('Only a certification has a legal attestation');
  }
}

function requireFirst(rules: SigningRules): void {
  if (rules.signed) {
    throw new PadesError('sign.certification-not-first', 'Only the first signature can be a certification');
  }
}

/** Names the certification in the catalog (ISO 32000-2 §12.8.6). */
function addPermission(writer: IncrementWriter, value: ReturnType<IncrementWriter['allocate']>): void {
  const { catalogRef } = writer.document.latest;
  const catalog = catalogRef && writer.current(catalogRef);
  if (!catalogRef || !(catalog instanceof PdfDict))
    throw new PadesError('pdf.malformed', 'The document has no catalog');
  const held = writer.document.latest.dict(catalog.get('Perms'));
  writer.update(catalogRef, { Perms: (held ?? dict({})).with({ DocMDP: value }) });
}

/** Says why not all content is vouched for (ISO 32000-2 Table 264). */
function addLegalAttestation(writer: IncrementWriter, attestation: string): void {
  const { catalogRef, catalog } = writer.document.latest;
  if (!catalogRef) throw new PadesError('pdf.malformed', 'The document has no catalog');
  const held = writer.document.latest.dict(catalog.get('Legal'));
  writer.update(catalogRef, { Legal: (held ?? dict({})).with({ Attestation: textString(attestation) }) });
}

interface ToBeSignedParts {
  readonly fieldName: string;
  readonly increment: Uint8Array;
  readonly byteRange: ByteRange;
  readonly prefixHash: PrefixHash;
  readonly digest: Uint8Array;
  readonly contentsBytes: number;
}

function makeToBeSigned(source: ByteSource, parts: ToBeSignedParts): DocumentToBeSigned {
  return {
    ...parts,
    digestAlgorithm: parts.prefixHash.digestAlgorithm,
    originalBytes: source.size,
    source,
    toJSON: (): DocumentToBeSignedState => ({
      version: 1,
      fieldName: parts.fieldName,
      digestAlgorithm: parts.prefixHash.digestAlgorithm,
      digest: Buffer.from(parts.digest).toString('base64'),
      byteRange: parts.byteRange,
      originalBytes: source.size,
      contentsBytes: parts.contentsBytes,
      increment: Buffer.from(parts.increment).toString('base64'),
    }),
  };
}

/**
 * Takes up a signature that was prepared earlier, perhaps by another process, over the same document.
 *
 * @throws PadesError `sign.state-mismatch` where document and state do not give the digest that was to be signed.
 */
export async function restoreDocumentToBeSigned(
  saved: DocumentToBeSignedState,
  input: DocumentInput,
): Promise<DocumentToBeSigned> {
  const source = toByteSource(input);
  const state = readDocumentState(saved);
  const increment = Buffer.from(state.increment, 'base64');
  const [zero, start, end, rest] = state.byteRange;
  const fits =
    zero === 0 &&
    source.size === state.originalBytes &&
    start > source.size &&
    end - start === state.contentsBytes * 2 + 2 &&
    end + rest === source.size + increment.length &&
    // The digest does not cover this gap, so a change of it would not be seen otherwise.
    /^<0*>$/.test(increment.toString('latin1', start - source.size, end - source.size));
  if (!fits) throw new PadesError('sign.state-mismatch', 'The state belongs to another document');
  const prefixHash = await hashSource(source, state.digestAlgorithm, undefined);
  const digest = digestOver(prefixHash, increment, state.byteRange);
  const expected = Buffer.from(state.digest, 'base64');
  if (digest.length !== expected.length || !timingSafeEqual(digest, expected)) {
    throw new PadesError('sign.state-mismatch', 'The document is not the one that was prepared');
  }
  return makeToBeSigned(source, {
    fieldName: state.fieldName,
    increment,
    byteRange: state.byteRange,
    prefixHash,
    digest,
    contentsBytes: state.contentsBytes,
  });
}

/** The hash state over the document with its increment, for the next signature. */
export function hashAfter(toBeSigned: DocumentToBeSigned, increment: Uint8Array): PrefixHash | undefined {
  return toBeSigned.prefixHash && extendHash(toBeSigned.prefixHash, increment);
}
