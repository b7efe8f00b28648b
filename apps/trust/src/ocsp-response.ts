import { createHash, sign, type KeyObject } from 'node:crypto';
import {
  bitString,
  context,
  contextNull,
  enumerated,
  generalizedTime,
  octetString,
  oid,
  sequence,
} from './der.js';

const idOcspBasic = '1.3.6.1.5.5.7.48.1.1';
const idOcspNonce = '1.3.6.1.5.5.7.48.1.2';
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';

/** Refusals (RFC 6960 §4.2.1); they are not signed. */
export const ocspRefusal = {
  malformedRequest: refusal(1),
  internalError: refusal(2),
  tryLater: refusal(3),
  unauthorized: refusal(6),
} as const;

function refusal(status: number): Uint8Array {
  return sequence(enumerated(status));
}

/** What is known of one certificate. */
export type CertificateStatus =
  | { status: 'good' }
  | { status: 'unknown' }
  | {
      status: 'revoked';
      at: Date;
      /** CRLReason number (RFC 5280 §5.3.1). */
      reason: number;
    };

/** One answer in a response. */
export interface OcspAnswer {
  /** CertID as asked, DER. */
  certificateId: Uint8Array;
  status: CertificateStatus;
}

/** What an OCSP response is made of. */
export interface OcspResponseOptions {
  answers: readonly OcspAnswer[];
  nonce: Uint8Array | undefined;
  now: Date;
  /** After this much time, ask again. */
  validitySeconds: number;
  responder: {
    /** Its certificate, DER. */
    certificate: Uint8Array;
    /** Content of its subjectPublicKey BIT STRING. */
    publicKeyBits: Uint8Array;
    /** P-256. */
    privateKey: KeyObject;
  };
}

/** Makes a successful, signed response with the responder's certificate in it (RFC 6960 §4.2). */
export function encodeOcspResponse(options: OcspResponseOptions): Uint8Array {
  const { answers, nonce, now, validitySeconds, responder } = options;
  const thisUpdate = generalizedTime(now);
  const nextUpdate = generalizedTime(new Date(now.getTime() + validitySeconds * 1000));
  const keyHash = createHash('sha1').update(responder.publicKeyBits).digest();
  const responseData = sequence(
    // version v1 is the default and left out
    context(2, octetString(keyHash)), // responderID byKey
    thisUpdate, // producedAt
    sequence(
      ...answers.map(({ certificateId, status }) =>
        sequence(certificateId, encodeStatus(status), thisUpdate, context(0, nextUpdate)),
      ),
    ),
    ...(nonce === undefined ? [] : [context(1, sequence(sequence(oid(idOcspNonce), octetString(nonce))))]),
  );
  const signature = sign('sha256', responseData, { key: responder.privateKey, dsaEncoding: 'der' });
  const basicResponse = sequence(
    responseData,
    sequence(oid(ecdsaWithSha256)),
    bitString(signature),
    context(0, sequence(responder.certificate)),
  );
  return sequence(
    enumerated(0), // successful
    context(0, sequence(oid(idOcspBasic), octetString(basicResponse))),
  );
}

function encodeStatus(status: CertificateStatus): Uint8Array {
  switch (status.status) {
    case 'good':
      return contextNull(0);
    case 'unknown':
      return contextNull(2);
    case 'revoked':
      return context(1, generalizedTime(status.at), context(0, enumerated(status.reason)));
  }
}
