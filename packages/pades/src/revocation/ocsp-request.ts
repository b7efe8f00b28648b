import { createHash } from 'node:crypto';
import { nullValue, context, integer, octetString, oid, sequence } from '../cms/asn1-writer.js';
import { OID } from '../cms/oids.js';
import type { Certificate } from '../x509/certificate.js';

/** Names a certificate to an OCSP responder (RFC 6960 §4.1.1). */
export interface OcspCertId {
  readonly digestOid: string;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serialNumber: bigint;
}

/** CertID by SHA-1, the one that every responder knows; it identifies and protects nothing (RFC 5019 §2.1.1). */
export function ocspCertId(certificate: Certificate, issuer: Certificate): OcspCertId {
  const sha1 = (bytes: Uint8Array): Uint8Array => createHash('sha1').update(bytes).digest();
  return {
    digestOid: OID.sha1,
    issuerNameHash: sha1(issuer.subject.der),
    issuerKeyHash: sha1(issuer.publicKeyBits),
    serialNumber: certificate.serialNumber,
  };
}

/** Encodes an OCSPRequest about one certificate, unsigned. */
export function encodeOcspRequest(certId: OcspCertId, nonce?: Uint8Array): Uint8Array {
  const request = sequence(
    sequence(
      sequence(oid(certId.digestOid), nullValue()), // hashAlgorithm
      octetString(certId.issuerNameHash),
      octetString(certId.issuerKeyHash),
      integer(certId.serialNumber),
    ),
  );
  return sequence(
    sequence(
      sequence(request), // requestList
      ...(nonce === undefined
        ? []
        : [context(2, sequence(sequence(oid(OID.ocspNonce), octetString(octetString(nonce)))))]),
    ),
  );
}
