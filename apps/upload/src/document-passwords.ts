import path from 'node:path';
import { loadMasterKey, unwrapKey, wrapKey } from '@segl/platform';
import { passwordBytes } from '@segl/pades';

/**
 * Passwords of encrypted PDFs, as they lie in the tables: wrapped by a key of this room (AES-256-GCM), each for the row it
 * belongs to. They are never logged and leave the room to signing alone.
 */
export interface DocumentPasswords {
  seal(password: string, owner: PasswordOwner): Uint8Array<ArrayBuffer>;
  /** Undefined where there is none. @throws PlatformError `platform.unwrap-failed` */
  open(sealed: Uint8Array | null, owner: PasswordOwner): string | undefined;
}

/** The row that a password belongs to. */
export type PasswordOwner = { readonly intakeId: string } | { readonly renderingId: string };

const labelOf = (owner: PasswordOwner): string =>
  'intakeId' in owner ? `intake-password:${owner.intakeId}` : `rendering-password:${owner.renderingId}`;

/**
 * Loads the room's key: from settings (32 bytes, base64), or a file of the data folder (0600) that the first start makes.
 * @throws PlatformError `platform.invalid-settings`
 */
export async function loadDocumentPasswords(options: {
  dataDir: string;
  roomKey: string | undefined;
}): Promise<DocumentPasswords> {
  const key = await loadMasterKey({
    base64: options.roomKey,
    file: path.join(options.dataDir, 'keys', 'upload-room.key'),
  });
  return {
    seal: (password, owner) => wrapKey(key, Buffer.from(password, 'utf8'), labelOf(owner)),
    open: (sealed, owner) =>
      sealed === null ? undefined : unwrapKey(key, sealed, labelOf(owner)).toString('utf8'),
  };
}

/** An intake's password for one of its renderings. */
export function resealPassword(
  passwords: DocumentPasswords,
  intake: { readonly id: string; readonly sealedPassword: Uint8Array | null },
  renderingId: string,
): Uint8Array<ArrayBuffer> | null {
  const password = passwords.open(intake.sealedPassword, { intakeId: intake.id });
  return password === undefined ? null : passwords.seal(password, { renderingId });
}

/** The byte strings a password may stand for in files of any revision, for a library that takes bytes only. */
export function passwordCandidates(password: string | undefined): Uint8Array[] {
  if (password === undefined) return [];
  const candidates = [...passwordBytes(password, 6), ...passwordBytes(password, 4)];
  // Copies, since they go to another thread, and buffers may share their memory.
  return candidates.map((bytes) => Uint8Array.from(bytes));
}
