import { encodeDocString } from '../text-string.js';

/** Longest password of revisions 5 and 6 that counts, in bytes (ISO 32000-2 §7.6.4.3.3). */
const longestUtf8 = 127;

/**
 * The byte strings that a password may stand for. Revisions to 4 want PDFDocEncoding, revisions 5 and 6 SASLprep and UTF-8
 * (ISO 32000-2 §7.6.4.3); writers that took the text as it came are common, so that is tried behind it.
 */
export function passwordBytes(password: string, revision: number): Uint8Array[] {
  const plain = Buffer.from(password, 'utf8');
  const candidates: (Uint8Array | undefined)[] =
    revision >= 5
      ? [truncated(saslPrep(password)), plain.subarray(0, longestUtf8)]
      : [encodeDocString(password), plain, encodeLatin1(password)];
  const seen = new Set<string>();
  return candidates.filter((bytes): bytes is Uint8Array => {
    const key = bytes && Buffer.from(bytes).toString('hex');
    if (key === undefined || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function truncated(password: string | undefined): Uint8Array | undefined {
  return password === undefined ? undefined : Buffer.from(password, 'utf8').subarray(0, longestUtf8);
}

function encodeLatin1(password: string): Uint8Array | undefined {
  return [...password].every((character) => (character.codePointAt(0) ?? 0) <= 0xff)
    ? Buffer.from(password, 'latin1')
    : undefined;
}

/** RFC 3454 Table C.1.2: spaces that become a plain one. */
const otherSpaces = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g;
/** RFC 3454 Table B.1: mapped to nothing. */
const nothing = /[\u00ad\u1806\u2060\ufeff]|[\u034f\u180b-\u180d\ufe00-\ufe0f]|[\u200c\u200d]/g;
/** RFC 4013 §2.3, by the tables of RFC 3454. What table B.1 maps to nothing, or C.1.2 to a space, has gone before. */
const prohibited: readonly RegExp[] = [
  /[\p{Cc}\u06dd\u070f\u180e\u2028\u2029\u206a-\u206f\u{1d173}-\u{1d17a}]/u, // C.2: controls
  /\p{Co}/u, // C.3: private use
  /[\ufdd0-\ufdef\ufffe\uffff]/u, // C.4: non-characters
  /\p{Cs}/u, // C.5: surrogates
  /[\ufff9-\ufffd]/u, // C.6: not for plain text
  /[\u2ff0-\u2ffb]/u, // C.7: descriptions of ideographs
  /[\u0340\u0341\u200e\u200f\u202a-\u202e]/u, // C.8: change how others are shown, or are deprecated
  /[\u{e0001}\u{e0020}-\u{e007f}]/u, // C.9: tags
];
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
const leftToRight = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

/** SASLprep (RFC 4013); undefined where the text cannot be a password by it. */
export function saslPrep(text: string): string | undefined {
  const prepared = text.replace(otherSpaces, ' ').replace(nothing, '').normalize('NFKC');
  if (prohibited.some((table) => table.test(prepared))) return undefined;
  if (rightToLeft.test(prepared)) {
    const characters = [...prepared];
    const [first = ''] = characters;
    const last = characters[characters.length - 1] ?? '';
    if (leftToRight.test(prepared) || !rightToLeft.test(first) || !rightToLeft.test(last)) return undefined;
  }
  return prepared;
}
