import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attemptStates,
  isFinalAttemptState,
  resumableAttemptStates,
  transitionAttempt,
  type AttemptEvent,
  type AttemptFacts,
  type AttemptState,
} from '../src/attempt-states.js';
import { transitionParty } from '../src/party-states.js';

const walk = (events: readonly AttemptEvent['type'][]): AttemptState => {
  let facts: AttemptFacts = { state: 'created', resigned: false };
  for (const type of events) {
    const result = transitionAttempt(facts, { type });
    if (!result.allowed) throw new Error(`${type} in ${facts.state}: ${result.refusal}`);
    facts = { state: result.state, resigned: facts.resigned || type === 'base-moved' };
  }
  return facts.state;
};

describe('an attempt to sign', () => {
  it('goes from the request to the commit', () => {
    expect(walk(['pushed', 'proof-accepted', 'intent-stored', 'signature-made', 'commit'])).toBe('committed');
  });

  it('is prepared anew once after a lost race, not twice', () => {
    const first = ['pushed', 'proof-accepted', 'intent-stored', 'signature-made', 'base-moved'] as const;
    expect(walk(first)).toBe('authorized');
    expect(() => walk([...first, 'intent-stored', 'base-moved'])).toThrow('attempt-out-of-order');
  });

  it('cannot be cancelled once the proof is accepted', () => {
    expect(transitionAttempt({ state: 'authorized', resigned: false }, { type: 'cancel' }).allowed).toBe(
      false,
    );
  });

  it('uses the key only after the intent was stored, and commits only after the key was used', () => {
    const types = [
      'pushed',
      'proof-accepted',
      'intent-stored',
      'signature-made',
      'base-moved',
      'commit',
      'cancel',
      'fail',
    ] as const;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...types), { maxLength: 25 }), (events) => {
        let facts: AttemptFacts = { state: 'created', resigned: false };
        let last: AttemptEvent['type'] | undefined;
        let resignings = 0;
        for (const type of events) {
          const result = transitionAttempt(facts, { type });
          if (!result.allowed) {
            expect(result.refusal).toBe(
              isFinalAttemptState(facts.state) ? 'attempt-over' : 'attempt-out-of-order',
            );
            continue;
          }
          expect(isFinalAttemptState(facts.state)).toBe(false);
          if (type === 'signature-made') expect(last).toBe('intent-stored');
          if (type === 'commit') expect(last).toBe('signature-made');
          if (type === 'base-moved') resignings += 1;
          expect(resignings).toBeLessThanOrEqual(1);
          facts = { state: result.state, resigned: resignings > 0 };
          last = type;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('can be failed or finished from every state that signing resumes', () => {
    for (const state of resumableAttemptStates) {
      expect(transitionAttempt({ state, resigned: false }, { type: 'fail' }).allowed).toBe(true);
    }
    expect(attemptStates.filter(isFinalAttemptState)).toEqual(['committed', 'cancelled', 'failed']);
  });
});

describe('a party', () => {
  it('signs once', () => {
    expect(transitionParty({ state: 'opened' }, { type: 'sign' })).toEqual({
      allowed: true,
      state: 'signed',
    });
    expect(transitionParty({ state: 'signed' }, { type: 'sign' })).toEqual({
      allowed: false,
      refusal: 'signing.already-signed',
    });
  });
  it('does not open what it was not invited to', () => {
    expect(transitionParty({ state: 'waiting' }, { type: 'open' })).toEqual({
      allowed: false,
      refusal: 'signing.order-preparing',
    });
  });
  it('may read again', () => {
    expect(transitionParty({ state: 'opened' }, { type: 'open' })).toEqual({
      allowed: true,
      state: 'opened',
    });
  });
});
