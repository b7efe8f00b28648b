import { createPublicKey, randomBytes, type webcrypto } from 'node:crypto';
import { curveDigest, curveOf } from './crypto.js';
import type { Extension, X509Certificate } from '@peculiar/x509';
import { CertsError } from './errors.js';
import { loadX509, type X509 } from './load-x509.js';
import { attributeTypeOids, type AttributeType } from './oids.js';
import type { CertificateProfile } from './profile.js';
import { composeSubject, type SubjectAttribute } from './subject.js';

const dayMilliseconds = 24 * 60 * 60 * 1000;
const idOcspNoCheck = '1.3.6.1.5.5.7.48.1.5';
const derNull = new Uint8Array([0x05, 0x00]);

/** Who signs a certificate. */
export interface SigningIssuer {
  /** Issuer id: the last part of its public addresses. */
  id: string;
  /** Its certificate, DER. */
  certificate: Uint8Array;
  privateKey: webcrypto.CryptoKey;
}

/** What {@link issueCertificate} makes a certificate of. */
export interface IssueCertificateOptions {
  profile: CertificateProfile;
  subject: readonly SubjectAttribute[];
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Uint8Array;
  issuer: SigningIssuer | { id: string; selfSignedBy: webcrypto.CryptoKey };
  /** Address of trust without trailing slash, as frozen at the key ceremony: `http://localhost:3000/trust`. */
  addressBase: string;
  notBefore: Date;
  /** Default: as the profile says. */
  validDays?: number;
}

/** A certificate fresh from its issuer. */
export interface IssuedCertificate {
  /** DER. */
  certificate: Uint8Array;
  /** Upper-case hexadecimal without leading zeros. */
  serialNumber: string;
  notBefore: Date;
  notAfter: Date;
}

/**
 * Makes one certificate under a profile (RFC 5280 §4). Never later than its issuer's end. Whether the requester holds
 * the private key is the caller's to check (`readCertificationRequest`).
 *
 * @throws CertsError `certs.subject-refused`, `certs.validity-refused`, `certs.key-refused`
 */
export async function issueCertificate(options: IssueCertificateOptions): Promise<IssuedCertificate> {
  const { profile, issuer, publicKey } = options;
  requireKey(profile, publicKey);
  const x509 = await loadX509();
  const parent = 'certificate' in issuer ? new x509.X509Certificate(copy(issuer.certificate)) : undefined;
  const signingKey = 'certificate' in issuer ? issuer.privateKey : issuer.selfSignedBy;
  const subject = composeSubject(
    profile,
    options.subject,
    parent === undefined ? new Map() : subjectOf(parent),
  );
  const { notBefore, notAfter } = validity(options, parent);
  const serialNumber = newSerialNumber();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber,
    subject,
    issuer: parent === undefined ? subject : parent.subjectName,
    notBefore,
    notAfter,
    publicKey: copy(publicKey),
    signingKey,
    signingAlgorithm: { name: 'ECDSA', hash: curveDigest[curveOf(signingKey)] },
    extensions: await extensionsOf(x509, options, parent),
  });
  return {
    certificate: new Uint8Array(certificate.rawData),
    serialNumber: normalizeSerialNumber(serialNumber),
    notBefore,
    notAfter,
  };
}

/** Serial numbers as stored and told: upper-case hexadecimal without leading zeros (`0` for zero). */
export function normalizeSerialNumber(hexadecimal: string): string {
  return hexadecimal.toUpperCase().replace(/^0+(?=.)/, '');
}

/** The subject of a certificate by attribute type; of a type given twice, the first. */
export function subjectOf(certificate: X509Certificate): Map<AttributeType, string> {
  const subject = new Map<AttributeType, string>();
  for (const type of Object.keys(attributeTypeOids) as AttributeType[]) {
    const [value] = certificate.subjectName.getField(attributeTypeOids[type]);
    if (value !== undefined) subject.set(type, value);
  }
  return subject;
}

