import { PadesError } from '../errors.js';

/**
 * The CIDs of a CID-keyed CFF font by glyph number (Adobe Technical Note 5176 §13, §18); undefined where its glyphs have
 * names, in which case their numbers serve as CIDs (ISO 32000-2 §9.7.4.2).
 *
 * @throws PadesError `sign.font-unusable`.
 */
export function readCidCharset(cff: Buffer, glyphCount: number): readonly number[] | undefined {
  try {
    const names = skipIndex(cff, cff.readUInt8(2));
    const [topStart, topEnd] = firstOf(cff, names);
    const top = readDict(cff.subarray(topStart, topEnd));
    if (!top.has(ros)) return undefined;
    return readCharset(cff, top.get(charset) ?? 0, glyphCount);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new PadesError('sign.font-unusable', 'The font has a damaged CFF table', { cause: error });
    }
    throw error;
  }
}

/** Operators of a Top DICT; two-byte ones begin with 12. */
const ros = 12 * 256 + 30;
const charset = 15;

/** Where what follows an INDEX begins. */
function skipIndex(cff: Buffer, at: number): number {
  const count = cff.readUInt16BE(at);
  if (count === 0) return at + 2;
  const size = cff.readUInt8(at + 2);
  return at + 2 + (count + 1) * size + cff.readUIntBE(at + 3 + count * size, size);
}

function firstOf(cff: Buffer, at: number): [number, number] {
  const count = cff.readUInt16BE(at);
  const size = cff.readUInt8(at + 2);
  const base = at + 2 + (count + 1) * size;
  return [base + cff.readUIntBE(at + 3, size), base + cff.readUIntBE(at + 3 + size, size)];
}

/** The last operand of each operator. */
function readDict(data: Buffer): Map<number, number> {
  const entries = new Map<number, number>();
  let operand = 0;
  for (let at = 0; at < data.length;) {
    const first = data.readUInt8(at++);
    if (first <= 21) {
      const operator = first === 12 ? first * 256 + data.readUInt8(at++) : first;
      entries.set(operator, operand);
    } else if (first === 28) {
      operand = data.readInt16BE(at);
      at += 2;
    } else if (first === 29) {
      operand = data.readInt32BE(at);
      at += 4;
    } else if (first === 30) {
      // Real numbers end with a nibble of ones; none of those that are looked for is one.
      while ((data.readUInt8(at) & 0xf) !== 0xf && data.readUInt8(at) >> 4 !== 0xf) at++;
      at++;
    } else if (first <= 246) operand = first - 139;
    else if (first <= 250) operand = (first - 247) * 256 + data.readUInt8(at++) + 108;
    else operand = -(first - 251) * 256 - data.readUInt8(at++) - 108;
  }
  return entries;
}

function readCharset(cff: Buffer, offset: number, glyphCount: number): number[] {
  // Glyph 0 is always CID 0, and not listed.
  const cids = [0];
  const format = cff.readUInt8(offset);
  let at = offset + 1;
  while (cids.length < glyphCount) {
    const first = cff.readUInt16BE(at);
    at += 2;
    if (format === 0) {
      cids.push(first);
      continue;
    }
    const left = format === 1 ? cff.readUInt8(at) : cff.readUInt16BE(at);
    at += format === 1 ? 1 : 2;
    for (let index = 0; index <= left && cids.length < glyphCount; index++) cids.push(first + index);
  }
  return cids;
}
