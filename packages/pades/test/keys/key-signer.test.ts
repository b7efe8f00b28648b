import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCadesSignature } from '../../src/cms/create-signature.js';
import { digestOf } from '../../src/cms/algorithms.js';
import { createKeySigner } from '../../src/keys/key-signer.js';
import { signerFromPem } from '../../src/keys/pem.js';
import { certify, issue, KEY_KINDS, makePki } from '../support/pki.js';

const pki = makePki();
const pem = (der: Uint8Array): string => new X509Certificate(der).toString();

describe('createKeySigner', () => {
  it('orders the chain from the issuer upwards and drops what does not belong to it', () => {
    const party = issue({ name: 'Signer' }, pki.authority);
    const stranger = issue({ name: 'Stranger' });
    const signer = createKeySigner({
      privateKey: party.key,
      certificate: party.certificate,
      chain: [pki.root.certificate, stranger.certificate, pki.authority.certificate],
    });
    expect(signer.chain).toEqual([pki.authority.certificate, pki.root.certificate]);
  });

  it('refuses a certificate of another key', () => {
    const [a, b] = [issue({ name: 'A' }), issue({ name: 'B' })];
    expect(() => createKeySigner({ privateKey: a.key, certificate: b.certificate })).toThrow(
      expect.objectContaining({ code: 'key.certificate-mismatch' }),
    );
  });

  it.each([
    ['RSASSA-PSS by an EC key', { signatureAlgorithm: 'RSASSA-PSS' as const }, 'p256' as const],
    ['SHA-256 for Ed25519 (RFC 8419 §3)', { digestAlgorithm: 'SHA-256' as const }, 'ed25519' as const],
  ])('refuses %s', (_, options, kind) => {
    const party = issue({ name: 'Signer', kind });
    expect(() =>
      createKeySigner({ privateKey: party.key, certificate: party.certificate, ...options }),
    ).toThrow(expect.objectContaining({ code: 'key.unsupported' }));
  });

  it('refuses kinds of keys that cannot sign documents', () => {
    const { privateKey } = generateKeyPairSync('x25519');
    const { certificate } = certify({ name: 'X' }, privateKey, 'p256', pki.authority);
    expect(() => createKeySigner({ privateKey, certificate })).toThrow(
      expect.objectContaining({ code: 'key.unsupported' }),
    );
  });

  it('obeys an RSA key that is restricted to PSS', async () => {
    const { privateKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
    const { certificate } = certify({ name: 'PSS' }, privateKey, 'p256', pki.authority);
    const signer = createKeySigner({ privateKey, certificate });
    expect(signer.signatureAlgorithm).toBe('RSASSA-PSS');
    await expect(createCadesSignature(signer, digestOf('SHA-256', Buffer.from('x')))).resolves.toBeInstanceOf(
      Uint8Array,
    );
  });
});

describe.each(KEY_KINDS)('signerFromPem with %s', (kind) => {
  const party = issue({ name: 'Signer', kind }, pki.authority);
  const certificates = [pki.authority.certificate, party.certificate].map(pem).join('');

  it('finds the certificate of the key among several', () => {
    const key = party.key.export({ format: 'pem', type: 'pkcs8' }).toString();
    const signer = signerFromPem(key, certificates);
    expect(signer.certificate).toEqual(party.certificate);
    expect(signer.chain).toEqual([pki.authority.certificate]);
  });

  it('opens an encrypted key with its passphrase only', () => {
    const passphrase = 'blåbær';
    const key = party.key
      .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase })
      .toString();
    expect(signerFromPem(key, certificates, { passphrase }).certificate).toEqual(party.certificate);
    expect(() => signerFromPem(key, certificates, { passphrase: 'tyttebær' })).toThrow(
      expect.objectContaining({ code: 'key.passphrase-wrong' }),
    );
  });

  it('refuses what is no key', () => {
    expect(() =>
      signerFromPem(
        ['BEGIN', 'END'].map((word) => `-----${word} PRIVATE KEY-----`).join('\nAAAA\n'),
        certificates,
      ),
    ).toThrow(expect.objectContaining({ code: 'key.malformed' }));
  });
});
