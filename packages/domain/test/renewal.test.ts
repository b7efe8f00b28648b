import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviseRenewal, renewalOfferDays } from '../src/index.js';

const validFrom = new Date('2026-01-10T08:00:00Z');
const validTo = new Date('2028-01-10T08:00:00Z');
const bankId = { validFrom, validTo };
const day = 86_400_000;
const upgrade = {
  issuedBefore: new Date('2026-06-01T00:00:00Z'),
  startsAt: new Date('2026-09-01T00:00:00Z'),
  mandatoryAt: new Date('2026-12-01T00:00:00Z'),
};

describe('renewal', () => {
  it('is offered in the last sixty days', () => {
    const first = new Date(validTo.getTime() - renewalOfferDays * day);
    expect(adviseRenewal(bankId, [], new Date(first.getTime() - 1))).toEqual({ kind: 'none' });
    expect(adviseRenewal(bankId, [], first)).toEqual({ kind: 'offered', why: 'expiry', until: validTo });
  });

  it('is offered, then required, where the solution changes', () => {
    expect(adviseRenewal(bankId, [upgrade], new Date('2026-08-31T23:59:59Z'))).toEqual({ kind: 'none' });
    expect(adviseRenewal(bankId, [upgrade], upgrade.startsAt)).toEqual({
      kind: 'offered',
      why: 'upgrade',
      until: upgrade.mandatoryAt,
    });
    expect(adviseRenewal(bankId, [upgrade], upgrade.mandatoryAt)).toEqual({
      kind: 'required',
      why: 'upgrade',
    });
  });

  it('is not asked of a BankID that was renewed since', () => {
    const renewed = { validFrom: upgrade.issuedBefore, validTo: new Date('2028-06-01T00:00:00Z') };
    expect(adviseRenewal(renewed, [upgrade], upgrade.mandatoryAt)).toEqual({ kind: 'none' });
  });

  it('is asked of keys of the kind that the demand names, and of nobody once it has ended', () => {
    const ofKind = { ...upgrade, algorithm: 'RSA-2048' };
    const at = upgrade.mandatoryAt;
    expect(adviseRenewal({ ...bankId, algorithm: 'EC-P256' }, [ofKind], at)).toEqual({ kind: 'none' });
    expect(adviseRenewal({ ...bankId, algorithm: 'RSA-2048' }, [ofKind], at).kind).toBe('required');
    expect(adviseRenewal(bankId, [{ ...upgrade, endedAt: at }], at)).toEqual({ kind: 'none' });
    const before = new Date(at.getTime() - 1);
    expect(adviseRenewal(bankId, [{ ...upgrade, endedAt: at }], before).kind).toBe('offered');
  });

  it('never becomes milder as time goes on', () => {
    const strictness = { none: 0, offered: 1, required: 2 } as const;
    fc.assert(
      fc.property(fc.nat(800), fc.nat(800), (some, more) => {
        const [early, late] = [Math.min(some, more), Math.max(some, more)].map(
          (days) =>
            strictness[adviseRenewal(bankId, [upgrade], new Date(validFrom.getTime() + days * day)).kind],
        );
        expect(late).toBeGreaterThanOrEqual(early ?? 0);
      }),
    );
  });
});
