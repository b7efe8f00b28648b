import { contextTag, readAsn1, Tag, type Asn1Element } from '../cms/asn1-reader.js';
import { OID } from '../cms/oids.js';
import { PadesError } from '../errors.js';
import type { Certificate } from './certificate.js';
import { readName, type DistinguishedName } from './name.js';

/** Bits of keyUsage (RFC 5280 §4.2.1.3). */
export const KEY_USAGE_BITS = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof KEY_USAGE_BITS)[number];

/** GeneralName, as far as paths and addresses need it (RFC 5280 §4.2.1.6). */
export type GeneralName =
  | { readonly kind: 'email' | 'dns' | 'uri'; readonly value: string }
  | { readonly kind: 'directoryName'; readonly value: DistinguishedName }
  | { readonly kind: 'ip'; readonly value: Uint8Array }
  | { readonly kind: 'other'; readonly tag: number };

function parsed<T>(certificate: Certificate, oid: string, read: (root: Asn1Element) => T): T | undefined {
  const extension = certificate.extensions.get(oid);
  if (extension === undefined) return undefined;
  try {
    return read(readAsn1(extension.value, 'ber'));
  } catch (cause) {
    throw new PadesError('x509.malformed', `Extension ${oid} cannot be read`, { cause });
  }
}

/** basicConstraints (RFC 5280 §4.2.1.9). */
export const basicConstraints = (
  certificate: Certificate,
): { readonly ca: boolean; readonly pathLength: number | undefined } | undefined =>
  parsed(certificate, OID.basicConstraints, (root) => {
    const fields = root.fields();
    const ca = fields.optional(Tag.boolean)?.boolean() ?? false;
    const pathLength = fields.optional(Tag.integer)?.smallInteger();
    fields.end();
    return { ca, pathLength };
  });

/** keyUsage; undefined when absent, which permits every use. */
export const keyUsage = (certificate: Certificate): ReadonlySet<KeyUsage> | undefined =>
  parsed(certificate, OID.keyUsage, (root) => {
    const { bytes } = root.bits();
    return new Set(KEY_USAGE_BITS.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0));
  });

/** extKeyUsage as OIDs, with its criticality. */
export const extendedKeyUsage = (
  certificate: Certificate,
): { readonly critical: boolean; readonly purposes: readonly string[] } | undefined => {
  const purposes = parsed(certificate, OID.extKeyUsage, (root) =>
    root
      .fields()
      .rest()
      .map((element) => element.oid()),
  );
  if (purposes === undefined) return undefined;
  return { critical: certificate.extensions.get(OID.extKeyUsage)?.critical ?? false, purposes };
};

/** subjectKeyIdentifier. */
export const subjectKeyIdentifier = (certificate: Certificate): Uint8Array | undefined =>
  parsed(certificate, OID.subjectKeyIdentifier, (root) => root.octets());

/** keyIdentifier of authorityKeyIdentifier. */
export const authorityKeyIdentifier = (certificate: Certificate): Uint8Array | undefined =>
  parsed(certificate, OID.authorityKeyIdentifier, (root) =>
    root.fields().optional(contextTag(0))?.octets(contextTag(0)),
  );

/** subjectAltName. */
export const subjectAltNames = (certificate: Certificate): readonly GeneralName[] =>
  parsed(certificate, OID.subjectAltName, (root) => root.fields().rest().map(readGeneralName)) ?? [];

/** Certificate policies, as OIDs. */
export const certificatePolicies = (certificate: Certificate): readonly string[] =>
  parsed(certificate, OID.certificatePolicies, (root) =>
    root
      .fields()
      .rest()
      .map((policy) => policy.fields().next(Tag.oid).oid()),
  ) ?? [];

/** Addresses from authorityInfoAccess for one access method. */
export const accessLocations = (certificate: Certificate, method: string): readonly string[] =>
  parsed(certificate, OID.authorityInfoAccess, (root) => {
    const out: string[] = [];
    for (const description of root.fields().rest()) {
      const fields = description.fields();
      const accessMethod = fields.next(Tag.oid).oid();
      const location = readGeneralName(fields.next());
      if (accessMethod === method && location.kind === 'uri') out.push(location.value);
    }
    return out;
  }) ?? [];

/** Addresses of CRLs from cRLDistributionPoints (full names only). */
export const crlLocations = (certificate: Certificate): readonly string[] =>
  parsed(certificate, OID.crlDistributionPoints, (root) => {
    const out: string[] = [];
    for (const point of root.fields().rest()) {
      const name = point.fields().optional(contextTag(0))?.explicit();
      if (name?.tag !== contextTag(0)) continue; // relative names have no address
      for (const full of name.children().map(readGeneralName)) if (full.kind === 'uri') out.push(full.value);
    }
    return out;
  }) ?? [];

/** nameConstraints (RFC 5280 §4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

export const nameConstraints = (certificate: Certificate): NameConstraints | undefined =>
  parsed(certificate, OID.nameConstraints, (root) => {
    const fields = root.fields();
    const subtrees = (tag: number): GeneralName[] =>
      (fields.optional(contextTag(tag))?.children() ?? []).map((subtree) =>
        readGeneralName(subtree.fields().next()),
      );
    return { permitted: subtrees(0), excluded: subtrees(1) };
  });

/** Reads one GeneralName. */
export function readGeneralName(element: Asn1Element): GeneralName {
  const text = (): string => Buffer.from(element.content).toString('latin1');
  switch (element.tag) {
    case contextTag(1):
      return { kind: 'email', value: text() };
    case contextTag(2):
      return { kind: 'dns', value: text() };
    case contextTag(4):
      return { kind: 'directoryName', value: readName(element.explicit()) };
    case contextTag(6):
      return { kind: 'uri', value: text() };
    case contextTag(7):
      return { kind: 'ip', value: element.content };
    default:
      return { kind: 'other', tag: element.tag };
  }
}
