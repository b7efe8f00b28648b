import { z } from 'zod';
import type { RoomSecrets } from '../room-secrets.js';

const labelOf = (documentId: string): string => `document-password:${documentId}`;

/** Wraps the password of an encrypted PDF for its document's row. */
export function sealDocumentPassword(
  secrets: RoomSecrets,
  documentId: string,
  password: string,
): Uint8Array<ArrayBuffer> {
  return secrets.seal(password, labelOf(documentId));
}

/**
 * The password as the engine's options take it; nothing where the document needs none. It is never shown or logged: every
 * increment needs it, and nobody else here.
 *
 * @throws PlatformError `platform.unwrap-failed`
 */
export function passwordOptions(
  secrets: RoomSecrets,
  document: { readonly id: string; readonly sealedPassword: Uint8Array | null },
): { password?: string } {
  if (document.sealedPassword === null) return {};
  return { password: z.string().parse(secrets.unseal(document.sealedPassword, labelOf(document.id))) };
}
