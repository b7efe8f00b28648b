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
// eslint-disable-next-line no-misleading-character-class -- code points are listed, not what they look like together
const nothing = /[\u00ad\u034f\u1806\u180b-\u180d\u200c\u200d\u2060\ufe00-\ufe0f\ufeff]/g;
/** RFC 4013 §2.3: controls, private use, non-characters, surrogates, and what does not belong in plain text. */
const prohibited =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- controls and marks are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u06dd\u070f\u180e\u2028\u2029\u206a-\u206f\ufff9-\uffff\u0340\u0341\u200e\u200f\u202a-\u202e\u2ff0-\u2ffb\ufdd0-\ufdef\p{Co}\p{Cs}\u{1d173}-\u{1d17a}\u{e0001}\u{e0020}-\u{e007f}]/u;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
const leftToRight = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

/** SASLprep (RFC 4013); undefined where the text cannot be a password by it. */
export function saslPrep(text: string): string | undefined {
  const prepared = text.replace(otherSpaces, ' ').replace(nothing, '').normalize('NFKC');
  if (prohibited.test(prepared)) return undefined;
  if (rightToLeft.test(prepared)) {
    const characters = [...prepared];
    const [first = ''] = characters;
    const last = characters[characters.length - 1] ?? '';
    if (leftToRight.test(prepared) || !rightToLeft.test(first) || !rightToLeft.test(last)) return undefined;
  }
  return prepared;
}
