import { expect, it, describe } from 'vitest';
import { signDocument } from '../../src/sign/sign-document.js';
import { verifyDocument } from '../../src/verify/verify-document.js';
import { kinds } from '../pdf/made-pdfs.js';
import { signerOf } from '../support/pki.js';
import { makeWorld, stampedNow } from '../support/ltv-world.js';

const { world, root, signer, tsa } = makeWorld();
const basics = {
  signer: signerOf(signer),
  field: { new: { name: 'Signature' } },
  signerName: 'Kari Nordmann',
  timestamp: stampedNow(tsa),
  validation: { resolver: world, trustAnchors: [root.certificate] },
} as const;
const trustAnchors = [root.certificate];

describe.each(kinds)('signs a file with a %s cross-reference in one call', (_, make) => {
  it.each([
    ['B-T', 1],
    ['B-LT', 2],
    ['B-LTA', 3],
  ] as const)('to %s', async (level, revisions) => {
    const before = make();
    const signed = await signDocument(before, { ...basics, level });
    const report = await verifyDocument(signed.toBytes(), { trustAnchors });
    expect(report.signatures.filter(({ type }) => type === 'signature')).toMatchObject([
      { level, intact: true, trusted: true, modification: revisions === 1 ? 'none' : 'lta-updates' },
    ]);
    expect(report.ok).toBe(true);
    expect(signed.steps).toHaveLength(revisions - 1);
  });
});
