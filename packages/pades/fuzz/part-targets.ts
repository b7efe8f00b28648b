import {
  checkCmsBaseline,
  decodeSignedAttributes,
  parseCrl,
  parseOcspResponse,
  parseSignedData,
  parseTimestampRequest,
  parseTimestampResponse,
  parseTimestampToken,
  readCertificateFile,
  signerFromPem,
  signerFromPkcs12,
  verifyCrl,
  verifyOcspResponse,
  verifyTimestampToken,
} from '../src/index.js';
import { parseCertificate, toPem, type Certificate } from '../src/x509/certificate.js';
import type { Party } from '../test/support/pki.js';
import { other, type Target } from './target.js';

/** What stands in signatures, beside them, and in key files. */
export const partTargets: readonly Target[] = [
  other('conformance of a CMS', ['cms', 'token'], (bytes) => JSON.stringify(checkCmsBaseline(bytes))),
  other('signed data', ['cms', 'token'], (bytes) => parseSignedData(bytes)),
  other('signed attributes', ['cms'], (bytes) => {
    decodeSignedAttributes(bytes);
  }),
  other('certificate', ['certificate'], (bytes) => parseCertificate(bytes)),
  other('certificate file', ['certificate', 'pem'], (bytes) => readCertificateFile(bytes)),
  other('time-stamp token', ['token', 'cms'], (bytes) => {
    verifyTimestampToken(parseTimestampToken(bytes));
  }),
  other('time-stamp request', ['tsp-request'], (bytes) => parseTimestampRequest(bytes)),
  other('time-stamp response', ['tsp-response'], (bytes) => parseTimestampResponse(bytes)),
  other('certificate list', ['crl'], (bytes, { signer }) => {
    verifyCrl(parseCrl(bytes), subjectOf(signer));
  }),
  other('OCSP response', ['ocsp'], (bytes, { signer }) => {
    verifyOcspResponse(parseOcspResponse(bytes), subjectOf(signer));
  }),
  other('PKCS#12', ['pkcs12'], async (bytes, { passphrase }) => signerFromPkcs12(bytes, passphrase)),
  other('PEM', ['pem'], (bytes, { signer }) => {
    const text = bytes.toString('latin1');
    if (text.includes('CERTIFICATE'))
      signerFromPem(signer.key.export({ type: 'pkcs8', format: 'pem' }).toString(), text);
    else signerFromPem(text, toPem(signer.certificate));
  }),
];

/** The signer's certificate and the one above it. */
function subjectOf(signer: Party): { certificate: Certificate; issuer: Certificate } {
  const [issuer = signer.certificate] = signer.chain;
  return { certificate: parseCertificate(signer.certificate), issuer: parseCertificate(issuer) };
}
