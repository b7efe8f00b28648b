import type { Random } from './random.js';

/** Changes that know nothing of what the bytes mean. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0) return Buffer.from([random.byte()]);
  const at = random.below(bytes.length);
  const length = Math.min(bytes.length - at, 1 + random.below(random.chance(0.8) ? 16 : 4096));
  switch (random.below(7)) {
    case 0: {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
      return copy;
    }
    case 1: {
      const copy = Buffer.from(bytes);
      for (let i = at; i < at + length; i++) copy[i] = random.byte();
      return copy;
    }
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]);
    case 4: {
      const to = random.below(bytes.length);
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at, at + length), bytes.subarray(to)]);
    }
    case 5:
      return random.chance(0.3)
        ? bytes.subarray(0, at)
        : Buffer.from(bytes).fill(random.byte(), at, at + length);
    default: {
      const junk = Buffer.from(Array.from({ length: 1 + random.below(40) }, () => random.byte()));
      return Buffer.concat([bytes.subarray(0, at), junk, bytes.subarray(at)]);
    }
  }
}
