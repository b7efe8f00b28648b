import { z } from 'zod';
import type { Prisma } from '@segl/database';
import type { DocumentToBeSignedState } from '@segl/pades';
import type { SigningRoom } from '../signing-room.js';

const caseInclude = {
  consent: { select: { sha256: true } },
  party: { include: { order: { include: { documents: { orderBy: { position: 'asc' } } } } } },
} as const satisfies Prisma.SigningAttemptInclude;
type Row = Prisma.SigningAttemptGetPayload<{ include: typeof caseInclude }>;

const base64 = z.base64();

/**
 * What was decided before the key was used (the columns `intent` and `signedAttributes`): with it, any process can
 * go on, and the vault is asked for the same signature again.
 */
const intentSchema = z.object({
  baseRevision: z.int(),
  baseSha256: z.string(),
  /** ISO 8601; `/M` of the signature and the time on the seal. */
  signingTime: z.iso.datetime(),
  fieldName: z.string(),
  toBeSigned: z.custom<DocumentToBeSignedState>(
    (value) => typeof value === 'object' && value !== null && 'increment' in value,
  ),
  certificate: base64,
  chain: z.array(base64),
});
export type SigningIntent = z.infer<typeof intentSchema>;

/** What the column `certificateChain` holds after the vault has answered. */
const signerSchema = z.object({
  certificate: base64,
  chain: z.array(base64),
  signatureAlgorithm: z.enum(['ECDSA', 'RSASSA-PKCS1-v1_5', 'RSASSA-PSS', 'Ed25519']),
  digestAlgorithm: z.enum(['SHA-256', 'SHA-384', 'SHA-512']),
});
export type StoredSigner = z.infer<typeof signerSchema>;

/** An attempt with everything that steps 7 and 8 look at. */
export interface SigningCase {
  attempt: Row;
  party: Row['party'];
  order: Row['party']['order'];
  document: Row['party']['order']['documents'][number];
  consentSha256: string;
  intent: SigningIntent | undefined;
  signer: StoredSigner | undefined;
}

/** Reads it anew from the database. */
export async function loadSigningCase(room: SigningRoom, attemptId: string): Promise<SigningCase> {
  const attempt = await room.prisma.signingAttempt.findUniqueOrThrow({
    where: { id: attemptId },
    include: caseInclude,
  });
  const [document] = attempt.party.order.documents;
  if (document === undefined) throw new Error(`order ${attempt.party.orderId} has no document`);
  return {
    attempt,
    party: attempt.party,
    order: attempt.party.order,
    document,
    consentSha256: attempt.consent.sha256,
    intent: attempt.intent === null ? undefined : intentSchema.parse(attempt.intent),
    signer: attempt.certificateChain === null ? undefined : signerSchema.parse(attempt.certificateChain),
  };
}
