import { z } from 'zod';
import type { RoomSecrets } from '../room-secrets.js';

/** What an attempt keeps secret: what the bank's answer is checked with, later the activation. */
const sealedProof = z.object({
  nonce: z.string(),
  codeVerifier: z.string(),
  /** Seconds since 1970, which the bank's `auth_time` is compared with. */
  startedAt: z.number(),
  /** The single-use access token for the vault. */
  activation: z.string().optional(),
});
export type SealedProof = z.infer<typeof sealedProof>;

const labelOf = (attemptId: string): string => `signing-attempt:${attemptId}`;

/** Wraps it for the attempt's row. */
export function sealProof(
  secrets: RoomSecrets,
  attemptId: string,
  proof: SealedProof,
): Uint8Array<ArrayBuffer> {
  return secrets.seal(proof, labelOf(attemptId));
}

/** Opens what {@link sealProof} made for this attempt. @throws PlatformError `platform.unwrap-failed` */
export function openProof(secrets: RoomSecrets, attempt: { id: string; sealed: Uint8Array }): SealedProof {
  return sealedProof.parse(secrets.unseal(attempt.sealed, labelOf(attempt.id)));
}
