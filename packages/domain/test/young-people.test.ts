import { describe, expect, it } from 'vitest';
import { ageOn, judgeAge } from '../src/index.js';

const approving = { ageLimit: 15, minors: 'guardian-approves' } as const;
const ordering = { ageLimit: 13, minors: 'parent-orders' } as const;

describe('young people', () => {
  it.each([
    ['2008-11-22', '2026-11-21', 17],
    ['2008-11-22', '2026-11-22', 18],
    ['2008-02-29', '2026-02-28', 17],
    ['2008-02-29', '2026-03-01', 18],
  ])('born %s are on %s %i years old', (birthDate, on, age) => {
    expect(ageOn(birthDate, on)).toBe(age);
  });

  it('get none below the bank’s age limit, whoever orders', () => {
    for (const channel of ['desk', 'online-bank', 'parent'] as const)
      expect(judgeAge(14, approving, channel)).toEqual({ kind: 'refused', why: 'too-young' });
  });

  it('need a guardian’s word below 18', () => {
    expect(judgeAge(15, approving, 'online-bank')).toEqual({ kind: 'guardian-approves' });
    expect(judgeAge(17, ordering, 'desk')).toEqual({ kind: 'guardian-approves' });
    expect(judgeAge(18, approving, 'online-bank')).toEqual({ kind: 'of-age' });
  });

  it('are ordered for by a parent where the bank has it so', () => {
    expect(judgeAge(13, ordering, 'online-bank')).toEqual({ kind: 'refused', why: 'parent-must-order' });
    expect(judgeAge(13, ordering, 'parent')).toEqual({ kind: 'approved-by-ordering' });
    expect(judgeAge(15, approving, 'parent')).toEqual({ kind: 'refused', why: 'parents-do-not-order' });
    expect(judgeAge(18, ordering, 'parent')).toEqual({ kind: 'refused', why: 'not-a-child' });
  });
});
