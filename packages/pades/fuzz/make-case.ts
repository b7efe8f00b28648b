import { mutateBytes } from './mutate-bytes.js';
import { mutateDer } from './mutate-der.js';
import { mutateFont, mutatePath, mutatePicture } from './mutate-drawn.js';
import { mutatePdf } from './mutate-pdf.js';
import { Random } from './random.js';
import type { Seed, SeedKind, Seeds } from './seeds.js';

/** One input: which seed it comes from and its bytes. */
export interface Case {
  readonly seed: Seed;
  readonly bytes: Buffer;
}

const mostBytes = 4 * 1024 * 1024;
/** The rest is shared equally by the other kinds. */
const shareOfPdfs = 0.7;

type Mutate = (bytes: Buffer, random: Random) => Buffer;

/** How inputs of a kind are changed; bytes as such where nothing is said. */
const mutations: Partial<Record<SeedKind, Mutate>> = {
  cms: mutateDer,
  certificate: mutateDer,
  token: mutateDer,
  'tsp-request': mutateDer,
  'tsp-response': mutateDer,
  ocsp: mutateDer,
  crl: mutateDer,
  pkcs12: mutateDer,
  font: several(mutateFont),
  picture: several(mutatePicture),
  'svg-path': several(mutatePath),
};

/** The input of a number; the same for the same run seed and the same seeds. */
export function makeCase(runSeed: number, number: number, seeds: Seeds): Case {
  const random = new Random(Math.imul(runSeed, 0x01000193) ^ number);
  const others = [...new Set(seeds.all.map(({ kind }) => kind))].filter((kind) => kind !== 'pdf');
  const kind = random.chance(shareOfPdfs) ? 'pdf' : random.pick(others);
  const seed = random.pick(seeds.all.filter((one) => one.kind === kind));
  const mutate = mutations[kind] ?? several(mutateBytes);
  const bytes = kind === 'pdf' ? mutatePdf(seed.bytes, seeds.pdfs, random) : mutate(seed.bytes, random);
  return { seed, bytes: bytes.subarray(0, mostBytes) };
}

/** One to four changes of a kind. */
function several(mutate: Mutate): Mutate {
  return (bytes, random) => {
    let result = bytes;
    for (let left = 1 + random.below(4); left > 0; left--) result = mutate(result, random);
    return result;
  };
}
