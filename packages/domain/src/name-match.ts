/**
 * Letters of Nordic alphabets that are no accents: å, ä, ö stay what they are, while é, ü, á or č lose their mark, since
 * senders write them both ways. (æ, ø, đ, ŋ, ŧ have no combining form and stay anyway.)
 */
const keptCombinations = new Map([
  ['a\u030a', 'å'],
  ['a\u0308', 'ä'],
  ['o\u0308', 'ö'],
]);

/**
 * A name as words to compare: lower case, accents removed as above, hyphens and dots as spaces, `Berg, Kari` turned.
 * Empty when there is nothing to compare.
 */
export function nameWords(name: string): string[] {
  const turned = /^([^,]+),([^,]+)$/.exec(name);
  const inOrder = turned === null ? name : `${turned[2] ?? ''} ${turned[1] ?? ''}`;
  return inOrder
    .toLocaleLowerCase('nb')
    .normalize('NFD')
    .replace(/[ao][\u030a\u0308]/g, (pair) => keptCombinations.get(pair) ?? pair)
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
    .replace(/['’`]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/**
 * Whether a sender's name and a bank's name can be the same person's, beside an equal birth date: first and last word
 * are equal, and what stands between on one side is found, in order, on the other (a middle name left out, or its
 * initial). Hyphenated and open double names are equal. A first and a last name are needed.
 */
export function isSameName(left: string, right: string): boolean {
  const a = nameWords(left);
  const b = nameWords(right);
  if (a.length < 2 || b.length < 2) return false;
  if (a[0] !== b[0] || a.at(-1) !== b.at(-1)) return false;
  const [fewer, more] = a.length <= b.length ? [a, b] : [b, a];
  return isSubsequence(fewer.slice(1, -1), more.slice(1, -1));
}

function isSubsequence(fewer: readonly string[], more: readonly string[]): boolean {
  let next = 0;
  for (const word of fewer) {
    while (next < more.length && !isSameOrInitial(word, more[next] ?? '')) next += 1;
    if (next === more.length) return false;
    next += 1;
  }
  return true;
}

function isSameOrInitial(left: string, right: string): boolean {
  if (left === right) return true;
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  return [...short].length === 1 && long.startsWith(short);
}
