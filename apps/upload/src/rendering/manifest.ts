import { createHash } from 'node:crypto';
import type { upload } from '@segl/contracts';
import canonicalizeModule from 'canonicalize';

// The package is CommonJS and exports the function itself; its types tell of a default export.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** Canonical JSON (RFC 8785) as bytes, and their SHA-256. */
export interface Canonical {
  bytes: Uint8Array;
  sha256: string;
}

/** Serializes plain JSON data canonically, so that equal content has equal bytes and hash. */
export function toCanonicalJson(value: upload.PresentationManifest | upload.PageText): Canonical {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not JSON data');
  const bytes = Buffer.from(text, 'utf8');
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
