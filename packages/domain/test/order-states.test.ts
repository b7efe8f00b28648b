import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  orderTable,
  reduceOrder,
  transitionOrder,
  type OrderEvent,
  type OrderFacts,
} from '../src/order-states.js';
import type { PartyState } from '../src/party-states.js';

const deadlineAt = new Date('2026-12-01T22:59:59.999Z');
const inTime = new Date('2026-11-22T12:00:00Z');
const tooLate = new Date('2026-12-01T23:00:00.000Z');

const order = (state: OrderFacts['state'], parties: readonly PartyState[] = ['invited']): OrderFacts => ({
  state,
  deadlineAt,
  parties: parties.map((party, index) => ({ id: `p${index}`, state: party })),
});

describe('an order', () => {
  it('opens when it is prepared, and invites everybody', () => {
    const opened = reduceOrder(order('preparing', ['waiting', 'waiting']), { type: 'prepared', at: inTime });
    expect(opened.state).toBe('open');
    expect(opened.parties.map(({ state }) => state)).toEqual(['invited', 'invited']);
  });

  it('that is prepared after its deadline is expired', () => {
    expect(reduceOrder(order('preparing'), { type: 'prepared', at: tooLate }).state).toBe('expired');
  });

  it('is completed by its last signature, not before', () => {
    const two = order('open', ['opened', 'opened']);
    const first = reduceOrder(two, { type: 'party-signed', partyId: 'p0', at: inTime });
    expect(first.state).toBe('open');
    expect(reduceOrder(first, { type: 'party-signed', partyId: 'p1', at: inTime }).state).toBe('completed');
  });

  it('takes no second signature of one party', () => {
    const signed = order('open', ['signed', 'opened']);
    expect(transitionOrder(signed, { type: 'party-signed', partyId: 'p0', at: inTime })).toEqual({
      allowed: false,
      refusal: 'signing.already-signed',
    });
  });

  it('takes a signature up to the last millisecond of the deadline', () => {
    const event = { type: 'party-signed', partyId: 'p0' } as const;
    expect(transitionOrder(order('open'), { ...event, at: deadlineAt }).allowed).toBe(true);
    expect(transitionOrder(order('open'), { ...event, at: tooLate })).toEqual({
      allowed: false,
      refusal: 'signing.order-expired',
    });
  });

  it('does not expire before its deadline', () => {
    expect(transitionOrder(order('open'), { type: 'expire', at: deadlineAt }).allowed).toBe(false);
    expect(transitionOrder(order('open'), { type: 'expire', at: tooLate })).toEqual({
      allowed: true,
      state: 'expired',
    });
  });

  it.each(['completed', 'cancelled', 'expired', 'failed'] as const)('%s cannot be cancelled', (state) => {
    expect(transitionOrder(order(state), { type: 'cancel', at: inTime })).toEqual({
      allowed: false,
      refusal: 'signing.order-not-cancellable',
    });
  });

  it('says why a signature comes at the wrong moment', () => {
    const sign = { type: 'party-signed', partyId: 'p0', at: inTime } as const;
    const refusal = (state: OrderFacts['state']) => {
      const result = transitionOrder(order(state), sign);
      return result.allowed ? undefined : result.refusal;
    };
    expect(refusal('preparing')).toBe('signing.order-preparing');
    expect(refusal('cancelled')).toBe('signing.order-cancelled');
    expect(refusal('expired')).toBe('signing.order-expired');
    expect(refusal('failed')).toBe('signing.order-not-open');
    expect(refusal('completed')).toBe('signing.already-signed');
  });
});

const partyCount = 3;
const eventArbitrary: fc.Arbitrary<OrderEvent> = fc
  .record({
    type: fc.constantFrom(
      'prepared',
      'preparation-failed',
      'party-opened',
      'party-signed',
      'cancel',
      'expire',
    ),
    partyId: fc.integer({ min: 0, max: partyCount }).map((index) => `p${index}`),
    at: fc.constantFrom(inTime, deadlineAt, tooLate),
  })
  .map((event) => event as OrderEvent);

describe('an order under any run of events (model)', () => {
  /** A second, plainly written account of the same rules. */
  class Model {
    state = 'preparing';
    signed = new Set<string>();
    apply(event: OrderEvent): boolean {
      const late = event.at > deadlineAt;
      const known = 'partyId' in event && Number(event.partyId.slice(1)) < partyCount;
      if (this.state === 'preparing') {
        if (event.type === 'prepared') this.state = late ? 'expired' : 'open';
        else if (event.type === 'preparation-failed') this.state = 'failed';
        else if (event.type === 'cancel') this.state = 'cancelled';
        else if (event.type === 'expire' && late) this.state = 'expired';
        else return false;
        return true;
      }
      if (this.state !== 'open') return false;
      if (event.type === 'cancel') this.state = 'cancelled';
      else if (event.type === 'expire' && late) this.state = 'expired';
      else if (event.type === 'party-opened') return known && !late && !this.signed.has(event.partyId);
      else if (event.type === 'party-signed') {
        if (!known || late || this.signed.has(event.partyId)) return false;
        this.signed.add(event.partyId);
        if (this.signed.size === partyCount) this.state = 'completed';
      } else return false;
      return true;
    }
  }

  it('agrees with the model step by step', () => {
    fc.assert(
      fc.property(fc.array(eventArbitrary, { maxLength: 30 }), (events) => {
        const model = new Model();
        let real = order('preparing', ['waiting', 'waiting', 'waiting']);
        for (const event of events) {
          const allowed = transitionOrder(real, event).allowed;
          real = reduceOrder(real, event);
          expect(allowed).toBe(model.apply(event));
          expect(real.state).toBe(model.state);
          expect(new Set(real.parties.filter((p) => p.state === 'signed').map((p) => p.id))).toEqual(
            model.signed,
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never leaves a final state, and is completed exactly when all have signed', () => {
    const final = new Set(['completed', 'cancelled', 'expired', 'failed']);
    fc.assert(
      fc.property(fc.array(eventArbitrary, { maxLength: 30 }), (events) => {
        let current = order('preparing', ['waiting', 'waiting', 'waiting']);
        for (const event of events) {
          const next = reduceOrder(current, event);
          if (final.has(current.state)) expect(next).toBe(current);
          expect(next.state === 'completed').toBe(next.parties.every(({ state }) => state === 'signed'));
          current = next;
        }
      }),
    );
  });

  it('has no two rows that both fit, but the one for the last signature', () => {
    const parties: readonly PartyState[] = ['opened', 'signed', 'opened'];
    for (const from of ['preparing', 'open', 'completed', 'cancelled', 'expired', 'failed'] as const) {
      fc.assert(
        fc.property(eventArbitrary, (event) => {
          const facts = order(from, parties);
          const fitting = orderTable.filter(
            (row) => row.from === from && row.on === event.type && (row.when?.(facts, event) ?? true),
          );
          expect(fitting.length).toBeLessThanOrEqual(event.type === 'party-signed' ? 2 : 1);
        }),
      );
    }
  });
});
