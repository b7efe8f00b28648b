import { PadesError } from '../errors.js';

/** Tag numbers: universal ones as they are; context ones see `contextTag`. */
export const Tag = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  oid: 6,
  enumerated: 10,
  utf8String: 12,
  sequence: 16,
  set: 17,
  numericString: 18,
  printableString: 19,
  teletexString: 20,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
  visibleString: 26,
  universalString: 28,
  bmpString: 30,
} as const;

/** The error for bytes that break the encoding rules. */
export const malformed = (message: string, cause?: unknown): PadesError =>
  new PadesError('asn1.malformed', message, cause === undefined ? undefined : { cause });

const TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:[.,](\d{1,9}))?(Z|[+-]\d{4})$/;

/** UTCTime or GeneralizedTime as a moment. */
export function parseTime(text: string, kind: 'utc' | 'generalized'): Date {
  const match = TIME.exec(kind === 'utc' ? `00${text}` : text);
  if (match === null) throw malformed('Time that is no time');
  const [, y = '', month = '', day = '', hour = '', minute = '', second = '0', fraction = '', zone = 'Z'] =
    match;
  const fullYear = kind === 'utc' ? Number(y) + (Number(y) >= 50 ? 1900 : 2000) : Number(y);
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const date = new Date(0);
  date.setUTCFullYear(fullYear, Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second), milliseconds);
  const real =
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 61;
  if (!real) throw malformed('Time that is no time');
  if (zone === 'Z') return date;
  const offset = (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5))) * 60_000;
  return new Date(date.getTime() - (zone.startsWith('-') ? -offset : offset));
}

/** The characters of a string type. */
export function decodeText(tag: number, content: Buffer): string {
  switch (tag) {
    case Tag.utf8String:
      return content.toString('utf8');
    case Tag.bmpString: {
      if (content.length % 2 !== 0) throw malformed('BMPString of odd length');
      return Buffer.from(content).swap16().toString('utf16le');
    }
    case Tag.universalString: {
      if (content.length % 4 !== 0) throw malformed('UniversalString of broken length');
      let text = '';
      for (let i = 0; i < content.length; i += 4) {
        const point = content.readUInt32BE(i);
        if (point > 0x10ffff) throw malformed('UniversalString beyond Unicode');
        text += String.fromCodePoint(point);
      }
      return text;
    }
    case Tag.printableString:
    case Tag.ia5String:
    case Tag.numericString:
    case Tag.teletexString:
    case Tag.visibleString:
      return content.toString('latin1');
    default:
      throw malformed(`Tag ${tag} is no character string`);
  }
}
