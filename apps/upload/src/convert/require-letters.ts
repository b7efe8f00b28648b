import { UploadError } from '../errors.js';
import { codePointName } from './decode-text.js';
import type { FontSet } from './fonts.js';

const namedAtMost = 12;

/**
 * Refuses text with characters that the fonts lack, naming them: a signer must never see boxes where words should be.
 * @throws UploadError `upload.text-invalid`
 */
export function requireLetters(fonts: FontSet, text: string): void {
  const missing = fonts.missingCharacters(text);
  if (missing.length === 0) return;
  const characters = missing.slice(0, namedAtMost).map(describe).join(', ');
  const more = missing.length > namedAtMost ? ` and ${missing.length - namedAtMost} more` : '';
  throw new UploadError(
    'upload.text-invalid',
    `The text holds characters that Segl cannot set: ${characters}${more}. Remove them, or send the document as a PDF.`,
    { facts: { characters: `${characters}${more}`, count: missing.length } },
  );
}

function describe(character: string): string {
  const visible = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character);
  return visible ? `${character} (${codePointName(character)})` : codePointName(character);
}
