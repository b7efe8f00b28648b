// PDF/A and PDF/UA files signed in every way, at every level, extended and time-stamped, before veraPDF: no verdict may get
// worse.
// Usage: pdfa.ts --verapdf FOLDER [--keep FOLDER] [FILE:FLAVOUR …]. FOLDER holds the jars made by e2e/interop/verapdf/pom.xml.
// Further files are judged beside the samples made here. Exits 1 when a verdict got worse.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import {
  createCachingResolver,
  createHttpResolver,
  createTimestampClient,
  extendDocument,
  inspectDocument,
  layOutSeals,
  prepareDocument,
  signDocument,
  signerFromPem,
  timestampDocument,
  type BaselineLevel,
  type Rect,
  type SealAppearance,
  type SignDocumentOptions,
} from '@segl/pades';
import { archivalSamples, type ArchivalSample } from '../support/archival-samples.js';
import { startTestAuthority } from '../support/test-authority.js';

interface Verdict {
  readonly file: string;
  readonly flavour: string;
  readonly compliant?: boolean;
  readonly failed?: readonly { readonly rule: string; readonly places: number; readonly message: string }[];
  readonly error?: string;
}

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const jars = option('verapdf') ?? 'e2e/interop/verapdf/target';
const kept = option('keep');
const work = kept ?? mkdtempSync(path.join(os.tmpdir(), 'segl-pdfa-'));
mkdirSync(work, { recursive: true });

const authority = await startTestAuthority(path.join(work, 'pki'));
const person = await authority.issue('Kari Nordmann', 'p256');
const signer = signerFromPem(person.keyPem, person.certificatesPem);
// Each answer is made by a process of its own, for which a busy machine needs time.
const patience = { timeoutMs: 120_000 };
const timestamp = createTimestampClient({
  ...patience,
  servers: [{ url: authority.tsaUrl }],
  trustAnchors: [authority.root],
});
const validation = {
  trustAnchors: [authority.root],
  resolver: createCachingResolver(createHttpResolver(patience)),
};

const words: SealAppearance = {
  language: 'nb',
  issuer: 'Fjordbanken',
  capacity: 'for Eksempel AS, styrets leder',
};
const basics = { signer, signerName: 'Ánne Øåčđŋš Παπα Иван' };

async function sign(
  bytes: Uint8Array,
  options: Partial<SignDocumentOptions> & Pick<SignDocumentOptions, 'field'>,
): Promise<Uint8Array> {
  return (await signDocument(bytes, { ...basics, ...options })).toBytes();
}

const signAt = (bytes: Uint8Array, level: BaselineLevel): Promise<Uint8Array> =>
  sign(bytes, {
    field: { new: { name: 'A', rect: oneSeal(bytes) } },
    appearance: words,
    level,
    ...(level === 'B-B' ? {} : { timestamp, validation }),
  });

const raise = async (bytes: Uint8Array, level: 'B-LT' | 'B-LTA'): Promise<Uint8Array> =>
  (await extendDocument(bytes, { level, timestamp, validation })).toBytes();

/** The ways of signing; each makes a file of another. */
const ways: Readonly<Record<string, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  invisible: (bytes) => sign(bytes, { field: { new: { name: 'A' } } }),
  visible: (bytes) => sign(bytes, { field: { new: { name: 'A', rect: oneSeal(bytes) } }, appearance: words }),
  'certified, with picture and hand': (bytes) =>
    sign(bytes, {
      field: { new: { name: 'A', rect: oneSeal(bytes) } },
      appearance: {
        ...words,
        image: picture(),
        handwriting: { svgPath: 'M0 20 C 10 0 20 40 30 15 S 60 0 90 20' },
      },
      certification: 2,
    }),
  'signature page, two of three sign': async (bytes) => {
    const prepared = await prepareDocument(bytes, {
      slots: 3,
      signaturePage: { language: 'nb', documentTitle: 'Låneavtale', reference: 'A-17' },
    });
    const first = await sign(prepared.toBytes(), { field: { name: 'Segl-1' }, appearance: words });
    return sign(first, { field: { name: 'Segl-3' }, appearance: words });
  },
  'at B-LT: a revision with validation data': (bytes) => signAt(bytes, 'B-LT'),
  'at B-LTA: a document time-stamp': (bytes) => signAt(bytes, 'B-LTA'),
  'extended from B-B to B-LTA, and renewed': async (bytes) =>
    raise(await raise(await signAt(bytes, 'B-B'), 'B-LTA'), 'B-LTA'),
  'a document time-stamp alone': async (bytes) => (await timestampDocument(bytes, { timestamp })).toBytes(),
  'fields on the first page, all sign': async (bytes) => {
    const places = seals(bytes, 4).map((rect) => ({ pageIndex: 0, rect }));
    let current = (await prepareDocument(bytes, { slots: 4, places })).toBytes();
    for (let number = 1; number <= 4; number++) {
      current = await sign(current, { field: { name: `Segl-${number}` }, appearance: words });
    }
    return current;
  },
};

