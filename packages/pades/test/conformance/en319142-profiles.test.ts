import { describe, expect, it } from 'vitest';
import { checkBaseline } from '../../src/conformance/check-baseline.js';
import { extendDocument } from '../../src/ltv/extend-document.js';
import { signDocument, type SignDocumentOptions } from '../../src/sign/sign-document.js';
import { kinds, tablePdf } from '../pdf/made-pdfs.js';
import { makeWorld, stampedNow } from '../support/ltv-world.js';
import { KEY_KINDS, signerOf } from '../support/pki.js';

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
    ['own attribute', () => ({ custom: [{ oid: '1.2.3.4', valuesDer: [Buffer.from('0500', 'hex')] }] })],
  ])('%s', async (_, options) => {
    const report = checkBaseline(await sign(level, 'p256', options()), { level });
    expect(report.signatures.flatMap(({ findings }) => findings)).toEqual([]);
    expect(report.conforms).toBe(true);
  });
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
