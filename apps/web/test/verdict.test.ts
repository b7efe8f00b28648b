import type { upload } from '@segl/contracts';
import { describe, expect, it } from 'vitest';
import nb from '../src/i18n/nb.json' with { type: 'json' };
import {
  changedSince,
  fileVerdict,
  levelText,
  vouching,
  wholeness,
  wholeText,
} from '../src/verify/verdict.js';

type Signature = upload.Verification['signatures'][number];

function signature(over: Partial<Signature> = {}): Signature {
  return {
    field: 'Signature1',
    type: 'signature',
    level: 'B-T',
    subFilter: 'ETSI.CAdES.detached',
    signer: { name: 'Kari Eksempel', organisation: null, issuer: 'Test CA', serialNumber: null },
    claimedTime: null,
    bestTime: '2026-11-22T12:00:00Z',
    intact: true,
    trusted: true,
    coverage: 'entire-file',
    modification: 'none',
    docmdp: null,
    findings: [],
    ...over,
  };
}

function report(signatures: Signature[]): upload.Verification {
  const intact = signatures.every((one) => one.intact);
  const trusted = signatures.every((one) => one.trusted);
  return {
    file: 'x.pdf',
    ok: signatures.length === 0 ? null : intact && trusted,
    intact: signatures.length === 0 ? null : intact,
    trusted: signatures.length === 0 ? null : trusted,
    signatures,
    emptyFields: [],
    pageCount: 1,
    sha256: 'a'.repeat(64),
    sizeBytes: 1,
    verifiedAt: '2026-11-22T12:00:00Z',
  };
}

const error = (code: string) => ({ code, severity: 'error' as const, message: code });

describe('the verdict on a file', () => {
  it('is good only when everything is', () => {
    expect(fileVerdict(report([signature()]))).toBe('all-good');
    expect(fileVerdict(report([signature({ trusted: false, findings: [error('chain-invalid')] })]))).toBe(
      'untrusted',
    );
  });

  it('does not call a file without signatures good', () => {
    expect(fileVerdict(report([]))).toBe('no-signatures');
  });

  it('tells a file changed after signing from a broken signature', () => {
    const changed = signature({
      intact: false,
      modification: 'other',
      findings: [error('modified-after-signing')],
    });
    const broken = signature({
      intact: false,
      modification: 'unclear',
      findings: [error('digest-mismatch')],
    });
    expect(fileVerdict(report([changed]))).toBe('changed');
    expect(wholeness(changed)).toBe('whole');
    expect(changedSince(changed)).toBe('changed');
    expect(fileVerdict(report([broken]))).toBe('broken');
    expect(changedSince(broken)).toBe('unclear');
    expect(fileVerdict(report([signature(), changed, broken]))).toBe('broken');
  });

  it('takes further signatures and time-stamps for what they are', () => {
    expect(changedSince(signature({ coverage: 'entire-revision', modification: 'form-filling' }))).toBe(
      'lawful',
    );
    expect(changedSince(signature({ coverage: 'entire-revision', modification: 'lta-updates' }))).toBe(
      'lawful',
    );
  });

  it('does not trust a signature that is not intact for no reason told', () => {
    expect(fileVerdict(report([signature({ intact: false })]))).toBe('broken');
  });

  it('says that a certificate was revoked', () => {
    expect(vouching(signature({ trusted: false, findings: [error('certificate-revoked')] }))).toBe('revoked');
    expect(vouching(signature({ trusted: false }))).toBe('no');
  });
});

describe('words for experts', () => {
  const textOf = (key: string): unknown =>
    key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], nb);

  it('name each level, and tell time-stamps from signatures', () => {
    for (const level of ['B-B', 'B-T', 'B-LT', 'B-LTA'])
      expect(textOf(levelText(signature({ level })))).toContain(`${level}:`);
    expect(levelText(signature({ level: null }))).toBe('verify.levelWords.none');
    const stamp = signature({ type: 'timestamp', level: null });
    expect(textOf(levelText(stamp))).toContain('Tidsstempel');
    expect(textOf(wholeText(stamp.type, 'yes'))).not.toBe(textOf(wholeText('signature', 'yes')));
  });

  it('are there for everything the engine can say of coverage, changes and certification', () => {
    const { coverageWords, modificationWords, certifiesWords } = nb.verify;
    expect(Object.keys(coverageWords)).toEqual(['entire-file', 'entire-revision', 'unclear']);
    expect(Object.keys(modificationWords)).toEqual([
      'none',
      'lta-updates',
      'form-filling',
      'annotations',
      'other',
      'unclear',
    ]);
    expect(Object.keys(certifiesWords)).toEqual(['1', '2', '3']);
  });
});
