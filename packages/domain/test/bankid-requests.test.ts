import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bankIdRequestTable,
  effectiveRequestState,
  missingRequirements,
  transitionBankIdRequest,
  type BankIdRequestEvent,
  type BankIdRequestState,
} from '../src/index.js';

const start = new Date('2026-11-22T12:00:00Z');
const later = (hours: number) => new Date(start.getTime() + hours * 3_600_000);
const expiresAt = later(24);

describe('a request for a BankID', () => {
  it.each([
    ['awaiting-guardian', 'approve', 'approved'],
    ['awaiting-guardian', 'refuse', 'refused'],
    ['awaiting-guardian', 'withdraw', 'withdrawn'],
    ['awaiting-guardian', 'issue', 'request-over'],
    ['approved', 'issue', 'issued'],
    ['approved', 'withdraw', 'withdrawn'],
    ['approved', 'refuse', 'request-answered'],
    ['issued', 'withdraw', 'request-over'],
    ['refused', 'approve', 'request-answered'],
    ['withdrawn', 'approve', 'request-over'],
  ] as const)('that is %s leads by %s to %s', (state, type, outcome) => {
    const result = transitionBankIdRequest({ state, expiresAt }, { type, at: start });
    expect(result.allowed ? result.state : result.refusal).toBe(outcome);
  });

  it('lapses where nobody answers or issues in time', () => {
    const waiting = { state: 'awaiting-guardian', expiresAt } as const;
    expect(effectiveRequestState(waiting, later(23))).toBe('awaiting-guardian');
    expect(effectiveRequestState(waiting, expiresAt)).toBe('lapsed');
    expect(effectiveRequestState({ state: 'approved', expiresAt }, expiresAt)).toBe('lapsed');
    expect(effectiveRequestState({ state: 'issued', expiresAt }, expiresAt)).toBe('issued');
    expect(transitionBankIdRequest(waiting, { type: 'approve', at: expiresAt }).allowed).toBe(false);
  });

  it('is issued only after a guardian has approved it, whatever comes in between', () => {
    const types = fc.constantFrom('approve', 'refuse', 'withdraw', 'issue');
    const events = fc.array(fc.tuple(types, fc.nat({ max: 30 })), { maxLength: 12 });
    fc.assert(
      fc.property(events, (sequence) => {
        let state: BankIdRequestState = 'awaiting-guardian';
        const done: BankIdRequestEvent['type'][] = [];
        let now = 0;
        for (const [type, hours] of sequence) {
          now += hours;
          const result = transitionBankIdRequest({ state, expiresAt }, { type, at: later(now) });
          if (!result.allowed) continue;
          expect(now).toBeLessThan(24);
          state = result.state;
          done.push(type);
        }
        if (state === 'issued') expect(done).toEqual(['approve', 'issue']);
        expect(done.length).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('has no move out of a final state', () => {
    const from = new Set(bankIdRequestTable.map((row) => row.from));
    expect([...from]).toEqual(['awaiting-guardian', 'approved']);
  });
});

describe('what ordering needs', () => {
  const all = { hasAccount: true, hasOnlineBanking: true, passportCheck: 'valid' } as const;

  it('is an account, online banking and a passport check, all three', () => {
    expect(missingRequirements(all)).toEqual([]);
    expect(missingRequirements({ ...all, hasAccount: false })).toEqual(['account']);
    expect(missingRequirements({ ...all, hasOnlineBanking: false })).toEqual(['online-banking']);
    expect(missingRequirements({ ...all, passportCheck: 'none' })).toEqual(['passport']);
    expect(
      missingRequirements({ hasAccount: false, hasOnlineBanking: false, passportCheck: 'none' }),
    ).toHaveLength(3);
  });
});
