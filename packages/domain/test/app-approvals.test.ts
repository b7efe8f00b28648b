import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isAppApprovalOpen,
  transitionAppApproval,
  type AppApprovalEvent,
  type AppApprovalFacts,
} from '../src/index.js';

const asked = new Date('2026-11-22T12:00:00Z');
const expiresAt = new Date('2026-11-22T12:02:00Z');
const question: AppApprovalFacts = { state: 'asked', expiresAt };

describe('a question to the app', () => {
  it('is open until it expires', () => {
    expect(isAppApprovalOpen(question, asked)).toBe(true);
    expect(isAppApprovalOpen(question, new Date(expiresAt.getTime() - 1))).toBe(true);
    expect(isAppApprovalOpen(question, expiresAt)).toBe(false);
  });

  it.each(['approve', 'refuse'] as const)('takes no %s once it has expired', (type) => {
    expect(transitionAppApproval(question, { type, at: asked }).allowed).toBe(true);
    expect(transitionAppApproval(question, { type, at: expiresAt })).toEqual({
      allowed: false,
      refusal: 'approval-over',
    });
  });

  it('is answered once and used once, whatever comes in whatever order', () => {
    const event: fc.Arbitrary<AppApprovalEvent> = fc.oneof(
      fc.record({ type: fc.constantFrom('approve' as const, 'refuse' as const), at: fc.constant(asked) }),
      fc.record({ type: fc.constantFrom('withdraw' as const, 'use' as const) }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        let state = question.state;
        const took: string[] = [];
        for (const one of events) {
          const result = transitionAppApproval({ state, expiresAt }, one);
          if (!result.allowed) continue;
          state = result.state;
          took.push(one.type);
        }
        const count = (...types: string[]) => took.filter((type) => types.includes(type)).length;
        expect(count('approve', 'refuse')).toBeLessThanOrEqual(1);
        expect(count('use')).toBeLessThanOrEqual(1);
        if (took.includes('use')) expect(took).toEqual(['approve', 'use']);
      }),
    );
  });
});