function seals(bytes: Uint8Array, count: number): ReturnType<typeof layOutSeals> {
  const [page] = inspectDocument(bytes).pages;
  if (!page) throw new Error('A sample has a page');
  return layOutSeals(page, { count, smallest: { width: 8, height: 4 } });
}

function oneSeal(bytes: Uint8Array): Rect {
  const [rect] = seals(bytes, 1);
  if (!rect) throw new Error('There is a place for one seal');
  return rect;
}

/** A PNG of 32 by 32 pixels whose upper half can be seen through. */
function picture(): Buffer {
  const row = (alpha: number): number[] => [
    0,
    ...Array.from({ length: 32 }, (_, x) => [x * 8, 60, 120, alpha]).flat(),
  ];
  const data = Buffer.from(Array.from({ length: 32 }, (_, y) => row(y < 16 ? 90 : 255)).flat());
  const chunk = (type: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), body]);
    const out = Buffer.alloc(named.length + 8);
    out.writeUInt32BE(body.length, 0);
    named.copy(out, 4);
    out.writeUInt32BE(crc32(named), named.length + 4);
    return out;
  };
  const head = Buffer.from([0, 0, 0, 32, 0, 0, 0, 32, 8, 6, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const given = process.argv
  .slice(2)
  .filter((argument, index, all) => argument.includes(':') && !all[index - 1]?.startsWith('--'))
  .map((argument): ArchivalSample => {
    const at = argument.lastIndexOf(':');
    const file = argument.slice(0, at);
    return {
      name: path.basename(file),
      bytes: readFileSync(file),
      flavours: argument.slice(at + 1).split(','),
    };
  });

const questions: {
  readonly sample: string;
  readonly way: string;
  readonly flavour: string;
  readonly file: string;
}[] = [];
const refused: string[] = [];
const samples = [...archivalSamples(work), ...given];
for (const [index, sample] of samples.entries()) {
  for (const [way, change] of [
    ['as it was', async (bytes: Uint8Array) => Promise.resolve(bytes)] as const,
    ...Object.entries(ways),
  ]) {
    const file = path.join(work, `${index}-${way.replace(/\W+/g, '-')}.pdf`);
    try {
      writeFileSync(file, await change(sample.bytes));
    } catch (error) {
      refused.push(`${sample.name}, ${way}: ${String(error)}`);
      continue;
    }
    for (const flavour of sample.flavours) questions.push({ sample: sample.name, way, flavour, file });
  }
}

await authority.close();

const judged = spawnSync(
  'java',
  ['-cp', `${path.join(jars, 'verapdf-judge-1.jar')}:${path.join(jars, 'lib')}/*`, 'segl.VeraPdf'],
  {
    input: questions.map(({ flavour, file }) => `${flavour} ${file}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  },
);
if (judged.status !== 0) throw new Error(`veraPDF ended with ${judged.status}: ${judged.stderr}`);
const verdicts = judged.stdout
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Verdict);

let worse = refused.length;
for (const line of refused) console.log(`FAIL  ${line}`);
const verdictOn = (file: string, flavour: string): Verdict | undefined =>
  verdicts.find((item) => item.file === file && item.flavour === flavour);
const theirs = new Set(given.map((sample) => sample.name));
for (const { sample, way, flavour, file } of questions) {
  const verdict = verdictOn(file, flavour);
  // The file as it was is the first of each sample's questions, for each flavour.
  const before = questions.find(
    (item) => item.sample === sample && item.way === 'as it was' && item.flavour === flavour,
  );
  const original = before && verdictOn(before.file, flavour);
  const known = new Map((original?.failed ?? []).map(({ rule, places }) => [rule, places]));
  const added = (verdict?.failed ?? []).filter(({ rule, places }) => places > (known.get(rule) ?? 0));
  // The samples made here are right to begin with; of others it is enough that they get no worse.
  const wrong = theirs.has(sample) ? added.length > 0 : verdict?.compliant !== true;
  const unread = verdict?.error !== undefined && original?.error === undefined;
  if (!verdict || wrong || unread) {
    worse++;
    const outcome = added.map(({ rule, places, message }) => `${rule} (${places}): ${message}`).join('; ');
    console.log(`FAIL  ${flavour.padEnd(4)} ${sample}, ${way}: ${verdict?.error ?? outcome}`);
  } else if (!theirs.has(sample)) console.log(`ok    ${flavour.padEnd(4)} ${sample}, ${way}`);
}
console.log(`${questions.length} verdicts of veraPDF, ${worse} worse than before signing`);
if (kept === undefined) rmSync(work, { recursive: true });
process.exitCode = worse > 0 ? 1 : 0;
