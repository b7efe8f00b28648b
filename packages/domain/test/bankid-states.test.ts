import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { bankIdStates } from '../src/index.js';
import {
  bankIdTable,
  bankIdValidTo,
  effectiveBankIdState,
  transitionBankId,
  type BankIdEvent,
} from '../src/index.js';

const validTo = new Date('2026-06-01T10:00:00Z');
const before = new Date('2026-06-01T09:59:59.999Z');
const events: BankIdEvent['type'][] = ['lock-out', 'suspend', 'reopen', 'block', 'expire'];

describe('states of a BankID', () => {
  it('leave the final states never', () => {
    for (const state of ['blocked', 'expired'] as const) {
      for (const type of events) {
        expect(transitionBankId({ state, validTo }, { type, at: validTo })).toEqual({
          allowed: false,
          refusal: 'bankid.final',
        });
      }
    }
  });

  it('are reopened by the bank only, and only while valid', () => {
    const suspended = { state: 'suspended', validTo } as const;
    expect(transitionBankId(suspended, { type: 'reopen', at: before })).toEqual({
      allowed: true,
      state: 'active',
    });
    expect(transitionBankId(suspended, { type: 'reopen', at: validTo }).allowed).toBe(false);
    const waysBack = bankIdTable.filter(({ from, to }) => from !== 'active' && to === 'active');
    expect(waysBack.map(({ on }) => on)).toEqual(['reopen']);
  });

  it('follow the table whatever comes: a model of any history', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ type: fc.constantFrom(...events), at: fc.constantFrom(before, validTo) })),
        (history) => {
          let state: (typeof bankIdStates)[number] = 'active';
          for (const event of history) {
            const result = transitionBankId({ state, validTo }, event);
            if (result.allowed) {
              expect(state === 'blocked' || state === 'expired').toBe(false);
              if (result.state === 'expired') expect(event.at).toBe(validTo);
              state = result.state;
            }
          }
        },
      ),
    );
  });

  it('expire by the clock, before anybody writes it down', () => {
    expect(effectiveBankIdState({ state: 'active', validTo }, before)).toBe('active');
    expect(effectiveBankIdState({ state: 'active', validTo }, validTo)).toBe('expired');
    expect(effectiveBankIdState({ state: 'suspended', validTo }, validTo)).toBe('expired');
    expect(effectiveBankIdState({ state: 'blocked', validTo }, validTo)).toBe('blocked');
  });

  it('last two years to the day', () => {
    expect(bankIdValidTo(new Date('2026-11-22T12:00:00Z')).toISOString()).toBe('2028-11-22T12:00:00.000Z');
    expect(bankIdValidTo(new Date('2024-02-29T12:00:00Z')).toISOString()).toBe('2026-02-28T12:00:00.000Z');
  });
});
