import { sign, type KeyObject } from 'node:crypto';
import {
  bitString,
  context,
  contextPrimitive,
  enumerated,
  integerFromHex,
  octetString,
  oid,
  sequence,
  smallInteger,
  time,
} from './der.js';

const idCrlNumber = '2.5.29.20';
const idCrlReason = '2.5.29.21';
const idAuthorityKeyIdentifier = '2.5.29.35';
/** Signature algorithms by the issuer's curve; the digest goes with it. */
const algorithms = {
  prime256v1: { oid: '1.2.840.10045.4.3.2', digest: 'sha256' },
  secp384r1: { oid: '1.2.840.10045.4.3.3', digest: 'sha384' },
} as const;

/** A certificate on the list. */
export interface RevokedEntry {
  /** Hexadecimal. */
  serialNumber: string;
  at: Date;
  /** CRLReason number. */
  reason: number;
}

/** What a CRL is made of. */
export interface CrlOptions {
  /** Issuer's subject, DER Name. */
  issuerName: Uint8Array;
  /** Issuer's subject key identifier. */
  issuerKeyIdentifier: Uint8Array;
  privateKey: KeyObject;
  /** Grows with each list of the same issuer (RFC 5280 §5.2.3). */
  number: number;
  thisUpdate: Date;
  nextUpdate: Date;
  revoked: readonly RevokedEntry[];
}

/** Makes a complete CRL, version 2 (RFC 5280 §5). */
export function encodeCrl(options: CrlOptions): Uint8Array {
  const curve = options.privateKey.asymmetricKeyDetails?.namedCurve;
  if (curve !== 'prime256v1' && curve !== 'secp384r1') throw new TypeError('Not an issuer’s key');
  const algorithm = sequence(oid(algorithms[curve].oid));
  const tbsCertList = sequence(
    smallInteger(1), // version v2
    algorithm,
    options.issuerName,
    time(options.thisUpdate),
    time(options.nextUpdate),
    // An empty list must be left out altogether (RFC 5280 §5.1.2.6).
    ...(options.revoked.length === 0 ? [] : [sequence(...options.revoked.map(encodeEntry))]),
    context(
      0,
      sequence(
        extension(
          idAuthorityKeyIdentifier,
          sequence(contextPrimitive(0, options.issuerKeyIdentifier)), // keyIdentifier
        ),
        extension(idCrlNumber, integerFromHex(options.number.toString(16))),
      ),
    ),
  );
  const signature = sign(algorithms[curve].digest, tbsCertList, {
    key: options.privateKey,
    dsaEncoding: 'der',
  });
  return sequence(tbsCertList, algorithm, bitString(signature));
}

function encodeEntry({ serialNumber, at, reason }: RevokedEntry): Uint8Array {
  return sequence(
    integerFromHex(serialNumber),
    time(at),
    // "unspecified" is told by saying nothing (RFC 5280 §5.3.1).
    ...(reason === 0 ? [] : [sequence(extension(idCrlReason, enumerated(reason)))]),
  );
}

/** A non-critical Extension. */
function extension(id: string, value: Uint8Array): Uint8Array {
  return sequence(oid(id), octetString(value));
}
