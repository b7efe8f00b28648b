import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { PlatformError } from './errors.js';

/**
 * Reads a secret from a file of the data folder; makes it (0600, in a folder 0700) when it is not there. Safe when two
 * processes come first at once: both get the same secret.
 *
 * @param content makes a new secret; default: 32 random bytes
 */
export async function loadOrCreateSecretFile(
  file: string,
  content: () => Uint8Array | Promise<Uint8Array> = () => randomBytes(32),
): Promise<Buffer> {
  const existing = await readIfThere(file);
  if (existing !== undefined) return existing;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(await content());
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Whole or not at all, and never over another's.
    await link(temporary, file).catch((error: unknown) => {
      if (!isCode(error, 'EEXIST')) throw error;
    });
  } finally {
    await rm(temporary, { force: true });
  }
  return readFile(file);
}

/** A key that wraps other keys. */
export interface MasterKey {
  /** Stored beside what it wrapped, so that a later key can take over piece by piece. */
  id: string;
  /** 32 bytes. */
  key: Uint8Array;
}

/** Options of {@link loadMasterKey}. */
export interface MasterKeyOptions {
  /** From the environment: 32 bytes in base64. Wins over the file. */
  base64?: string | undefined;
  /** Made at first start when it is not there. */
  file: string;
}

/** @throws PlatformError `platform.invalid-settings` when the key is not 32 bytes */
export async function loadMasterKey({ base64, file }: MasterKeyOptions): Promise<MasterKey> {
  const key = base64 === undefined ? await loadOrCreateSecretFile(file) : Buffer.from(base64, 'base64');
  if (key.byteLength !== 32) {
    throw new PlatformError('platform.invalid-settings', 'a master key is 32 bytes');
  }
  // Names the key without telling it: 64 bits of a hash of 256 random bits.
  const id = createHash('sha256').update('segl master key').update(key).digest('hex').slice(0, 16);
  return { id, key };
}

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a secret with AES-256-GCM (NIST SP 800-38D, random 96-bit nonce).
 *
 * @param label what the secret is and whose, such as `vault-key:<credentialId>`; needed again to unwrap, so that a stored
 *   blob moved to another row does not open
 * @returns nonce, ciphertext and tag, one after another
 */
export function wrapKey({ key }: MasterKey, secret: Uint8Array, label: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(label, 'utf8'));
  return new Uint8Array(Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]));
}

/** Decrypts what {@link wrapKey} made. @throws PlatformError `platform.unwrap-failed`: other key, other label, or changed */
export function unwrapKey({ key }: MasterKey, wrapped: Uint8Array, label: string): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    })
      .setAAD(Buffer.from(label, 'utf8'))
      .setAuthTag(wrapped.subarray(-tagBytes));
    return Buffer.concat([decipher.update(wrapped.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new PlatformError('platform.unwrap-failed', 'the wrapped secret does not open', { cause });
  }
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
