import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  CertsError,
  demoBanks,
  importIssuerKey,
  issueCertificate,
  profiles,
  runKeyCeremony,
  type CeremonyIssuer,
  type SubjectAttribute,
} from '../src/index.js';

const now = new Date('2026-03-01T12:00:00.500Z');
const baseUrl = 'https://segl.example/trust';
const holderSubject: SubjectAttribute[] = [
  { type: 'CN', value: 'Ida Sørbø' },
  { type: 'GN', value: 'Ida' },
  { type: 'SN', value: 'Sørbø' },
  { type: 'serialNumber', value: '9578-5999-4-1765512' },
];

let issuers: CeremonyIssuer[];
const byId = (id: string): CeremonyIssuer => {
  const found = issuers.find((issuer) => issuer.id === id);
  if (found === undefined) throw new Error(`no issuer ${id}`);
  return found;
};
const certificateOf = (id: string) => new X509Certificate(byId(id).certificate);

beforeAll(async () => {
  issuers = await runKeyCeremony({ baseUrl, banks: demoBanks, clock: { now: () => now } });
});

async function issueHolder(changes: {
  subject?: SubjectAttribute[];
  publicKey?: Uint8Array;
  validDays?: number;
  notBefore?: Date;
}) {
  const bank = byId('fjordbanken');
  return issueCertificate({
    profile: profiles.holder,
    subject: holderSubject,
    publicKey: spki(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey),
    issuer: {
      id: bank.id,
      certificate: bank.certificate,
      privateKey: await importIssuerKey(bank.privateKey, 'P-256'),
    },
    addressBase: baseUrl,
    notBefore: now,
    ...changes,
  });
}
const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' });

describe('the key ceremony', () => {
  it('makes one root, a CA a bank and one for the organisation, each with its responder', () => {
    expect(issuers.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['root', undefined],
      ['root-ocsp', 'root'],
      ['segl', 'root'],
      ['segl-ocsp', 'segl'],
      ['tsa', 'segl'],
      ...demoBanks.flatMap(({ id }) => [
        [id, 'root'],
        [`${id}-ocsp`, id],
      ]),
    ]);
  });

  it('signs each certificate with its parent’s key, and the private keys fit', () => {
    for (const { id, parentId, privateKey } of issuers) {
      const certificate = certificateOf(id);
      const parent = certificateOf(parentId ?? 'root');
      expect(certificate.verify(parent.publicKey), id).toBe(true);
      expect(certificate.checkIssued(parent), id).toBe(true);
      const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
      expect(certificate.checkPrivateKey(key), id).toBe(true);
    }
  });

  it('keeps the root at P-384 and everything under it at P-256', () => {
    for (const { id } of issuers) {
      const expected = id === 'root' ? 'secp384r1' : 'prime256v1';
      expect(certificateOf(id).publicKey.asymmetricKeyDetails?.namedCurve).toBe(expected);
    }
  });

  it('writes the base URL into the certificates, and says that they are tests', () => {
    const bank = certificateOf('eikebanken');
    expect(bank.infoAccess).toContain('https://segl.example/trust/ocsp');
    expect(bank.infoAccess).toContain('https://segl.example/trust/ca/root.cer');
    for (const { id } of issuers) expect(certificateOf(id).subject, id).toContain('Segl test');
  });
});

describe('the holder profile', () => {
  it('carries the person and the bank, and only the non-repudiation usage', async () => {
    const issued = await issueHolder({});
    const certificate = new X509Certificate(issued.certificate);
    expect(certificate.subject.split('\n')).toEqual([
      'C=NO',
      'O=Fjordbanken (Segl test)',
      'serialNumber=9578-5999-4-1765512',
      'SN=Sørbø',
      'GN=Ida',
      'CN=Ida Sørbø',
    ]);
    expect(certificate.ca).toBe(false);
    expect(certificate.serialNumber).toBe(issued.serialNumber);
    // Named bits: bit 1 alone is nonRepudiation (RFC 5280 §4.2.1.3).
    expect(hex(issued.certificate)).toContain('0603551d0f0101ff040403020640');
  });

  it('counts whole seconds, two years', async () => {
    const { notBefore, notAfter } = await issueHolder({});
    expect(notBefore.toISOString()).toBe('2026-03-01T12:00:00.000Z');
    expect(notAfter.toISOString()).toBe('2028-02-29T12:00:00.000Z');
  });

  it('carries neither QC statements nor a national identity number', async () => {
    const text = hex((await issueHolder({})).certificate);
    expect(text).not.toContain('2b06010505070103'); // id-pe-qcStatements
    expect(text).not.toContain('608442013d0204'); // 2.16.578.1.61.2.4
  });

  it.each([
    ['a missing name', { subject: holderSubject.slice(1) }, 'certs.subject-refused'],
    [
      'an unknown attribute',
      { subject: [...holderSubject, { type: 'OU', value: 'x' }] },
      'certs.subject-refused',
    ],
    [
      'an attribute given twice',
      { subject: [...holderSubject, { type: 'CN', value: 'x' }] },
      'certs.subject-refused',
    ],
    [
      'a national identity number as identifier',
      { subject: [...holderSubject.slice(0, 3), { type: 'serialNumber', value: '15887812345' }] },
      'certs.subject-refused',
    ],
    [
      'a line break in a name',
      { subject: [{ type: 'CN', value: 'Ida\nSørbø' }, ...holderSubject.slice(1)] },
      'certs.subject-refused',
    ],
    ['too long a validity', { validDays: 4000 }, 'certs.validity-refused'],
    ['a time after the issuer’s end', { notBefore: new Date('2040-01-01') }, 'certs.validity-refused'],
    [
      'a weak RSA key',
      { publicKey: spki(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey) },
      'certs.key-refused',
    ],
    [
      'another curve',
      { publicKey: spki(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey) },
      'certs.key-refused',
    ],
    ['what is no key', { publicKey: new Uint8Array([1, 2, 3]) }, 'certs.key-refused'],
  ])('refuses %s', async (_what, changes, code) => {
    const refusal = await issueHolder(changes).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(CertsError);
    expect(refusal).toMatchObject({ code });
  });
});

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
