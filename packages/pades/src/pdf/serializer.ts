import { isRegular } from './lexer.js';
import { isArray, PdfDict, PdfName, PdfRef, PdfStream, PdfString, type PdfObject } from './objects.js';

/**
 * Writes an object in PDF syntax (ISO 32000-2 §7.3). Streams are written with their raw bytes and with `/Length`
 * set to their number.
 */
export function serializeObject(value: PdfObject): Uint8Array {
  if (value instanceof PdfStream) {
    const bytes = value.raw();
    const head = serializeText(value.dict.with({ Length: bytes.length }));
    return Buffer.concat([Buffer.from(`${head}\nstream\n`, 'latin1'), bytes, Buffer.from('\nendstream')]);
  }
  return Buffer.from(serializeText(value), 'latin1');
}

/** Like {@link serializeObject} for everything but streams, as a string of one character a byte. */
export function serializeText(value: PdfObject): string {
  const parts: string[] = [];
  write(value, parts);
  return parts.join('');
}

function write(value: PdfObject, parts: string[]): void {
  if (value === null) parts.push('null');
  else if (typeof value === 'boolean') parts.push(String(value));
  else if (typeof value === 'number') parts.push(serializeNumber(value));
  else if (value instanceof PdfName) parts.push(serializeName(value.value));
  else if (value instanceof PdfString) parts.push(serializeString(value));
  else if (value instanceof PdfRef) parts.push(value.toString());
  else if (value instanceof PdfDict) writeDict(value, parts);
  else if (isArray(value)) {
    parts.push('[');
    value.forEach((item, index) => {
      if (index > 0) parts.push(' ');
      write(item, parts);
    });
    parts.push(']');
  } else throw new TypeError('A stream can only be an indirect object');
}

function writeDict(value: PdfDict, parts: string[]): void {
  parts.push('<<');
  for (const [key, entry] of value.entries) {
    parts.push(serializeName(key));
    // Readers in the field stumble over names that touch a name or number; a space never hurts.
    parts.push(' ');
    write(entry, parts);
  }
  parts.push('>>');
}

/** PDF knows no exponents (§7.3.3). */
export function serializeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('A PDF number must be finite');
  if (Object.is(value, -0)) return '0';
  const text = String(value);
  if (!text.includes('e')) return text;
  return Math.abs(value) < 1 ? value.toFixed(20).replace(/\.?0+$/, '') : BigInt(Math.trunc(value)).toString();
}

/** A name with everything escaped that is not a regular, printable character (§7.3.5). */
export function serializeName(value: string): string {
  let text = '/';
  for (const character of value) {
    const code = character.charCodeAt(0);
    const plain = code > 0x20 && code < 0x7f && code !== 0x23 && isRegular(code);
    text += plain ? character : `#${code.toString(16).padStart(2, '0')}`;
  }
  return text;
}

function serializeString(value: PdfString): string {
  if (value.notation === 'hex') return `<${Buffer.from(value.bytes).toString('hex')}>`;
  let text = '(';
  for (const byte of value.bytes) {
    if (byte === 0x28 || byte === 0x29 || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`;
    else if (byte === 0x0d) text += '\\r';
    else if (byte === 0x0a) text += '\\n';
    else text += String.fromCharCode(byte);
  }
  return `${text})`;
}
