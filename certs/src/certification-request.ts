import { CertsError } from './errors.js';
import { loadX509 } from './load-x509.js';
import { attributeTypeOids, type AttributeType } from './oids.js';

/** What a certification request proves and asks for. */
export interface CertificationRequest {
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Uint8Array;
  /** Its subject, by attribute type; other types are left out. */
  subject: ReadonlyMap<AttributeType, string>;
}

/**
 * Reads a PKCS#10 request (RFC 2986) and checks its signature, which proves that the requester holds the private key.
 *
 * @throws CertsError `certs.request-malformed`, `certs.possession-not-proven`
 */
export async function readCertificationRequest(der: Uint8Array): Promise<CertificationRequest> {
  const { Pkcs10CertificateRequest } = await loadX509();
  let request;
  try {
    request = new Pkcs10CertificateRequest(new Uint8Array(der));
  } catch (cause) {
    throw new CertsError('certs.request-malformed', 'Not a PKCS#10 request', { cause });
  }
  let proven;
  try {
    proven = await request.verify();
  } catch (cause) {
    throw new CertsError('certs.possession-not-proven', 'The request’s signature cannot be checked', {
      cause,
    });
  }
  if (!proven) throw new CertsError('certs.possession-not-proven', 'The request’s signature does not hold');
  const subject = new Map<AttributeType, string>();
  for (const type of Object.keys(attributeTypeOids) as AttributeType[]) {
    const [value] = request.subjectName.getField(attributeTypeOids[type]);
    if (value !== undefined) subject.set(type, value);
  }
  return { publicKey: new Uint8Array(request.publicKey.rawData), subject };
}
