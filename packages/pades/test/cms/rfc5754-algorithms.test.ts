import { describe, expect, it } from 'vitest';
import { encodeDigestAlgorithm, encodeSignatureAlgorithm } from '../../src/cms/algorithms.js';
import type { DigestAlgorithm, SignatureAlgorithm } from '../../src/cms/types.js';

const hex = (der: Uint8Array): string => Buffer.from(der).toString('hex');

// The octets, worked out by hand from the OIDs in the texts named.
describe('algorithm identifiers, octet by octet', () => {
  it.each<[DigestAlgorithm, string]>([
    ['SHA-256', '300b0609608648016503040201'],
    ['SHA-384', '300b0609608648016503040202'],
    ['SHA-512', '300b0609608648016503040203'],
  ])('%s has no parameters (RFC 5754 §2)', (digest, octets) => {
    expect(hex(encodeDigestAlgorithm(digest))).toBe(octets);
  });

  it.each<[SignatureAlgorithm, DigestAlgorithm, string, string]>([
    ['RSASSA-PKCS1-v1_5', 'SHA-256', 'NULL (RFC 5754 §3.2)', '300d06092a864886f70d01010b0500'],
    ['RSASSA-PKCS1-v1_5', 'SHA-384', 'NULL (RFC 5754 §3.2)', '300d06092a864886f70d01010c0500'],
    ['RSASSA-PKCS1-v1_5', 'SHA-512', 'NULL (RFC 5754 §3.2)', '300d06092a864886f70d01010d0500'],
    ['ECDSA', 'SHA-256', 'none (RFC 5754 §3.3, RFC 5758 §3.2)', '300a06082a8648ce3d040302'],
    ['ECDSA', 'SHA-384', 'none (RFC 5754 §3.3, RFC 5758 §3.2)', '300a06082a8648ce3d040303'],
    ['ECDSA', 'SHA-512', 'none (RFC 5754 §3.3, RFC 5758 §3.2)', '300a06082a8648ce3d040304'],
    ['Ed25519', 'SHA-512', 'none (RFC 8419 §2.2)', '300506032b6570'],
    [
      'RSASSA-PSS',
      'SHA-256',
      'digest and mask with NULL, salt 32 (RFC 4056 §3, RFC 4055 §2.1)',
      '304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120',
    ],
    [
      'RSASSA-PSS',
      'SHA-384',
      'digest and mask with NULL, salt 48 (RFC 4056 §3, RFC 4055 §2.1)',
      '304106092a864886f70d01010a3034a00f300d06096086480165030402020500a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130',
    ],
    [
      'RSASSA-PSS',
      'SHA-512',
      'digest and mask with NULL, salt 64 (RFC 4056 §3, RFC 4055 §2.1)',
      '304106092a864886f70d01010a3034a00f300d06096086480165030402030500a11c301a06092a864886f70d010108300d06096086480165030402030500a203020140',
    ],
  ])('%s with %s has parameters: %s', (signature, digest, _, octets) => {
    expect(hex(encodeSignatureAlgorithm(signature, digest))).toBe(octets);
  });
});
