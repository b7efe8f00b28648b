import { describe, expect, it } from 'vitest';
import { checkBaseline } from '../../src/conformance/check-baseline.js';
import { REQUIREMENTS } from '../../src/conformance/requirements.js';
import { createKeySigner } from '../../src/keys/key-signer.js';
import { extendDocument } from '../../src/ltv/extend-document.js';
import { completeDeferred, prepareDeferred } from '../../src/sign/deferred.js';
import { signDocument, type SignDocumentOptions } from '../../src/sign/sign-document.js';
import { fixture, locked, ownerPassword } from '../pdf/crypt/fixtures.js';
import { kinds, tablePdf } from '../pdf/made-pdfs.js';
import { makeWorld, stampedNow } from '../support/ltv-world.js';
import { codeOf } from '../support.js';
import { KEY_KINDS, signAs, signerOf } from '../support/pki.js';

const levels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;
const worlds = new Map(KEY_KINDS.map((kind) => [kind, makeWorld(kind)]));

function worldOf(kind: (typeof KEY_KINDS)[number]): ReturnType<typeof makeWorld> {
  const found = worlds.get(kind);
  if (found === undefined) throw new Error(kind);
  return found;
}

async function sign(
  level: (typeof levels)[number],
  kind: (typeof KEY_KINDS)[number],
  options: Partial<SignDocumentOptions> = {},
  document: Uint8Array = tablePdf(),
): Promise<Uint8Array> {
  const { world, signer, tsa, root } = worldOf(kind);
  const signed = await signDocument(document, {
    signer: signerOf(signer),
    signerName: 'Kari Nordmann',
    field: { new: { name: 'Signature' } },
    level,
    ...(level === 'B-B' ? {} : { timestamp: stampedNow(tsa) }),
    validation: { resolver: world, trustAnchors: [root.certificate] },
    ...options,
  });
  return signed.toBytes();
}

describe.each(KEY_KINDS)('what %s keys sign', (kind) => {
  it.each(levels)('meets all that %s demands, and no more is claimed', async (level) => {
    const report = checkBaseline(await sign(level, kind), { level });
    expect(report.signatures.flatMap(({ findings }) => findings)).toEqual([]);
    expect(report.conforms).toBe(true);
    expect(report.signatures[0]?.reached).toBe(level);
  });
});

describe.each(kinds)('a file with a %s cross-reference', (_, make) => {
  it.each(levels)('conforms at %s', async (level) => {
    expect(checkBaseline(await sign(level, 'p256', {}, make()), { level })).toMatchObject({ conforms: true });
  });
});

describe.each(levels)('every attribute that can be asked for, at %s', (level) => {
  it.each<[string, () => Partial<SignDocumentOptions>]>([
    ['commitment type', () => ({ commitmentType: 'proofOfApproval' })],
    ['claimed roles', () => ({ claimedRoles: ['chair of the board', 'styrets leder'] })],
    ['signer location', () => ({ signerLocation: { countryName: 'NO', localityName: 'Oslo' } })],
    ['location in the dictionary', () => ({ location: 'Oslo' })],
    ['content time-stamp', () => ({ contentTimestamp: stampedNow(worldOf('p256').tsa) })],
    ['certification', () => ({ certification: 2 })],
    [
      'signature policy',
      () => ({
        signaturePolicy: {
          oid: '1.2.3.4.5',
          digestAlgorithm: 'SHA-256',
          digest: Buffer.alloc(32, 1),
          uri: 'https://policy.example/1',
        },
      }),
    ],
    [
      'a visible seal',
      () => ({
        field: { new: { name: 'Signature', rect: [20, 20, 280, 80] } },
        appearance: { language: 'nb', capacity: 'styrets leder' },
      }),
    ],
    ['own attribute', () => ({ custom: [{ oid: '1.2.3.4', valuesDer: [Buffer.from('0500', 'hex')] }] })],
  ])('%s', async (_, options) => {
    const report = checkBaseline(await sign(level, 'p256', options()), { level });
    expect(report.signatures.flatMap(({ findings }) => findings)).toEqual([]);
    expect(report.conforms).toBe(true);
  });
});

describe.each(['SHA-384', 'SHA-512'] as const)('signatures by %s', (digestAlgorithm) => {
  it.each(['rsa', 'rsa-pss', 'p256'] as const)('of %s keys conform at every level', async (kind) => {
    const { signer } = worldOf(kind);
    const signatureAlgorithm = signerOf(signer).signatureAlgorithm;
    const longer = createKeySigner({
      privateKey: signer.key,
      certificate: signer.certificate,
      chain: signer.chain,
      signatureAlgorithm,
      digestAlgorithm,
    });
    for (const level of levels) {
      const report = checkBaseline(await sign(level, kind, { signer: longer }), { level });
      expect(report.signatures.flatMap(({ findings }) => findings)).toEqual([]);
      expect([report.conforms, report.signatures[0]?.reached]).toEqual([true, level]);
    }
  });
});

