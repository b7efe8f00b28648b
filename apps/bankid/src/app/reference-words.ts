import { randomInt } from 'node:crypto';

/** Words that are the same in bokmål and nynorsk, and go with each other. */
const kinds = (
  'blå grå brun gul rosa lilla rask stille klar frisk rund lang kort varm kald mild ' +
  'fin glad lur trygg sterk lett tung stor tynn ny skarp glatt søt salt sur lys'
).split(' ');
const things = (
  'fjord elv bjørk furu gran ørn hest hund katt rev ulv elg mus ugle svane stein ' +
  'topp dal foss skog eng sti bru båt lampe stol bok klokke sol stjerne vind strand'
).split(' ');

/** Two words that tell one log-in from another to the eye: `stille fjord`, one of a thousand. They are no secret. */
export function makeReferenceWords(): string {
  return `${pick(kinds)} ${pick(things)}`;
}

function pick(words: readonly string[]): string {
  const word = words[randomInt(words.length)];
  if (word === undefined) throw new RangeError('there are no words');
  return word;
}
