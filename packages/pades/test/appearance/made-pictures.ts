import { deflateSync, crc32 } from 'node:zlib';

interface PngShape {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly type: number;
  readonly interlaced?: 1;
  readonly chunks?: readonly [string, Buffer][];
}

/** A PNG around rows that are filtered already. */
export function png(
  { width, height, depth, type, interlaced = undefined, chunks = [] }: PngShape,
  rows: number[],
): Buffer {
  const chunk = (name: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(name), body]);
    const out = Buffer.alloc(named.length + 8);
    out.writeUInt32BE(body.length, 0);
    named.copy(out, 4);
    out.writeUInt32BE(crc32(named), named.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([depth, type, 0, 0, interlaced ?? 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    ...chunks.map(([name, body]) => chunk(name, body)),
    chunk('IDAT', deflateSync(Buffer.from(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The head of a JPEG of 6 by 4 pixels: what is read of one. */
export const smallJpeg = Buffer.from(
  'ffd8ffe000104a46494600010100000100010000ffc0001108000400060301220002110103110100',
  'hex',
);
