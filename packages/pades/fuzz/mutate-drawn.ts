import { deflateSync, inflateSync } from 'node:zlib';
import { mutateBytes } from './mutate-bytes.js';
import type { Random } from './random.js';

const words = [
  'M',
  'm',
  'L',
  'h',
  'V',
  'c',
  'S',
  'q',
  'T',
  'A',
  'a',
  'z',
  '0',
  '1',
  '-',
  '.',
  'e9',
  ' ',
  ',',
];
const numbers = ['0', '-0', '1e-320', '1e308', '-1e308', '1e999', '.5', '4294967296', '0.000001', '99999999'];

/** Words and numbers of path data, put in and taken out. */
export function mutatePath(bytes: Buffer, random: Random): Buffer {
  const parts = bytes.toString('latin1').match(/[a-z]|[^a-z]+/gi) ?? [];
  const at = random.below(parts.length + 1);
  const put = random.pick(random.chance(0.5) ? words : numbers);
  const kept = random.chance(0.5) ? at : Math.min(parts.length, at + 1);
  return Buffer.from([...parts.slice(0, at), ` ${put} `, ...parts.slice(kept)].join(''), 'latin1');
}

/** A PNG with one chunk changed: its data as they are before they are compressed. */
export function mutatePicture(bytes: Buffer, random: Random): Buffer {
  const chunks: { start: number; end: number }[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) break;
    chunks.push({ start: at, end });
    at = end;
  }
  if (chunks.length === 0 || random.chance(0.2)) return mutateBytes(bytes, random);
  const { start, end } = random.pick(chunks);
  const type = bytes.subarray(start + 4, start + 8);
  const body = changedBody(type.toString('latin1'), bytes.subarray(start + 8, end - 4), random);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  // Nobody here looks at the checksum of a chunk.
  const chunk = Buffer.concat([length, type, body, Buffer.alloc(4)]);
  return Buffer.concat([bytes.subarray(0, start), chunk, bytes.subarray(end)]);
}

function changedBody(type: string, body: Buffer, random: Random): Buffer {
  if (type !== 'IDAT') return mutateBytes(body, random);
  try {
    return deflateSync(mutateBytes(inflateSync(body, { maxOutputLength: 1 << 20 }), random));
  } catch {
    // It was changed before and can no longer be unpacked.
    return mutateBytes(body, random);
  }
}

/** A font with one table changed; each table is as likely, however small. */
export function mutateFont(bytes: Buffer, random: Random): Buffer {
  const count = bytes.length < 12 ? 0 : Math.min(bytes.readUInt16BE(4), Math.floor((bytes.length - 12) / 16));
  if (count === 0 || random.chance(0.2)) return mutateBytes(bytes, random);
  const record = 12 + 16 * random.below(count);
  const start = bytes.readUInt32BE(record + 8);
  const table = bytes.subarray(start, start + bytes.readUInt32BE(record + 12));
  if (table.length === 0) return mutateBytes(bytes, random);
  const copy = Buffer.from(bytes);
  // In place, so that the other tables stay where the directory has them.
  mutateBytes(Buffer.from(table), random).subarray(0, table.length).copy(copy, start);
  return copy;
}
