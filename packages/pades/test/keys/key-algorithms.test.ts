import {
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  type RSAPSSKeyPairKeyObjectOptions,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { DigestAlgorithm } from '../../src/cms/types.js';
import { chooseAlgorithms, type SignerOptions } from '../../src/keys/key-algorithms.js';
import { makeKey as newKey, type KeyKind } from '../support/pki.js';
import { codeOf } from '../support.js';

const keys = new Map<KeyKind, KeyObject>();
/** One key of each kind: RSA keys take their time. */
function makeKey(kind: KeyKind): KeyObject {
  const key = keys.get(kind) ?? newKey(kind);
  keys.set(kind, key);
  return key;
}

const DIGESTS = ['SHA-256', 'SHA-384', 'SHA-512'] as const;
const rsaPss = (hashAlgorithm: string, saltLength = 20): KeyObject => {
  const options = { modulusLength: 1024, hashAlgorithm, mgf1HashAlgorithm: hashAlgorithm, saltLength };
  // Node takes a number for saltLength; its types say string.
  return generateKeyPairSync('rsa-pss', options as unknown as RSAPSSKeyPairKeyObjectOptions).privateKey;
};
const rsa = (modulusLength: number): KeyObject => generateKeyPairSync('rsa', { modulusLength }).privateKey;

describe('what a key signs with unless told otherwise', () => {
  it.each<[KeyKind, string, DigestAlgorithm]>([
    ['rsa', 'RSASSA-PKCS1-v1_5', 'SHA-256'],
    ['p256', 'ECDSA', 'SHA-256'],
    ['p384', 'ECDSA', 'SHA-384'],
    ['p521', 'ECDSA', 'SHA-512'],
    ['ed25519', 'Ed25519', 'SHA-512'],
  ])('%s: %s with %s', (kind, signatureAlgorithm, digestAlgorithm) => {
    const key = makeKey(kind);
    for (const half of [key, createPublicKey(key)])
      expect(chooseAlgorithms(half, {})).toEqual({ signatureAlgorithm, digestAlgorithm });
  });

  it('a key restricted to RSASSA-PSS and a digest keeps to both (RFC 4055 §1.2)', () => {
    const key = rsaPss('sha384');
    const choice = { signatureAlgorithm: 'RSASSA-PSS', digestAlgorithm: 'SHA-384' };
    expect(chooseAlgorithms(key, {})).toEqual(choice);
    expect(chooseAlgorithms(key, { digestAlgorithm: 'SHA-384' })).toEqual(choice);
  });
});

describe('what may be chosen', () => {
  const free: readonly [KeyKind, SignerOptions][] = [
    ['rsa', { signatureAlgorithm: 'RSASSA-PKCS1-v1_5' }],
    ['rsa', { signatureAlgorithm: 'RSASSA-PSS' }],
    ['p256', {}],
    ['p384', {}],
    ['p521', {}],
  ];
  it.each(free.flatMap(([kind, options]) => DIGESTS.map((digest) => [kind, options, digest] as const)))(
    '%s %o with %s',
    (kind, options, digestAlgorithm) => {
      expect(chooseAlgorithms(makeKey(kind), { ...options, digestAlgorithm })).toMatchObject({
        digestAlgorithm,
      });
    },
  );
});

describe('what does not fit the key is refused as key.unsupported', () => {
  const ed448 = generateKeyPairSync('ed448').privateKey;
  it.each<[string, () => KeyObject, SignerOptions]>([
    ['RSASSA-PSS by an EC key', () => makeKey('p256'), { signatureAlgorithm: 'RSASSA-PSS' }],
    ['ECDSA by an RSA key', () => makeKey('rsa'), { signatureAlgorithm: 'ECDSA' }],
    ['Ed25519 by an EC key', () => makeKey('p256'), { signatureAlgorithm: 'Ed25519' }],
    ['Ed25519 with SHA-256 (RFC 8419 §3)', () => makeKey('ed25519'), { digestAlgorithm: 'SHA-256' }],
    ['Ed448', () => ed448, {}],
    ['curve secp256k1', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey, {}],
    [
      'PKCS#1 v1.5 by a key restricted to PSS',
      () => rsaPss('sha256'),
      { signatureAlgorithm: 'RSASSA-PKCS1-v1_5' },
    ],
    ['another digest than the key is restricted to', () => rsaPss('sha256'), { digestAlgorithm: 'SHA-512' }],
    ['a key restricted to SHA-1', () => rsaPss('sha1'), {}],
    ['a key that demands a longer salt', () => rsaPss('sha256', 64), {}],
    [
      'SHA-512 by RSASSA-PSS in 1024 bits',
      () => rsa(1024),
      { signatureAlgorithm: 'RSASSA-PSS', digestAlgorithm: 'SHA-512' },
    ],
    ['SHA-512 in 512 bits', () => rsa(512), { digestAlgorithm: 'SHA-512' }],
  ])('%s', (_, key, options) => {
    expect(codeOf(() => chooseAlgorithms(key(), options))).toBe('key.unsupported');
  });
});
