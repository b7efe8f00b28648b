import { createHash } from 'node:crypto';
import type { DigestAlgorithm, SignatureAlgorithm } from '../cms/types.js';
import { PadesError } from '../errors.js';
import type { ByteRange, DocumentToBeSignedState } from './types.js';

/** A signature that waits for its value, as plain JSON: may be stored for days and completed by another process. */
export interface DeferredSignatureState {
  readonly version: 1;
  readonly document: DocumentToBeSignedState;
  /** Base64 of the DER signed attributes. */
  readonly signedAttributes: string;
  /** Base64 of the signing certificate. */
  readonly certificate: string;
  /** Base64 of the certificates above it. */
  readonly chain: readonly string[];
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly digestAlgorithm: DigestAlgorithm;
  /** SHA-256 over the other members: shows a state that was damaged. What matters is bound by the signature itself. */
  readonly checksum: string;
}

const changed = (what: string, cause?: unknown): PadesError =>
  new PadesError('sign.state-mismatch', what, cause === undefined ? {} : { cause });

/** The checksum over everything in a state but itself. */
export function stateChecksum(state: Omit<DeferredSignatureState, 'checksum'>): string {
  const { document } = state;
  const parts = [
    state.version,
    [
      document.version,
      document.fieldName,
      document.digestAlgorithm,
      document.digest,
      document.byteRange,
      document.originalBytes,
      document.contentsBytes,
      document.increment,
    ],
    state.signedAttributes,
    state.certificate,
    state.chain,
    state.signatureAlgorithm,
    state.digestAlgorithm,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * Reads a state that comes from outside, as JSON text or parsed.
 *
 * @throws PadesError `sign.state-mismatch` where it is not what was saved.
 */
export function readDeferredState(input: unknown): DeferredSignatureState {
  const members = record(typeof input === 'string' ? parse(input) : input);
  if (members['version'] !== 1) throw changed('The state is of another version');
  const document = readDocumentState(members['document']);
  const state: DeferredSignatureState = {
    version: 1,
    document,
    signedAttributes: text(members['signedAttributes']),
    certificate: text(members['certificate']),
    chain: list(members['chain']).map(text),
    signatureAlgorithm: oneOf(signatureAlgorithms, members['signatureAlgorithm']),
    digestAlgorithm: oneOf(digestAlgorithms, members['digestAlgorithm']),
    checksum: text(members['checksum']),
  };
  if (stateChecksum(state) !== state.checksum) throw changed('The state was changed since it was saved');
  return state;
}

const digestAlgorithms = ['SHA-256', 'SHA-384', 'SHA-512'] as const;
const signatureAlgorithms = ['RSASSA-PKCS1-v1_5', 'RSASSA-PSS', 'ECDSA', 'Ed25519'] as const;

/**
 * Reads the state of a prepared document that comes from outside.
 *
 * @throws PadesError `sign.state-mismatch` where it is no such state.
 */
export function readDocumentState(input: unknown): DocumentToBeSignedState {
  const members = record(input);
  if (members['version'] !== 1) throw changed('The state is of another version');
  const [start, length, second, rest, ...more] = list(members['byteRange']).map(count);
  if (start === undefined || length === undefined || second === undefined || rest === undefined)
    throw changed('The state has no byte range');
  if (more.length > 0) throw changed('The state has no byte range');
  const byteRange: ByteRange = [start, length, second, rest];
  return {
    version: 1,
    fieldName: text(members['fieldName']),
    digestAlgorithm: oneOf(digestAlgorithms, members['digestAlgorithm']),
    digest: text(members['digest']),
    byteRange,
    originalBytes: count(members['originalBytes']),
    contentsBytes: count(members['contentsBytes']),
    increment: text(members['increment']),
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw changed('The state is no JSON', cause);
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw changed('Not a saved state');
  return Object.fromEntries(Object.entries(value));
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw changed('Not a saved state');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw changed('Not a saved state');
  return value;
}

function count(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw changed('Not a saved state');
  return value;
}

function oneOf<Name extends string>(names: readonly Name[], value: unknown): Name {
  const name = names.find((candidate) => candidate === value);
  if (name === undefined) throw changed('Not a saved state');
  return name;
}
