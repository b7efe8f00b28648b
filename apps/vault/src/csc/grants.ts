import { createHash, randomBytes } from 'node:crypto';
import type { CscGrant, Prisma } from '@segl/database';
import { z } from 'zod';
import type { VaultRoom } from '../vault-room.js';

type GrantRoom = Pick<VaultRoom, 'database' | 'clock'>;

/** What the holder allowed: these hashes with this credential. */
export const signatureBindingSchema = z.object({
  credentialId: z.string(),
  numSignatures: z.number().int(),
  /** Base64. */
  hashes: z.array(z.string()),
});
export type SignatureBinding = z.infer<typeof signatureBindingSchema>;

/** What is remembered of a client's request through the log-in at the bank. */
const requestSchema = z.object({
  clientId: z.string(),
  redirectUri: z.string(),
  state: z.string().nullable(),
  codeChallenge: z.string().nullable(),
  /** Null when the client asks for service scope. */
  binding: signatureBindingSchema.nullable(),
  /** Hash of the cookie of the browser that asked. */
  browserHash: z.string(),
  bank: z.object({ state: z.string(), nonce: z.string(), codeVerifier: z.string() }),
  consentSha256: z.string().nullable(),
});
const codeSchema = requestSchema.pick({
  clientId: true,
  redirectUri: true,
  codeChallenge: true,
  binding: true,
});
const tokenSchema = z.object({ clientId: z.string() });
const sadSchema = z.object({ clientId: z.string(), binding: signatureBindingSchema });

/** Kinds of grants, what each carries, and how long it lives, in seconds. */
const kinds = {
  request: { schema: requestSchema, seconds: 15 * 60 },
  code: { schema: codeSchema, seconds: 60 },
  token: { schema: tokenSchema, seconds: 60 * 60 },
  sad: { schema: sadSchema, seconds: 5 * 60 },
} as const;
export type GrantKind = keyof typeof kinds;
type Payload<Kind extends GrantKind> = z.infer<(typeof kinds)[Kind]['schema']>;
export type AuthorizationRequest = Payload<'request'>;

/** A grant as read. */
export interface Grant<Kind extends GrantKind> {
  idHash: string;
  /** `sub` of the holder; empty while the holder is not known (kind `request`). */
  owner: string;
  payload: Payload<Kind>;
  expiresAt: Date;
  use: 'unused' | 'used';
}

/** A secret just made: only its hash is stored. */
export interface IssuedGrant {
  secret: string;
  expiresInSeconds: number;
}

/** 256 random bits, base64url. */
export const randomSecret = (): string => randomBytes(32).toString('base64url');
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/**
 * Stores a grant under the hash of a new secret.
 * @param options.secret instead of a new one
 * @param options.expiresAt at the latest; default: as long as the kind lives
 */
export async function issueGrant<Kind extends GrantKind>(
  { database, clock }: GrantRoom,
  kind: Kind,
  {
    owner,
    payload,
    secret = randomSecret(),
    expiresAt,
  }: {
    owner: string;
    payload: Payload<Kind>;
    secret?: string;
    expiresAt?: Date;
  },
): Promise<IssuedGrant> {
  const now = clock.now();
  const usual = new Date(now.getTime() + kinds[kind].seconds * 1000);
  const end = expiresAt !== undefined && expiresAt < usual ? expiresAt : usual;
  await database.prisma.cscGrant.create({
    data: {
      idHash: hashSecret(secret),
      kind,
      credentialId: 'binding' in payload ? (payload.binding?.credentialId ?? null) : null,
      owner,
      payload: payload as Prisma.InputJsonValue,
      expiresAt: end,
    },
  });
  return { secret, expiresInSeconds: Math.floor((end.getTime() - now.getTime()) / 1000) };
}

/** Reads a grant that has not expired. */
export async function findGrant<Kind extends GrantKind>(
  { database, clock }: GrantRoom,
  kind: Kind,
  secret: string,
): Promise<Grant<Kind> | undefined> {
  const row = await database.prisma.cscGrant.findUnique({ where: { idHash: hashSecret(secret) } });
  if (row === null || row.kind !== kind || row.expiresAt <= clock.now()) return undefined;
  return readGrant(kind, row);
}

/** Takes a grant for its one use; false when somebody has. */
export async function useGrant(
  { database, clock }: GrantRoom,
  { idHash }: Pick<Grant<GrantKind>, 'idHash'>,
): Promise<boolean> {
  const { count } = await database.prisma.cscGrant.updateMany({
    where: { idHash, usedAt: null },
    data: { usedAt: clock.now() },
  });
  return count === 1;
}

/** Makes a grant usable again, when what it was taken for was not done. */
export async function giveBackGrant(
  { database }: Pick<GrantRoom, 'database'>,
  { idHash }: Pick<Grant<GrantKind>, 'idHash'>,
): Promise<void> {
  await database.prisma.cscGrant.updateMany({ where: { idHash }, data: { usedAt: null } });
}

/** Forgets grants that ended a day ago or more. */
export async function deleteOldGrants({ database, clock }: GrantRoom): Promise<void> {
  const dayAgo = new Date(clock.now().getTime() - 24 * 60 * 60 * 1000);
  await database.prisma.cscGrant.deleteMany({ where: { expiresAt: { lt: dayAgo } } });
}

function readGrant<Kind extends GrantKind>(kind: Kind, row: CscGrant): Grant<Kind> {
  return {
    idHash: row.idHash,
    owner: row.owner,
    payload: kinds[kind].schema.parse(row.payload) as Payload<Kind>,
    expiresAt: row.expiresAt,
    use: row.usedAt === null ? 'unused' : 'used',
  };
}
