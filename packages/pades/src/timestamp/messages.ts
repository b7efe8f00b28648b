import { PadesError } from '../errors.js';
import { contextTag, readAsn1, Tag } from '../cms/asn1-reader.js';
import { integer, namedBits, oid, sequence, trueValue, utf8String } from '../cms/asn1-writer.js';
import { encodeImprint, readImprint, type MessageImprint } from './tst-info.js';

/** TimeStampReq (RFC 3161 §2.4.1). */
export interface TimestampRequest {
  readonly messageImprint: MessageImprint;
  readonly policy?: string;
  readonly nonce?: bigint;
  /** Whether the authority's certificate shall be in the token. */
  readonly certificates: 'wanted' | 'unwanted';
}

/** Encodes a TimeStampReq (RFC 3161 §2.4.1). */
export function encodeTimestampRequest(request: TimestampRequest): Uint8Array {
  return sequence(
    integer(1), // version
    encodeImprint(request.messageImprint),
    ...(request.policy === undefined ? [] : [oid(request.policy)]),
    ...(request.nonce === undefined ? [] : [integer(request.nonce)]),
    ...(request.certificates === 'wanted' ? [trueValue()] : []), // certReq DEFAULT FALSE
  );
}

/** Bits of PKIFailureInfo that a time-stamp authority uses (RFC 3161 §2.4.2). */
export const FAILURE_BITS = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  addInfoNotAvailable: 17,
  systemFailure: 25,
} as const;

/** PKIFailureInfo by name (RFC 3161 §2.4.2). */
export type TimestampFailure = keyof typeof FAILURE_BITS;

/**
 * Reads a TimeStampReq as an authority receives it. Extensions are an error: this engine knows none.
 *
 * Throws `timestamp.malformed`; `timestamp.refused` for a version or extension that is not known.
 */
export function parseTimestampRequest(der: Uint8Array): TimestampRequest {
  try {
    const fields = readAsn1(der).fields();
    if (fields.next(Tag.integer).bigInteger() !== 1n)
      throw new PadesError('timestamp.refused', 'Unknown version of the request');
    const messageImprint = readImprint(fields.next(Tag.sequence));
    const policy = fields.optional(Tag.oid)?.oid();
    const nonce = fields.optional(Tag.integer)?.bigInteger();
    const certificates = fields.optional(Tag.boolean)?.boolean() === true ? 'wanted' : 'unwanted';
    if (fields.optional(contextTag(0)) !== undefined)
      throw new PadesError('timestamp.refused', 'Extensions of the request are not known');
    fields.end();
    return {
      messageImprint,
      certificates,
      ...(policy === undefined ? {} : { policy }),
      ...(nonce === undefined ? {} : { nonce }),
    };
  } catch (cause) {
    if (cause instanceof PadesError && cause.code.startsWith('timestamp.')) throw cause;
    throw new PadesError('timestamp.malformed', 'The time-stamp request cannot be read', { cause });
  }
}

/** TimeStampResp (RFC 3161 §2.4.2): a token, or a refusal. */
export type TimestampResponse =
  | { readonly status: 'granted'; readonly token: Uint8Array }
  | { readonly status: 'rejected'; readonly failure?: TimestampFailure; readonly text?: string };

const STATUS_REJECTION = 2;

/** Encodes a TimeStampResp (RFC 3161 §2.4.2), as an authority does. */
export function encodeTimestampResponse(response: TimestampResponse): Uint8Array {
  if (response.status === 'granted') return sequence(sequence(integer(0)), response.token);
  return sequence(
    sequence(
      integer(STATUS_REJECTION), // status
      ...(response.text === undefined ? [] : [sequence(utf8String(response.text))]), // statusString
      ...(response.failure === undefined ? [] : [namedBits([FAILURE_BITS[response.failure]])]), // failInfo
    ),
  );
}

/**
 * Reads a TimeStampResp. Statuses "granted" and "granted with modifications" count as granted.
 *
 * Throws `timestamp.malformed`.
 */
export function parseTimestampResponse(der: Uint8Array): TimestampResponse {
  try {
    const fields = readAsn1(der, 'ber').fields();
    const statusInfo = fields.next(Tag.sequence).fields();
    const status = statusInfo.next(Tag.integer).smallInteger();
    const text = statusInfo
      .optional(Tag.sequence)
      ?.children()
      .map((line) => line.text())
      .join('; ');
    const failure = statusInfo.optional(Tag.bitString)?.bits().bytes;
    const token = fields.optional(Tag.sequence)?.bytes;
    fields.end();
    if (status === 0 || status === 1) {
      if (token === undefined) throw new PadesError('timestamp.malformed', 'The answer has no token');
      return { status: 'granted', token };
    }
    const named = failure === undefined ? undefined : failureName(failure);
    return {
      status: 'rejected',
      ...(named === undefined ? {} : { failure: named }),
      ...(text === undefined ? {} : { text }),
    };
  } catch (cause) {
    if (cause instanceof PadesError && cause.code === 'timestamp.malformed') throw cause;
    throw new PadesError('timestamp.malformed', 'The time-stamp answer cannot be read', { cause });
  }
}

function failureName(bits: Uint8Array): TimestampFailure | undefined {
  for (const [name, bit] of Object.entries(FAILURE_BITS))
    if (((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0 && isFailure(name)) return name;
  return undefined;
}

const isFailure = (name: string): name is TimestampFailure => name in FAILURE_BITS;
