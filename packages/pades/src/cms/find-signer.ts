import type { Certificate } from '../x509/certificate.js';
import { subjectKeyIdentifier } from '../x509/extensions.js';
import { parseName, sameName } from '../x509/name.js';
import type { SignerIdentifier } from './parse-signed-data.js';

/** The certificate that a SignerInfo names, among those at hand (RFC 5652 §5.3). */
export function findSignerCertificate(
  sid: SignerIdentifier,
  certificates: readonly Certificate[],
): Certificate | undefined {
  if (sid.kind === 'subjectKeyIdentifier')
    return certificates.find((certificate) => {
      const identifier = subjectKeyIdentifier(certificate);
      return identifier !== undefined && Buffer.compare(identifier, sid.keyIdentifier) === 0;
    });
  const issuer = parseName(sid.issuer);
  return certificates.find(
    (certificate) => certificate.serialNumber === sid.serialNumber && sameName(certificate.issuer, issuer),
  );
}
