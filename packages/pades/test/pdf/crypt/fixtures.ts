import { readFileSync } from 'node:fs';

export const userPassword = 'lås opp';
export const ownerPassword = 'eier';

/** A file encrypted by qpdf or pyHanko; see the README there. */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(`files/${name}.pdf`, import.meta.url));
}

/** Files with a user password, and what they are. */
export const locked: readonly (readonly [
  name: string,
  algorithm: string,
  keyBits: number,
  revision: number,
])[] = [
  ['r2-rc4-40', 'RC4', 40, 2],
  ['r3-rc4-128', 'RC4', 128, 3],
  ['r4-rc4-128', 'RC4', 128, 4],
  ['r4-aes-128', 'AES-128', 128, 4],
  ['r4-aes-128-clear-metadata', 'AES-128', 128, 4],
  ['r5-aes-256', 'AES-256', 256, 5],
  ['r6-aes-256-object-streams', 'AES-256', 256, 6],
];

/** The file with a text of the same length in another's place, byte for byte. */
export function replaced(
  bytes: Buffer,
  from: string | RegExp,
  to: string | ((...groups: string[]) => string),
): Buffer {
  const text = bytes.toString('latin1');
  const changed = text.replace(from, typeof to === 'string' ? () => to : to);
  if (changed === text || changed.length !== text.length) throw new TypeError('Not replaced in place');
  return Buffer.from(changed, 'latin1');
}
