import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeWrongTry, noWrongTries, wrongTriesAllowed } from '../src/index.js';

describe('lock-out', () => {
  it.each(['password', 'code'] as const)('suspends at the fifth wrong %s', (factor) => {
    const counter = factor === 'code' ? 'wrongCodes' : 'wrongPasswords';
    const verdicts = [1, 2, 3, 4, 5].map((count) =>
      judgeWrongTry({ ...noWrongTries, [counter]: count }, factor),
    );
    expect(verdicts).toEqual([
      { suspended: false, triesLeft: 4 },
      { suspended: false, triesLeft: 3 },
      { suspended: false, triesLeft: 2 },
      { suspended: false, triesLeft: 1 },
      { suspended: true, suspension: factor },
    ]);
  });

  it('judges codes and passwords apart', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), (wrongCodes, wrongPasswords) => {
        const tries = { wrongCodes, wrongPasswords };
        expect(judgeWrongTry(tries, 'code').suspended).toBe(wrongCodes >= wrongTriesAllowed);
        expect(judgeWrongTry(tries, 'password').suspended).toBe(wrongPasswords >= wrongTriesAllowed);
      }),
    );
  });
});
