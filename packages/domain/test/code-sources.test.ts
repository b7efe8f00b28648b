import { describe, expect, it } from 'vitest';
import { codesOnCard, nextCardNumber, spendCardNumber, type CodeCardFacts } from '../src/index.js';

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
});
