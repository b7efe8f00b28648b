import { PdfString, type PdfObject } from './objects.js';

/** A text string (ISO 32000-2 §7.9.2.2): ASCII as it is, everything else as UTF-16BE with its mark. */
export function textString(text: string): PdfString {
  if (/^[\x20-\x7e]*$/.test(text)) return new PdfString(Buffer.from(text, 'latin1'));
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  return new PdfString(bytes, 'hex');
}

/** What PDFDocEncoding has where Latin-1 has control characters (ISO 32000-2 Annex D.3). */
const docEncoding = new Map(
  [...'˘ˇˆ˙˝˛˚˜']
    .map((character, index): [number, string] => [0x18 + index, character])
    .concat(
      [...'•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž'].map((character, index) => [0x80 + index, character]),
      [[0xa0, '€']],
    ),
);

const docCodes = new Map([...docEncoding].map(([code, character]) => [character, code]));

/** Text in PDFDocEncoding, without a mark; undefined where it has letters that are not in it. */
export function encodeDocString(text: string): Uint8Array | undefined {
  const codes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const own = point < 0x80 ? !docEncoding.has(point) : point > 0xa0 && point <= 0xff;
    const code = docCodes.get(character) ?? (own ? point : undefined);
    if (code === undefined) return undefined;
    codes.push(code);
  }
  return Uint8Array.from(codes);
}

/** The text of a string object; undefined for anything else. */
export function decodeTextString(value: PdfObject | undefined): string | undefined {
  if (!(value instanceof PdfString)) return undefined;
  const bytes = Buffer.from(value.bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)));
    return even.swap16().toString('utf16le');
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3).toString('utf8');
  return Array.from(bytes, (byte) => docEncoding.get(byte) ?? String.fromCharCode(byte)).join('');
}

/** A date as signature dictionaries want it (§7.9.4), in UTC. */
export function dateString(date: Date): PdfString {
  const text = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return new PdfString(Buffer.from(`D:${text}+00'00'`, 'latin1'));
}
