import { describe, expect, it } from 'vitest';
import {
  codesLeft,
  codesOnCard,
  fewCodesLeft,
  isCardRunningOut,
  nextCardNumber,
  spendCardNumber,
  type CodeCardFacts,
} from '../src/index.js';

describe('printed code cards', () => {
  it('give each number once, in order, and are then used up', () => {
    const asked: number[] = [];
    let card: CodeCardFacts = { used: 0, state: 'active' };
    for (let number = nextCardNumber(card); number !== undefined; number = nextCardNumber(card)) {
      asked.push(number);
      card = spendCardNumber(card);
    }
    expect(asked).toEqual(Array.from({ length: codesOnCard }, (_, index) => index + 1));
    expect(card.state).toBe('used-up');
  });

  it('give none when blocked or replaced', () => {
    expect(nextCardNumber({ used: 3, state: 'blocked' })).toBeUndefined();
    expect(nextCardNumber({ used: 3, state: 'replaced' })).toBeUndefined();
  });

  it('say in time that they run out, and no longer once they are out of use', () => {
    const warned: number[] = [];
    let card: CodeCardFacts = { used: 0, state: 'active' };
    for (; nextCardNumber(card) !== undefined; card = spendCardNumber(card)) {
      if (isCardRunningOut(card)) warned.push(codesLeft(card));
    }
    expect(warned).toEqual(Array.from({ length: fewCodesLeft }, (_, spent) => fewCodesLeft - spent));
    expect([codesLeft(card), isCardRunningOut(card)]).toEqual([0, false]);
    expect(isCardRunningOut({ used: codesOnCard - 1, state: 'blocked' })).toBe(false);
  });
});
