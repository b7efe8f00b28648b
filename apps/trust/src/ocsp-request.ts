import { OCSPRequest } from '@peculiar/asn1-ocsp';
import { AsnConvert } from '@peculiar/asn1-schema';

const idOcspNonce = '1.3.6.1.5.5.7.48.1.2';
/** RFC 9654 §2.1. */
const maxNonceBytes = 128;
/** More certificates in one request than this is nobody's need. */
const maxCertificates = 32;

/** Digests by which a request may name an issuer (RFC 6960 §4.1.1). */
const digestNames: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** One certificate that is asked about. */
export interface OcspCertificateId {
  /** CertID as received, DER: it is echoed. */
  der: Uint8Array;
  /** Digest as Node names it; undefined when we do not know it. */
  digest: string | undefined;
  /** Lower-case hexadecimal. */
  issuerNameHash: string;
  /** Lower-case hexadecimal. */
  issuerKeyHash: string;
  /** Hexadecimal as received. */
  serialNumber: string;
}

/** An OCSP request (RFC 6960 §4.1). Signatures on requests are neither needed nor looked at. */
export interface OcspQuestion {
  certificates: readonly OcspCertificateId[];
  /** Value of the nonce extension (the DER OCTET STRING inside extnValue), to be echoed. */
  nonce: Uint8Array | undefined;
}

/** Reads an OCSP request; undefined when it is none, asks about nothing or too much, or has a nonce of forbidden length. */
export function readOcspRequest(der: Uint8Array): OcspQuestion | undefined {
  let request;
  try {
    request = AsnConvert.parse(new Uint8Array(der), OCSPRequest).tbsRequest;
  } catch {
    return undefined; // answered as malformedRequest: the reason is of no use to the asker
  }
  const { requestList, requestExtensions = [] } = request;
  if (requestList.length === 0 || requestList.length > maxCertificates) return undefined;
  const nonceExtension = requestExtensions.find(({ extnID }) => extnID === idOcspNonce);
  const nonce = nonceExtension === undefined ? undefined : new Uint8Array(nonceExtension.extnValue.buffer);
  if (nonce !== undefined && !isNonce(nonce)) return undefined;
  return {
    certificates: requestList.map(({ reqCert }) => ({
      der: new Uint8Array(AsnConvert.serialize(reqCert)),
      digest: digestNames[reqCert.hashAlgorithm.algorithm],
      issuerNameHash: hex(reqCert.issuerNameHash.buffer),
      issuerKeyHash: hex(reqCert.issuerKeyHash.buffer),
      serialNumber: hex(reqCert.serialNumber),
    })),
    nonce,
  };
}

/** A DER OCTET STRING of 1 to 128 octets; so short that its length is one or two octets. */
function isNonce(value: Uint8Array): boolean {
  const [tag, first = 0, second = 0] = value;
  const [length, header] = first < 0x80 ? [first, 2] : first === 0x81 ? [second, 3] : [0, 0];
  return tag === 0x04 && length >= 1 && length <= maxNonceBytes && value.length === header + length;
}

function hex(bytes: ArrayBuffer | Uint8Array): string {
  return Buffer.from(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)).toString('hex');
}
