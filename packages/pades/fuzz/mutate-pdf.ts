import { deflateSync, inflateSync } from 'node:zlib';
import { mutateBytes } from './mutate-bytes.js';
import { mutateDer } from './mutate-der.js';
import type { Random } from './random.js';

/** Changes to tokens, numbers, references, streams and cross-references of a PDF, one to four of them. */
export function mutatePdf(bytes: Buffer, others: readonly Buffer[], random: Random): Buffer {
  let result = bytes;
  const rounds = 1 + random.below(4);
  for (let round = 0; round < rounds; round++) result = random.pick(mutations)(result, random, others);
  // With a cross-reference that fits, readers get to what was changed without mending the file first.
  return random.chance(0.4) ? withNewTable(result) : result;
}

type Mutation = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const words = [
  'obj',
  'endobj',
  'stream',
  'endstream',
  'xref',
  'trailer',
  'startxref',
  '%%EOF',
  '<<',
  '>>',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  'R',
  'null',
  'true',
  '/',
  '//',
  '/#',
  '/#0',
  '/A#00B',
  '(\\',
  '{',
  '}',
  '%',
  '1 0 R',
  '0 0 R',
  '8388607 0 R',
  '3 65536 R',
  '\r',
  '\n',
  '\0',
  ' ',
  '/Kids',
  '/Parent',
  '/Length',
  '/Root',
  '/Prev',
  '/Size',
  '/W',
  '/Index',
  '/Type',
  '/Pages',
  '/Page',
  '/Fields',
  '/Contents',
  '/ByteRange',
  '/V',
  '/T',
  '/FT',
  '/Sig',
  '/ObjStm',
  '/XRef',
  '/Extends',
  '/Encrypt',
  '/Filter',
];
const numbers = [
  '-1',
  '0',
  '1',
  '2',
  '255',
  '65535',
  '65536',
  '2147483647',
  '2147483648',
  '4294967295',
  '4294967296',
  '8388607',
  '8388608',
  '9007199254740993',
  '99999999999999999999',
  '-9999999999',
  '0.5',
  '-.0',
  '+1',
  '--1',
  '1e9',
  '1.',
  '.',
  '00000000000000001',
];
const keys = [
  'Kids',
  'Parent',
  'Prev',
  'Type',
  'Length',
  'Filter',
  'DecodeParms',
  'W',
  'Index',
  'Size',
  'XRefStm',
  'AcroForm',
  'Fields',
  'Perms',
  'DSS',
  'Contents',
  'ByteRange',
  'Root',
  'Info',
  'ID',
  'Encrypt',
  'Extends',
  'N',
  'First',
  'Annots',
  'P',
  'V',
  'Lock',
  'SV',
  'MediaBox',
  'Rotate',
  'Count',
  'Metadata',
  'DR',
  'SigFlags',
  'Reference',
  'TransformParams',
  'OpenAction',
  'AA',
  'Names',
  'Certs',
  'VRI',
  'FT',
  'T',
  'AP',
  'MK',
  'Rect',
  'StructTreeRoot',
  'Lang',
  'OutputIntents',
  'Resources',
  'CropBox',
  'XFA',
];

