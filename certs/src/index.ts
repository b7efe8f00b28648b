export { readCertificationRequest, type CertificationRequest } from './certification-request.js';
export { curveDigest, importIssuerKey, type IssuerCurve } from './crypto.js';
export { CertsError, type CertsErrorCode } from './errors.js';
export {
  issueCertificate,
  normalizeSerialNumber,
  type IssueCertificateOptions,
  type IssuedCertificate,
  type SigningIssuer,
} from './issue-certificate.js';
export {
  runKeyCeremony,
  type CeremonyIssuer,
  type IssuerKind,
  type KeyCeremonyOptions,
} from './key-ceremony.js';
export { testPolicyOid, timestampPolicyOid, type AttributeType } from './oids.js';
export {
  demoBanks,
  parseProfile,
  profileNames,
  profiles,
  type Bank,
  type CertificateProfile,
  type ProfileName,
} from './profile.js';
export { composeSubject, encodeSubject, type NameParts, type SubjectAttribute } from './subject.js';
