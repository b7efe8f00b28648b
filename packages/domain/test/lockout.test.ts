import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeWrongTry, noWrongTries, reserveTry, suspensionCode, type WrongTries } from '../src/index.js';

describe('lock-out', () => {
  it.each([
    ['password', '9314'],
    ['code', '9403'],
  ] as const)('suspends at the fifth wrong %s, with code %s', (factor, code) => {
    let tries = noWrongTries;
    const left: number[] = [];
    for (let count = 1; count <= 4; count += 1) {
      tries = reserved(tries, factor);
      const verdict = judgeWrongTry(tries, factor);
      if (!verdict.suspended) left.push(verdict.triesLeft);
    }
    expect(left).toEqual([4, 3, 2, 1]);
    tries = reserved(tries, factor);
    const verdict = judgeWrongTry(tries, factor);
    expect(verdict.suspended && suspensionCode(verdict.suspension)).toBe(code);
    expect(reserveTry(tries, factor)).toMatchObject({ granted: false });
  });

  it('counts codes and passwords apart', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('code' as const, 'password' as const)), (guesses) => {
        let tries = noWrongTries;
        let granted = 0;
        for (const factor of guesses) {
          const reservation = reserveTry(tries, factor);
          if (!reservation.granted) continue;
          granted += 1;
          tries = reservation.tries;
        }
        expect(tries.wrongCodes).toBe(Math.min(5, guesses.filter((guess) => guess === 'code').length));
        expect(tries.wrongPasswords).toBe(
          Math.min(5, guesses.filter((guess) => guess === 'password').length),
        );
        expect(granted).toBe(tries.wrongCodes + tries.wrongPasswords);
      }),
    );
  });
});

function reserved(tries: WrongTries, factor: 'code' | 'password'): WrongTries {
  const reservation = reserveTry(tries, factor);
  if (!reservation.granted) throw new Error('refused too early');
  return reservation.tries;
}
