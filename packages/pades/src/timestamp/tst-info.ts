import { contextTag, readAsn1, Tag, type Asn1Element } from '../cms/asn1-reader.js';
import {
  context,
  contextPrimitive,
  generalizedTime,
  integer,
  octetString,
  oid,
  sequence,
  trueValue,
} from '../cms/asn1-writer.js';
import { readAlgorithm } from '../cms/algorithms.js';

/** A hash and by which algorithm it was made (RFC 3161 §2.4.1). */
export interface MessageImprint {
  readonly digestOid: string;
  readonly hash: Uint8Array;
}

/** How exact a time is; each member adds to the one before. */
export interface Accuracy {
  readonly seconds?: number;
  readonly millis?: number;
  readonly micros?: number;
}

/** What a time-stamp says (RFC 3161 §2.4.2). */
export interface TstInfo {
  readonly policy: string;
  readonly messageImprint: MessageImprint;
  readonly serialNumber: bigint;
  readonly genTime: Date;
  readonly accuracy?: Accuracy;
  readonly ordering?: 'ordered';
  readonly nonce?: bigint;
  /** DER of the GeneralName of the authority. */
  readonly tsa?: Uint8Array;
}

/** MessageImprint; the parameters of the digest are left out, as for any SHA-2 (RFC 5754 §2). */
export const encodeImprint = (imprint: MessageImprint): Uint8Array =>
  sequence(sequence(oid(imprint.digestOid)), octetString(imprint.hash));

export function readImprint(element: Asn1Element): MessageImprint {
  const fields = element.fields();
  const digestOid = readAlgorithm(fields.next(Tag.sequence)).oid;
  const hash = fields.next(Tag.octetString).octets();
  fields.end();
  return { digestOid, hash };
}

/** Encodes TSTInfo. */
export function encodeTstInfo(info: TstInfo): Uint8Array {
  const { accuracy } = info;
  return sequence(
    integer(1), // version
    oid(info.policy),
    encodeImprint(info.messageImprint),
    integer(info.serialNumber),
    generalizedTime(info.genTime),
    ...(accuracy === undefined
      ? []
      : [
          sequence(
            ...(accuracy.seconds === undefined ? [] : [integer(accuracy.seconds)]),
            ...(accuracy.millis === undefined
              ? []
              : [contextPrimitive(0, integer(accuracy.millis).subarray(2))]),
            ...(accuracy.micros === undefined
              ? []
              : [contextPrimitive(1, integer(accuracy.micros).subarray(2))]),
          ),
        ]),
    ...(info.ordering === undefined ? [] : [trueValue()]),
    ...(info.nonce === undefined ? [] : [integer(info.nonce)]),
    ...(info.tsa === undefined ? [] : [context(0, info.tsa)]),
  );
}

/** Reads TSTInfo. Throws `asn1.malformed`. */
export function parseTstInfo(der: Uint8Array): TstInfo {
  const fields = readAsn1(der, 'ber').fields();
  fields.next(Tag.integer); // version
  const policy = fields.next(Tag.oid).oid();
  const messageImprint = readImprint(fields.next(Tag.sequence));
  const serialNumber = fields.next(Tag.integer).bigInteger();
  const genTime = fields.next(Tag.generalizedTime).time();
  const accuracy = fields.optional(Tag.sequence);
  const ordering = fields.optional(Tag.boolean)?.boolean() ?? false;
  const nonce = fields.optional(Tag.integer)?.bigInteger();
  const tsa = fields.optional(contextTag(0))?.explicit().bytes;
  return {
    policy,
    messageImprint,
    serialNumber,
    genTime,
    ...(accuracy === undefined ? {} : { accuracy: readAccuracy(accuracy) }),
    ...(ordering ? { ordering: 'ordered' } : {}),
    ...(nonce === undefined ? {} : { nonce }),
    ...(tsa === undefined ? {} : { tsa }),
  };
}

function readAccuracy(element: Asn1Element): Accuracy {
  const fields = element.fields();
  const seconds = fields.optional(Tag.integer)?.smallInteger();
  const implicit = (tag: number): number | undefined => {
    const content = fields.optional(contextTag(tag))?.content;
    return content?.reduce((value, octet) => value * 256 + octet, 0);
  };
  const millis = implicit(0);
  const micros = implicit(1);
  return {
    ...(seconds === undefined ? {} : { seconds }),
    ...(millis === undefined ? {} : { millis }),
    ...(micros === undefined ? {} : { micros }),
  };
}