const mutations: readonly Mutation[] = [
  (bytes, random) => mutateBytes(bytes, random),
  (bytes, random) => replaceOne(bytes, random, /[/(<>[\]]|\b[A-Za-z]+\b/g, () => random.pick(words)),
  (bytes, random) => replaceOne(bytes, random, /\d+/g, (old) => newNumber(old, random)),
  (bytes, random) => replaceOne(bytes, random, /\d+ 0 R/g, () => `${random.below(14)} 0 R`),
  (bytes, random) => replaceOne(bytes, random, /\d+ 0 R/g, () => nested(random)),
  (bytes, random) => replaceOne(bytes, random, /<</g, () => `<</${random.pick(keys)} ${someValue(random)} `),
  (bytes, random) => replaceOne(bytes, random, /\/\w+/g, () => `/${random.pick(keys)}`),
  (bytes, random) => replaceOne(bytes, random, /\d{10} \d{5} [nf]/g, (old) => newEntry(old, random)),
  (bytes, random) =>
    replaceOne(bytes, random, /startxref\s+\d+/g, () => `startxref\n${random.below(bytes.length + 20)}`),
  (bytes, random) => replaceOne(bytes, random, /\/Prev \d+/g, () => `/Prev ${random.below(bytes.length)}`),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => Buffer.concat([Buffer.alloc(random.below(1100), random.pick(words)), bytes]),
  (bytes, random, others) =>
    Buffer.concat([bytes.subarray(0, random.below(bytes.length + 1)), random.pick(others)]),
  (bytes, random, others) => splice(bytes, random.pick(others), random),
  mutateStream,
  mutateStream,
  mutateContents,
  mutateContents,
];

function replaceOne(bytes: Buffer, random: Random, pattern: RegExp, make: (old: string) => string): Buffer {
  const text = bytes.toString('latin1');
  const found = [...text.matchAll(pattern)];
  const match = found[random.below(found.length)];
  if (!match) return bytes;
  const after = match.index + match[0].length;
  return Buffer.from(text.slice(0, match.index) + make(match[0]) + text.slice(after), 'latin1');
}

function newNumber(old: string, random: Random): string {
  if (random.chance(0.5)) return random.pick(numbers);
  const near = String(Number(old) + random.pick([-1, 1, 2, -2, 10, 256]));
  return random.chance(0.5) ? near.padStart(old.length, '0') : near;
}

function newEntry(old: string, random: Random): string {
  const offset = random.chance(0.5) ? Number(old.slice(0, 10)) + random.below(9) - 4 : random.below(20_000);
  return `${String(Math.max(0, offset)).padStart(10, '0')} ${old.slice(11, 16)} ${random.pick(['n', 'f', 'x'])}`;
}

function someValue(random: Random): string {
  switch (random.below(6)) {
    case 0:
      return `${random.below(14)} 0 R`;
    case 1:
      return random.pick(numbers);
    case 2:
      return `/${random.pick(keys)}`;
    case 3:
      return `[${random.below(14)} 0 R ${random.pick(numbers)} ${random.below(14)} 0 R]`;
    case 4:
      return `<</${random.pick(keys)} ${random.below(14)} 0 R>>`;
    default:
      return nested(random);
  }
}

function nested(random: Random): string {
  const depth = random.pick([3, 150, 199, 201, 20_000]);
  const [open, close] = random.pick([
    ['[', ']'],
    ['<</Kids ', '>>'],
    ['<</Kids [', ']>>'],
  ] as const);
  return open.repeat(depth) + (random.chance(0.7) ? `1 0 R${close.repeat(depth)}` : '');
}

function splice(bytes: Buffer, other: Buffer, random: Random): Buffer {
  const from = random.below(other.length);
  const part = other.subarray(from, from + random.below(other.length - from + 1));
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at + random.below(200))]);
}

const bomb = deflateSync(Buffer.alloc(20 * 1024 * 1024));
const filters = [
  '/FlateDecode',
  '/LZWDecode',
  '/ASCIIHexDecode',
  '/ASCII85Decode',
  '/RunLengthDecode',
  '/DCTDecode',
  '/Crypt',
  '/Nonsense',
  '[/FlateDecode /FlateDecode]',
  '[/ASCIIHexDecode /FlateDecode]',
  `[${'/RunLengthDecode '.repeat(9)}]`,
  '3 0 R',
  '[[]]',
];
const parameters = ['Predictor', 'Columns', 'Colors', 'BitsPerComponent', 'EarlyChange', 'Name'];

