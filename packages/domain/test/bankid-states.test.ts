import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { bankIdStates } from '../src/index.js';
import {
  bankIdTable,
  bankIdValidTo,
  effectiveBankIdState,
  endOf,
  transitionBankId,
  type BankIdEvent,
} from '../src/index.js';

const validTo = new Date('2026-06-01T10:00:00Z');
const before = new Date('2026-06-01T09:59:59.999Z');
const lastUsedAt = new Date('2026-01-01T00:00:00Z');
const events: BankIdEvent['type'][] = [
  'activate',
  'lock-out',
  'suspend',
  'reopen',
  'renew',
  'block',
  'expire',
];

describe('states of a BankID', () => {
  it('leave the final states never', () => {
    for (const state of ['blocked', 'expired'] as const) {
      for (const type of events) {
        expect(transitionBankId({ state, validTo, lastUsedAt }, { type, at: validTo })).toEqual({
          allowed: false,
          refusal: 'bankid.final',
        });
      }
    }
  });

  it('are reopened by the bank only, and only while valid', () => {
    const suspended = { state: 'suspended', validTo, lastUsedAt } as const;
    expect(transitionBankId(suspended, { type: 'reopen', at: before })).toEqual({
      allowed: true,
      state: 'active',
    });
    expect(transitionBankId(suspended, { type: 'reopen', at: validTo }).allowed).toBe(false);
    const waysBack = bankIdTable.filter(({ from, to }) => from === 'suspended' && to === 'active');
    expect(waysBack.map(({ on }) => on)).toEqual(['reopen']);
  });

  it('follow the table whatever comes: a model of any history', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ type: fc.constantFrom(...events), at: fc.constantFrom(before, validTo) })),
        (history) => {
          let state: (typeof bankIdStates)[number] = 'ordered';
          for (const event of history) {
            const result = transitionBankId({ state, validTo, lastUsedAt }, event);
            if (result.allowed) {
              expect(state === 'blocked' || state === 'expired').toBe(false);
              if (result.state === 'active') expect(event.at).toBe(before);
              if (event.type === 'renew') expect(state).toBe('active');
              if (result.state === 'expired') expect(event.at).toBe(validTo);
              state = result.state;
            }
          }
        },
      ),
    );
  });

  it('expire by the clock, before anybody writes it down', () => {
    expect(effectiveBankIdState({ state: 'active', validTo, lastUsedAt }, before)).toBe('active');
    expect(effectiveBankIdState({ state: 'active', validTo, lastUsedAt }, validTo)).toBe('expired');
    expect(effectiveBankIdState({ state: 'suspended', validTo, lastUsedAt }, validTo)).toBe('expired');
    expect(effectiveBankIdState({ state: 'blocked', validTo, lastUsedAt }, validTo)).toBe('blocked');
  });

  it('lapse after two years without use, though valid for longer', () => {
    const renewedLate = { validTo: new Date('2029-01-01T00:00:00Z'), lastUsedAt };
    expect(endOf(renewedLate).toISOString()).toBe('2028-01-01T00:00:00.000Z');
    const facts = { state: 'active', ...renewedLate } as const;
    expect(effectiveBankIdState(facts, new Date('2027-12-31T23:59:59Z'))).toBe('active');
    expect(effectiveBankIdState(facts, new Date('2028-01-01T00:00:00Z'))).toBe('expired');
    expect(transitionBankId(facts, { type: 'renew', at: new Date('2028-01-01T00:00:00Z') })).toEqual({
      allowed: false,
      refusal: 'bankid.final',
    });
  });

  it('say why something is refused', () => {
    const refusal = (state: (typeof bankIdStates)[number], type: BankIdEvent['type']) =>
      transitionBankId({ state, validTo, lastUsedAt }, { type, at: before });
    expect(refusal('active', 'activate')).toEqual({ allowed: false, refusal: 'bankid.already-activated' });
    expect(refusal('active', 'reopen')).toEqual({ allowed: false, refusal: 'bankid.not-suspended' });
    expect(refusal('suspended', 'renew')).toEqual({ allowed: false, refusal: 'bankid.not-active' });
    expect(refusal('ordered', 'lock-out')).toEqual({ allowed: false, refusal: 'bankid.not-active' });
    expect(refusal('active', 'expire')).toEqual({ allowed: false, refusal: 'bankid.still-valid' });
  });

  it('last two years to the day', () => {
    expect(bankIdValidTo(new Date('2026-11-22T12:00:00Z')).toISOString()).toBe('2028-11-22T12:00:00.000Z');
    expect(bankIdValidTo(new Date('2024-02-29T12:00:00Z')).toISOString()).toBe('2026-02-28T12:00:00.000Z');
  });
});