describe('encrypted files', () => {
  it.each(locked.map(([name]) => name))(
    '%s: what is signed in them conforms at B-B and B-LTA',
    async (name) => {
      const password = ownerPassword;
      for (const level of ['B-B', 'B-LTA'] as const) {
        const signed = await sign(level, 'p256', { password }, fixture(name));
        expect(codeOf(() => checkBaseline(signed, { level }))).toBe('pdf.password-required');
        const report = checkBaseline(signed, { level, password });
        expect(report.signatures.flatMap(({ findings }) => findings)).toEqual([]);
        expect([report.conforms, report.signatures[0]?.reached]).toEqual([true, level]);
      }
    },
  );
});

describe('what is completed in another process', () => {
  it.each(KEY_KINDS)('by %s keys conforms, and when it is extended', async (kind) => {
    const { world, root, signer, tsa } = worldOf(kind);
    const document = tablePdf();
    const prepared = await prepareDeferred(document, {
      signer: signerOf(signer),
      signerName: 'Kari Nordmann',
      field: { new: { name: 'Signature' } },
      commitmentType: 'proofOfApproval',
    });
    const { signature } = signAs(signer, prepared.signedAttributes);
    const timestamp = stampedNow(tsa);
    const completed = await completeDeferred(
      JSON.stringify(prepared),
      document,
      { signature },
      { timestamp },
    );
    const stamped = completed.toBytes();
    expect(checkBaseline(stamped, { level: 'B-T' })).toMatchObject({
      conforms: true,
      signatures: [{ reached: 'B-T', findings: [] }],
    });
    const validation = { resolver: world, trustAnchors: [root.certificate] };
    const archived = await extendDocument(stamped, { level: 'B-LTA', timestamp, validation });
    const report = checkBaseline(archived.toBytes(), { level: 'B-LTA' });
    expect(report.signatures.flatMap(({ findings }) => findings)).toEqual([]);
    expect([report.conforms, report.signatures[0]?.reached]).toEqual([true, 'B-LTA']);
  });
});

describe('what is raised level by level', () => {
  it.each(KEY_KINDS)('by %s keys has each level in turn, and none before', async (kind) => {
    const { world, root, tsa } = worldOf(kind);
    const validation = { resolver: world, trustAnchors: [root.certificate] };
    let current = await sign('B-B', kind);
    for (const level of ['B-T', 'B-LT', 'B-LTA'] as const) {
      const before = checkBaseline(current, { level });
      expect(before.conforms).toBe(false);
      for (const { clause } of before.signatures.flatMap(({ findings }) => findings))
        expect(clause).toMatch(/^(EN|ISO|RFC|ETSI) [\d-]/);
      current = (await extendDocument(current, { level, timestamp: stampedNow(tsa), validation })).toBytes();
      const after = checkBaseline(current, { level });
      expect(after.signatures.flatMap(({ findings }) => findings)).toEqual([]);
      expect([after.conforms, after.signatures[0]?.reached]).toEqual([true, level]);
    }
  });
});

it('every requirement names the clause it stands in', () => {
  for (const [code, { clause }] of Object.entries(REQUIREMENTS))
    expect([code, clause]).toEqual([
      code,
      expect.stringMatching(/^(EN 319 1[24]2-1|ISO 32000-2|RFC \d{4}|ETSI TS 119 312) (§[\d.]+|Table \d+)/),
    ]);
});

it('a renewed archive conforms, and so does what was raised later', async () => {
  const { world, root, tsa, otherTsa } = worldOf('p256');
  const validation = { resolver: world, trustAnchors: [root.certificate] };
  const raised = await extendDocument(await sign('B-B', 'p256'), {
    level: 'B-LTA',
    timestamp: stampedNow(tsa),
    validation,
  });
  const renewed = await extendDocument(raised.toBytes(), {
    level: 'B-LTA',
    timestamp: stampedNow(otherTsa),
    validation,
  });
  for (const document of [raised, renewed]) {
    const report = checkBaseline(document.toBytes(), { level: 'B-LTA' });
    expect(report.signatures.flatMap(({ findings }) => findings)).toEqual([]);
    expect(report.conforms).toBe(true);
  }
});
