import { createHash } from 'node:crypto';

/** What tells items in DER apart, as a key of maps and sets: their SHA-256 in Base64. */
export const fingerprint = (der: Uint8Array): string => createHash('sha256').update(der).digest('base64');
