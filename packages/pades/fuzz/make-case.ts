import { mutateBytes } from './mutate-bytes.js';
import { mutateDer } from './mutate-der.js';
import { mutatePdf } from './mutate-pdf.js';
import { Random } from './random.js';
import type { Seed, Seeds } from './seeds.js';

/** One input: which seed it comes from and its bytes. */
export interface Case {
  readonly seed: Seed;
  readonly bytes: Buffer;
}

const mostBytes = 4 * 1024 * 1024;
const kindsOfDer = new Set([
  'cms',
  'certificate',
  'token',
  'tsp-request',
  'tsp-response',
  'ocsp',
  'crl',
  'pkcs12',
]);

/** The input of a number; the same for the same run seed and the same seeds. */
export function makeCase(runSeed: number, number: number, seeds: Seeds): Case {
  const random = new Random(Math.imul(runSeed, 0x01000193) ^ number);
  const pdfs = seeds.all.filter(({ kind }) => kind === 'pdf');
  const others = seeds.all.filter(({ kind }) => kind !== 'pdf' && kind !== 'font');
  const fonts = seeds.all.filter(({ kind }) => kind === 'font');
  const seed = random.chance(0.7)
    ? random.pick(pdfs)
    : random.chance(0.98)
      ? random.pick(others)
      : random.pick(fonts);
  let bytes = seed.bytes;
  if (seed.kind === 'pdf') bytes = mutatePdf(bytes, seeds.pdfs, random);
  else if (kindsOfDer.has(seed.kind)) bytes = mutateDer(bytes, random);
  else for (let left = 1 + random.below(4); left > 0; left--) bytes = mutateBytes(bytes, random);
  return { seed, bytes: bytes.subarray(0, mostBytes) };
}
