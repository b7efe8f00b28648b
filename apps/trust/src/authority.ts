import { createHash, createPrivateKey, type KeyObject, type webcrypto } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, id_ce_subjectKeyIdentifier, SubjectKeyIdentifier } from '@peculiar/asn1-x509';
import { importIssuerKey, type IssuerKind } from '@segl/certs';

/** An issuer as stored. */
export interface StoredIssuer {
  id: string;
  kind: IssuerKind;
  parentId: string | null;
  /** DER. */
  certificate: Uint8Array;
  wrappedKey: Uint8Array;
  addressBase: string;
}

/** Private keys of one issuer, in the two forms that are needed. Neither can be exported by the rest of the program. */
export interface IssuerKeys {
  /** For CRLs, OCSP and time-stamps. */
  keyObject: KeyObject;
  /** For certificates. */
  cryptoKey: webcrypto.CryptoKey;
}

/** An issuer, responder or time-stamp unit, read once a process. Rows of issuers never change but for their CRL. */
export interface Authority {
  id: string;
  kind: IssuerKind;
  parentId: string | undefined;
  certificate: Uint8Array;
  addressBase: string;
  notAfter: Date;
  /** Subject, DER Name. */
  subject: Uint8Array;
  /** Common name, for people. */
  commonName: string;
  subjectKeyIdentifier: Uint8Array;
  /** Content of the subjectPublicKey BIT STRING. */
  publicKeyBits: Uint8Array;
  /** Unwraps the private key at first use. */
  keys(): Promise<IssuerKeys>;
  /** Whether an OCSP CertID means this issuer; hashes in lower-case hexadecimal. */
  isNamedBy(id: { digest: string; issuerNameHash: string; issuerKeyHash: string }): boolean;
}

/** Reads a stored issuer. `unwrap` gives the PKCS#8 of its wrapped key. */
export function readAuthority(
  stored: StoredIssuer,
  unwrap: (wrappedKey: Uint8Array) => Uint8Array,
): Authority {
  const { tbsCertificate } = AsnConvert.parse(new Uint8Array(stored.certificate), Certificate);
  const subject = new Uint8Array(AsnConvert.serialize(tbsCertificate.subject));
  const publicKeyBits = new Uint8Array(tbsCertificate.subjectPublicKeyInfo.subjectPublicKey);
  const identifier = tbsCertificate.extensions?.find(({ extnID }) => extnID === id_ce_subjectKeyIdentifier);
  if (identifier === undefined) throw new TypeError('Issuers of ours have a subject key identifier');
  const hash = (digest: string, bytes: Uint8Array) => createHash(digest).update(bytes).digest('hex');
  const notAfter = tbsCertificate.validity.notAfter.getTime();
  let keys: Promise<IssuerKeys> | undefined;
  return {
    id: stored.id,
    kind: stored.kind,
    parentId: stored.parentId ?? undefined,
    certificate: new Uint8Array(stored.certificate),
    addressBase: stored.addressBase,
    notAfter,
    subject,
    commonName: commonNameOf(tbsCertificate.subject),
    subjectKeyIdentifier: new Uint8Array(
      AsnConvert.parse(identifier.extnValue.buffer, SubjectKeyIdentifier).buffer,
    ),
    publicKeyBits,
    keys() {
      keys ??= readKeys(() => unwrap(stored.wrappedKey)).catch((error: unknown) => {
        keys = undefined; // so that a later call tries again
        throw error;
      });
      return keys;
    },
    isNamedBy: ({ digest, issuerNameHash, issuerKeyHash }) =>
      hash(digest, subject) === issuerNameHash && hash(digest, publicKeyBits) === issuerKeyHash,
  };
}

async function readKeys(unwrap: () => Uint8Array): Promise<IssuerKeys> {
  const pkcs8 = unwrap();
  const keyObject = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const curve = keyObject.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'P-384' : 'P-256';
  return { keyObject, cryptoKey: await importIssuerKey(pkcs8, curve) };
}

function commonNameOf(name: Certificate['tbsCertificate']['subject']): string {
  for (const rdn of name) {
    for (const { type, value } of rdn) if (type === '2.5.4.3') return value.toString();
  }
  throw new TypeError('Issuers of ours have a common name');
}
