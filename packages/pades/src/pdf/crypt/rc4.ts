/**
 * RC4, by hand: current OpenSSL has it no more. It is broken as a cipher and stays only since files that use it must be
 * read, and added to in their own way. Enciphering and deciphering are the same.
 */
export function rc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i);
  const at = (index: number): number => state[index] ?? 0;
  for (let i = 0, j = 0; i < 256; i++) {
    const held = at(i);
    j = (j + held + (key[i % key.length] ?? 0)) & 0xff;
    state[i] = at(j);
    state[j] = held;
  }
  const out = new Uint8Array(data.length);
  for (let n = 0, i = 0, j = 0; n < data.length; n++) {
    i = (i + 1) & 0xff;
    const held = at(i);
    j = (j + held) & 0xff;
    state[i] = at(j);
    state[j] = held;
    out[n] = (data[n] ?? 0) ^ at((at(i) + held) & 0xff);
  }
  return out;
}
