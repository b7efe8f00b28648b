import canonicalizeModule from 'canonicalize';

// The package is CommonJS whose declaration says `export default`: at run time the import is the function itself.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** Canonical JSON (RFC 8785), so that the same content always has the same hash. @throws TypeError for what JSON cannot hold */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the value has no JSON form');
  return text;
}