function requireKey(profile: CertificateProfile, publicKey: Uint8Array): void {
  const refuse = (message: string, cause?: unknown): never => {
    throw new CertsError('certs.key-refused', message, { cause });
  };
  let key;
  try {
    key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  } catch (cause) {
    return refuse('The public key cannot be read', cause);
  }
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec') {
    const wanted = profile.key === 'EC-P384' ? 'secp384r1' : 'prime256v1';
    if (namedCurve !== wanted) refuse('The profile takes another curve');
  } else if (
    key.asymmetricKeyType !== 'rsa' ||
    profile.key !== 'EC-P256 or RSA' ||
    ![2048, 3072].includes(modulusLength)
  ) {
    refuse('The profile takes another kind of key');
  }
}

function validity(
  { profile, notBefore, validDays = profile.validity.days }: IssueCertificateOptions,
  parent: X509Certificate | undefined,
): { notBefore: Date; notAfter: Date } {
  if (validDays > profile.validity.maxDays) {
    throw new CertsError(
      'certs.validity-refused',
      `The profile allows ${profile.validity.maxDays} days at most`,
    );
  }
  // Certificates count whole seconds.
  const start = new Date(Math.floor(notBefore.getTime() / 1000) * 1000);
  const wanted = start.getTime() + validDays * dayMilliseconds;
  const end = new Date(Math.min(wanted, parent?.notAfter.getTime() ?? wanted));
  if (end <= start)
    throw new CertsError('certs.validity-refused', 'The issuer’s own certificate ends before');
  return { notBefore: start, notAfter: end };
}

/** 16 random octets: positive, and far above the 64 bits of randomness that CAs owe. */
function newSerialNumber(): string {
  const octets = randomBytes(16);
  octets[0] = ((octets[0] ?? 0) & 0x7f) | 0x40;
  return octets.toString('hex');
}

async function extensionsOf(
  x509: X509,
  { profile, publicKey, issuer, addressBase }: IssueCertificateOptions,
  parent: X509Certificate | undefined,
): Promise<Extension[]> {
  const { ca, pathLength } = profile.basicConstraints;
  const extensions: Extension[] = [
    new x509.BasicConstraintsExtension(ca, pathLength, ca),
    new x509.KeyUsagesExtension(
      profile.keyUsage.reduce((flags, usage) => flags | x509.KeyUsageFlags[usage], 0),
      true,
    ),
    await x509.SubjectKeyIdentifierExtension.create(copy(publicKey)),
  ];
  if (parent !== undefined)
    extensions.push(await x509.AuthorityKeyIdentifierExtension.create(parent.publicKey));
  if (profile.extendedKeyUsage !== undefined) {
    const { usages, critical } = profile.extendedKeyUsage;
    extensions.push(
      new x509.ExtendedKeyUsageExtension(
        usages.map((usage) => x509.ExtendedKeyUsage[usage]),
        critical,
      ),
    );
  }
  if (profile.certificatePolicies.length > 0) {
    extensions.push(new x509.CertificatePolicyExtension(profile.certificatePolicies));
  }
  const { addresses } = profile;
  const authorityInformation = {
    ...(addresses.includes('ocsp') ? { ocsp: `${addressBase}/ocsp` } : {}),
    ...(addresses.includes('caIssuers') ? { caIssuers: `${addressBase}/ca/${issuer.id}.cer` } : {}),
  };
  if (Object.keys(authorityInformation).length > 0) {
    extensions.push(new x509.AuthorityInfoAccessExtension(authorityInformation));
  }
  if (addresses.includes('crl')) {
    extensions.push(new x509.CRLDistributionPointsExtension([`${addressBase}/crl/${issuer.id}.crl`]));
  }
  if (profile.ocspNoCheck) extensions.push(new x509.Extension(idOcspNoCheck, false, derNull));
  return extensions;
}

/** A view may look into a larger buffer, which some parsers would then read whole. */
function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
