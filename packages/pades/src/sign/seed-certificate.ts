import { PadesError } from '../errors.js';
import type { PdfView } from '../pdf/document.js';
import { isArray, isInteger, PdfDict, PdfString, type PdfObject } from '../pdf/objects.js';
import { decodeTextString } from '../pdf/text-string.js';
import { isSignedBy, parseCertificate, type Certificate } from '../x509/certificate.js';
import { certificatePolicies, KEY_USAGE_BITS, keyUsage } from '../x509/extensions.js';
import type { SignatureAnnouncement } from './types.js';

/** Bits of `/Ff` in a certificate seed value dictionary (ISO 32000-2 Table 238). `/URL` only says where to get one. */
const demands = { Subject: 1, Issuer: 2, OID: 4, SubjectDN: 8, KeyUsage: 32 } as const;

/**
 * Checks the demands that a seed value dictionary makes on the signer's certificate.
 *
 * @throws PadesError `sign.seed-value-unmet`, naming the entry; also where the certificate was not announced.
 */
export function requireSeedCertificate(
  view: PdfView,
  seed: PdfDict,
  announced: SignatureAnnouncement | undefined,
): void {
  const wanted = view.dict(seed.get('Cert'));
  if (!wanted) return;
  requirePolicy(view, wanted, announced);
  const flags = view.resolve(wanted.get('Ff'));
  const demanded = (Object.keys(demands) as (keyof typeof demands)[]).filter(
    (key) => wanted.has(key) && isInteger(flags) && (flags & demands[key]) !== 0,
  );
  const [first] = demanded;
  if (!first) return;
  const { certificate: der, chain = [] } = announced ?? {};
  if (!der) return unmet(first, 'a certificate to be judged before signing: announce it');
  const certificate = parseCertificate(der);
  const above = chain.map((item) => parseCertificate(item));
  for (const key of demanded) {
    const list = listOf(view, wanted.get(key));
    if (list.length > 0 && !meets(view, key, list, certificate, above)) unmet(key, wordsOf[key]);
  }
}

const wordsOf: Readonly<Record<keyof typeof demands, string>> = {
  Subject: 'one of the certificates that it lists',
  Issuer: 'a certificate of one of the issuers that it lists',
  OID: 'a certificate with one of the policies that it lists',
  SubjectDN: 'a certificate of a subject that it describes',
  KeyUsage: 'a certificate with another key usage',
};

function meets(
  view: PdfView,
  key: keyof typeof demands,
  list: readonly PdfObject[],
  certificate: Certificate,
  above: readonly Certificate[],
): boolean {
  switch (key) {
    case 'Subject':
      return bytesOf(list).some((der) => der.equals(certificate.der));
    case 'Issuer':
      return bytesOf(list).some((der) => isIssuer(der, certificate, above));
    case 'OID': {
      const policies = certificatePolicies(certificate);
      return bytesOf(list).some((oid) => policies.includes(oid.toString('latin1')));
    }
    case 'SubjectDN':
      return list.some((item) => item instanceof PdfDict && hasAttributes(view, certificate, item));
    case 'KeyUsage':
      return bytesOf(list).some((mask) => hasKeyUsage(certificate, mask.toString('latin1')));
  }
}

/** Whether a certificate, or one that signed it in turn, is or was signed by the one wanted. */
function isIssuer(der: Buffer, certificate: Certificate, above: readonly Certificate[]): boolean {
  if (above.some((item) => der.equals(item.der))) return true;
  const issuer = parseCertificate(der);
  return [certificate, ...above].some(
    (item) => Buffer.from(item.issuer.der).equals(issuer.subject.der) && isSignedBy(item, issuer),
  );
}

/** Attribute types by their short names (RFC 4519); others stand as dotted OIDs. */
const attributeOids: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  SN: '2.5.4.4',
  SERIALNUMBER: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  STREET: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  T: '2.5.4.12',
  TITLE: '2.5.4.12',
  GN: '2.5.4.42',
  GIVENNAME: '2.5.4.42',
  DC: '0.9.2342.19200300.100.1.25',
  UID: '0.9.2342.19200300.100.1.1',
  E: '1.2.840.113549.1.9.1',
  EMAIL: '1.2.840.113549.1.9.1',
  EMAILADDRESS: '1.2.840.113549.1.9.1',
};

function hasAttributes(view: PdfView, { subject }: Certificate, wanted: PdfDict): boolean {
  const held = subject.rdns.flat();
  return [...wanted.entries].every(([key, value]) => {
    const oid = attributeOids[key.toUpperCase()] ?? key;
    const text = decodeTextString(view.resolve(value));
    return held.some((attribute) => attribute.oid === oid && attribute.value === text);
  });
}

/** A mask has a character for each usage in the order of RFC 5280 §4.2.1.3: 1 set, 0 not set, X either. */
function hasKeyUsage(certificate: Certificate, mask: string): boolean {
  const usage = keyUsage(certificate);
  return KEY_USAGE_BITS.every((bit, index) => {
    const wanted = mask[index] ?? 'X';
    if (wanted === '1') return usage?.has(bit) ?? false;
    return wanted !== '0' || !usage?.has(bit);
  });
}

/** PDF 2.0: the signature policy that the signature has to name. */
function requirePolicy(view: PdfView, wanted: PdfDict, announced: SignatureAnnouncement | undefined): void {
  const oid = decodeTextString(view.resolve(wanted.get('SignaturePolicyOID')));
  if (oid !== undefined && announced?.signaturePolicyOid !== oid) {
    unmet('SignaturePolicyOID', `a signature under the policy ${oid}`);
  }
}

function listOf(view: PdfView, value: PdfObject | undefined): PdfObject[] {
  const list = view.resolve(value);
  if (list === undefined) return [];
  return (isArray(list) ? list.map((item) => view.resolve(item)) : [list]).filter(
    (item) => item !== undefined,
  );
}

function bytesOf(list: readonly PdfObject[]): Buffer[] {
  return list.filter((item) => item instanceof PdfString).map((item) => Buffer.from(item.bytes));
}

function unmet(entry: string, what: string): never {
  throw new PadesError('sign.seed-value-unmet', `The field's seed value /Cert /${entry} demands ${what}`);
}
