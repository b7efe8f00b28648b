import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { PadesError } from '../../errors.js';
import type { ParseMode } from '../lexer.js';

const blockBytes = 16;

/** AES-CBC as PDF has it (ISO 32000-2 §7.6.3.1): a random block in front, PKCS #7 padding behind. 16 or 32 key bytes. */
export function encryptAes(key: Uint8Array, data: Uint8Array): Uint8Array {
  const iv = randomBytes(blockBytes);
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv);
  return Buffer.concat([iv, cipher.update(data), cipher.final()]);
}

/**
 * Undoes {@link encryptAes}. Lenient mode reads what there is of data that ends inside a block or whose padding is wrong,
 * as readers in the field do; there is no oracle to guard, since whoever asks holds the key.
 *
 * @throws PadesError `pdf.malformed` in strict mode.
 */
export function decryptAes(key: Uint8Array, data: Uint8Array, mode: ParseMode): Uint8Array {
  // Empty strings and streams stand unenciphered in files of several writers.
  if (data.length === 0) return data;
  const whole = data.length - (data.length % blockBytes);
  if (whole !== data.length || whole < 2 * blockBytes) {
    if (mode === 'strict') throw new PadesError('pdf.malformed', 'Encrypted data that is no whole blocks');
    if (whole < 2 * blockBytes) return new Uint8Array();
  }
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, data.subarray(0, blockBytes));
  decipher.setAutoPadding(false);
  const padded = decipher.update(data.subarray(blockBytes, whole));
  const padding = padded[padded.length - 1] ?? 0;
  const sound =
    padding >= 1 && padding <= blockBytes && padded.subarray(-padding).every((byte) => byte === padding);
  if (sound) return padded.subarray(0, padded.length - padding);
  if (mode === 'strict') throw new PadesError('pdf.malformed', 'Encrypted data whose padding is wrong');
  return padded;
}

/** AES-CBC over whole blocks, without padding; the vector is zero unless one is given. */
export function encryptBlocks(key: Uint8Array, data: Uint8Array, iv?: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv ?? new Uint8Array(blockBytes));
  cipher.setAutoPadding(false);
  return cipher.update(data);
}

/** Undoes {@link encryptBlocks} with a zero vector; over one block it is the same as ECB. */
export function decryptBlocks(key: Uint8Array, data: Uint8Array): Uint8Array {
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, new Uint8Array(blockBytes));
  decipher.setAutoPadding(false);
  return decipher.update(data);
}
