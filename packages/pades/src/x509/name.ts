import { readAsn1, Tag, type Asn1Element } from '../cms/asn1-reader.js';

/** One attribute of a distinguished name. */
export interface NameAttribute {
  readonly oid: string;
  readonly value: string;
}

/** A distinguished name (RFC 5280 §4.1.2.4), as received and as read. */
export interface DistinguishedName {
  /** DER as received. */
  readonly der: Uint8Array;
  /** Relative distinguished names in the order of the encoding. */
  readonly rdns: readonly (readonly NameAttribute[])[];
}

const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.4', 'SN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'street'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.12', 'title'],
  ['2.5.4.42', 'GN'],
  ['2.5.4.65', 'pseudonym'],
  ['2.5.4.97', 'organizationIdentifier'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['1.2.840.113549.1.9.1', 'emailAddress'],
]);

/** Reads a Name. Values of unknown string types are kept as hexadecimal. */
export function readName(element: Asn1Element): DistinguishedName {
  const rdns = element
    .expect(Tag.sequence)
    .children()
    .map((set) =>
      set
        .expect(Tag.set)
        .children()
        .map((attribute) => {
          const fields = attribute.fields();
          const oid = fields.next(Tag.oid).oid();
          const value = fields.next();
          fields.end();
          return {
            oid,
            value: isText(value) ? value.text() : `#${Buffer.from(value.bytes).toString('hex')}`,
          };
        }),
    );
  return { der: element.bytes, rdns };
}

/** Reads a Name from DER. */
export const parseName = (der: Uint8Array): DistinguishedName => readName(readAsn1(der, 'ber'));

const TEXT_TAGS: ReadonlySet<number> = new Set([
  Tag.utf8String,
  Tag.printableString,
  Tag.ia5String,
  Tag.teletexString,
  Tag.bmpString,
  Tag.numericString,
  Tag.visibleString,
  Tag.universalString,
]);

const isText = (element: Asn1Element): boolean => TEXT_TAGS.has(element.tag);

/** The first value of an attribute, searched from the most specific name. */
export function nameValue(name: DistinguishedName, oid: string): string | undefined {
  for (const rdn of name.rdns.toReversed())
    for (const attribute of rdn) if (attribute.oid === oid) return attribute.value;
  return undefined;
}

/** The name for people, most specific first (RFC 4514 §2.1), with special characters escaped. */
export function formatName(name: DistinguishedName): string {
  return name.rdns
    .toReversed()
    .map((rdn) =>
      rdn.map(({ oid, value }) => `${SHORT_NAMES.get(oid) ?? oid}=${escapeValue(value)}`).join('+'),
    )
    .join(',');
}

const escapeValue = (value: string): string =>
  value
    .replace(/[,+"\\<>;]/g, '\\$&')
    .replace(/^([ #])/, '\\$1')
    .replace(/ $/, '\\ ');

/**
 * Whether two names are the same (RFC 5280 §7.1): equal bytes, or equal after folding case and white space, whatever
 * string types carry them.
 */
export function sameName(a: DistinguishedName, b: DistinguishedName): boolean {
  return Buffer.compare(a.der, b.der) === 0 || canonical(a.rdns) === canonical(b.rdns);
}

/** Whether `name` lies under `base`: base's names are its first ones (RFC 5280 §7.1, directoryName constraints). */
export function isUnder(name: DistinguishedName, base: DistinguishedName): boolean {
  return canonical(name.rdns.slice(0, base.rdns.length)) === canonical(base.rdns);
}

function canonical(rdns: DistinguishedName['rdns']): string {
  return JSON.stringify(
    rdns.map((rdn) =>
      rdn
        .map(({ oid, value }) =>
          [oid, value.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ')].join('='),
        )
        .sort(),
    ),
  );
}
