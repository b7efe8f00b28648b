import { UploadError } from '../errors.js';

/** What {@link decodeText} found. */
export interface DecodedText {
  /** In Unicode normal form C, lines ended by `\n`, without a byte order mark. */
  text: string;
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
}

/** Controls that no text has; tabs, line ends and form feeds are layout. */
const controls = /(?![\t\n\f\r])\p{Cc}/u;

/**
 * Reads bytes as text: UTF-16 where a byte order mark says so, else UTF-8, else Windows-1252 (a guess, which the
 * caller tells the sender).
 *
 * @throws UploadError `upload.text-invalid` when controls show that the bytes are no text
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const encoding = detectEncoding(bytes);
  const decoded = new TextDecoder(encoding).decode(bytes);
  requireNoControls(decoded);
  return { encoding, text: normalizeText(decoded) };
}

/** Text as the typesetter takes it: normal form C, `\n` at line ends, no invisible hyphenation hints or marks. */
export function normalizeText(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/[\u00AD\uFEFF]/g, '')
    .normalize('NFC');
}

/** @throws UploadError `upload.text-invalid` naming the first control character */
export function requireNoControls(text: string): void {
  const control = controls.exec(text);
  if (control === null) return;
  const character = codePointName(control[0]);
  throw new UploadError(
    'upload.text-invalid',
    `The text holds the control character ${character}, which is no text. Save it as plain text (UTF-8) and try again.`,
    { facts: { characters: character } },
  );
}

function detectEncoding(bytes: Uint8Array): DecodedText['encoding'] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252'; // not UTF-8; every byte sequence is Windows-1252
  }
}

/** `U+0001`-style name of a character. */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