/** What stands in a stream, its filters, or the parameters of its predictor. */
function mutateStream(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString('latin1');
  const found = [
    ...text.matchAll(/<<(?:[^<>]|<<[^<>]{0,200}>>|<[0-9a-f]{0,200}>){0,400}>>\s{0,4}stream\r?\n/g),
  ];
  const match = found[random.below(found.length)];
  if (!match) return mutateBytes(bytes, random);
  const start = match.index + match[0].length;
  const end = text.indexOf('endstream', start);
  if (end < 0) return mutateBytes(bytes, random);
  let head = match[0];
  let body = bytes.subarray(start, end);
  const choice = random.below(5);
  if (choice === 0) body = mutateFlate(body, random);
  else if (choice === 1) body = mutateBytes(Buffer.from(body), random);
  else if (choice === 2)
    head = head
      .replace(/\/Filter\s*(\/\w+|\[[^\]]*\])/, '')
      .replace('<<', `<</Filter ${random.pick(filters)} `);
  else if (choice === 3) {
    const value = random.pick(numbers);
    head = head
      .replace(/\/DecodeParms\s*<<[^<>]*>>/, '')
      .replace(
        '<<',
        `<</DecodeParms <</Predictor ${random.pick(['2', '10', '12', '15', '99'])} /${random.pick(parameters)} ${value}>> `,
      );
  } else {
    body = bomb;
    head = head.replace(/\/Filter\s*(\/\w+|\[[^\]]*\])/, '').replace('<<', '<</Filter /FlateDecode ');
  }
  if (random.chance(0.8)) head = head.replace(/\/Length \d+(?! \d+ R)/, `/Length ${body.length}`);
  const last = body[body.length - 1] === 0x0a ? '' : '\n';
  return Buffer.concat([
    bytes.subarray(0, match.index),
    Buffer.from(head, 'latin1'),
    body,
    Buffer.from(last),
    bytes.subarray(end),
  ]);
}

function mutateFlate(body: Buffer, random: Random): Buffer {
  let plain: Buffer;
  try {
    plain = inflateSync(body, { maxOutputLength: 1 << 20 });
  } catch {
    // Not compressed: its bytes themselves are changed.
    return mutateBytes(Buffer.from(body), random);
  }
  return deflateSync(mutateBytes(plain, random));
}

/** The CMS inside a signature, padded again so that nothing moves. */
function mutateContents(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString('latin1');
  const found = [...text.matchAll(/<([0-9a-f]{1000,})>/gi)];
  const match = found[random.below(found.length)];
  const hex = match?.[1];
  if (!match || hex === undefined) return mutateBytes(bytes, random);
  const slot = Buffer.from(hex, 'hex');
  const length = slot[1] === 0x82 ? slot.readUInt16BE(2) + 4 : slot.length;
  const mutated = mutateDer(slot.subarray(0, length), random).subarray(0, slot.length);
  const copy = Buffer.from(bytes);
  copy.write(mutated.toString('hex').padEnd(hex.length, '0'), match.index + 1, 'latin1');
  return copy;
}

/** The file with a table at its end over every object that can be seen in it. */
function withNewTable(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  const offsets = new Map<number, number>();
  for (const match of text.matchAll(/(?:^|[\r\n])(\d{1,7}) \d+ obj\b/g)) {
    offsets.set(Number(match[1]), match.index + match[0].search(/\d/));
  }
  const trailer =
    [...text.matchAll(/trailer\s*<<([\s\S]{0,2000}?)>>\s*startxref/g)].at(-1)?.[1] ?? '/Root 1 0 R /Size 20';
  const rows = [...offsets]
    .sort(([a], [b]) => a - b)
    .map(([num, offset]) => `${num} 1\n${String(offset).padStart(10, '0')} 00000 n \n`);
  const kept = trailer.replace(/\/(Prev|XRefStm) \d+/g, '');
  const end = `\nxref\n0 1\n0000000000 65535 f \n${rows.join('')}trailer\n<<${kept}>>\nstartxref\n${bytes.length + 1}\n%%EOF\n`;
  return Buffer.concat([bytes, Buffer.from(end, 'latin1')]);
}
