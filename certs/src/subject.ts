import { CertsError } from './errors.js';
import { attributeTypeOids, type AttributeType } from './oids.js';
import type { CertificateProfile } from './profile.js';

/** One attribute of a subject, by the type names of the profiles (`CN`, `serialNumber`, …). */
export interface SubjectAttribute {
  type: string;
  value: string;
}

/** A distinguished name as @peculiar/x509 takes it: one attribute an RDN, by OID. */
export type NameParts = Record<string, string[]>[];

/** Upper bounds of RFC 5280 Appendix A.1, in characters. */
const upperBounds: Readonly<Record<AttributeType, number>> = {
  CN: 64,
  SN: 40,
  serialNumber: 64,
  C: 2,
  O: 64,
  OU: 64,
  GN: 64,
  organizationIdentifier: 64,
};

/** Aliases that callers may use for a type. */
const aliases: Readonly<Record<string, AttributeType>> = { G: 'GN', givenName: 'GN', surname: 'SN' };

function attributeTypeOf(type: string): AttributeType {
  const alias = aliases[type];
  if (alias !== undefined) return alias;
  for (const known of Object.keys(attributeTypeOids) as AttributeType[]) if (known === type) return known;
  throw new CertsError('certs.subject-refused', `Subject attribute ${JSON.stringify(type)} is not known`);
}

/** A subject as @peculiar/x509 takes it, for requests (PKCS#10). @throws CertsError `certs.subject-refused` */
export function encodeSubject(subject: readonly SubjectAttribute[]): NameParts {
  return subject.map(({ type, value }) => part(attributeTypeOf(type), value));
}

/**
 * The subject a certificate gets under a profile: its fixed attributes, those inherited from the issuer, and those the
 * profile takes from the request. A request may repeat fixed and inherited types; their values are not taken from it.
 *
 * @throws CertsError `certs.subject-refused` when a needed attribute is missing, given twice, of the wrong form or
 * too long, or when the request holds a type that the profile does not know
 */
export function composeSubject(
  { subject: rules }: CertificateProfile,
  requested: readonly SubjectAttribute[],
  issuerSubject: ReadonlyMap<AttributeType, string>,
): NameParts {
  const given = new Map<AttributeType, string>();
  for (const { type, value } of requested) {
    const known = attributeTypeOf(type);
    if (given.has(known))
      throw new CertsError('certs.subject-refused', `Subject attribute ${known} is given twice`);
    given.set(known, value);
  }
  const parts = rules.fixed.map(({ type, value }) => part(type, value));
  for (const type of rules.inherited) {
    const value = issuerSubject.get(type);
    if (value === undefined) throw new CertsError('certs.subject-refused', `The issuer has no ${type}`);
    parts.push(part(type, value));
  }
  for (const rule of rules.requested) {
    const value = given.get(rule.type);
    if (value === undefined) {
      if (!rule.required) continue;
      throw new CertsError('certs.subject-refused', `Subject attribute ${rule.type} is missing`);
    }
    if (rule.pattern !== undefined && !new RegExp(rule.pattern, 'u').test(value)) {
      throw new CertsError(
        'certs.subject-refused',
        `Subject attribute ${rule.type} is not of the form it must have`,
      );
    }
    parts.push(part(rule.type, value));
  }
  const known = new Set<AttributeType>([
    ...rules.fixed.map(({ type }) => type),
    ...rules.inherited,
    ...rules.requested.map(({ type }) => type),
  ]);
  for (const type of given.keys()) {
    if (!known.has(type))
      throw new CertsError('certs.subject-refused', `The profile has no subject attribute ${type}`);
  }
  return parts;
}

function part(type: AttributeType, value: string): Record<string, string[]> {
  const text = value.normalize('NFC');
  const length = Array.from(text).length;
  // Control characters have no place in a name and would spoil every log and dialog that shows it.
  if (length === 0 || length > upperBounds[type] || /\p{Cc}/u.test(text)) {
    throw new CertsError(
      'certs.subject-refused',
      `Subject attribute ${type} is empty, too long or holds control characters`,
    );
  }
  return { [attributeTypeOids[type]]: [text] };
}
