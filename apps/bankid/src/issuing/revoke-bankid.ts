import { trust, vault } from '@segl/contracts';
import { withTransaction, type Transaction } from '@segl/database';
import { transitionBankId } from '@segl/domain';
import { answerError, createServiceClient, type Jobs } from '@segl/platform';
import { z } from 'zod';
import { factsOf } from '../proof/state-of.js';
import type { BankidRoom } from '../room.js';

type RevocationReason = z.output<typeof trust.revocationRequest>['reason'];

/** Why a BankID ends for good, and what OCSP and CRL say of its certificate (RFC 5280 §5.3.1). */
const reasons = {
  /** Somebody else may know the password or hold the code source, or may have used it. */
  misuse: 'keyCompromise',
  /** The holder does not want it any more. */
  'holder-asked': 'cessationOfOperation',
  'bank-decided': 'privilegeWithdrawn',
  died: 'cessationOfOperation',
  /** The bank or the customer has ended the customer relation. */
  'customer-ended': 'affiliationChanged',
} as const satisfies Record<string, RevocationReason>;

/** Why a BankID ends for good. */
export type RevocationGround = keyof typeof reasons;
const grounds = Object.keys(reasons) as [RevocationGround, ...RevocationGround[]];

/** Who ends a BankID, and why. */
export interface Revocation {
  ground: RevocationGround;
  /** For the BankID's own history. */
  actor: 'holder' | 'system' | `officer:${string}`;
}

type RevokingRoom = Pick<BankidRoom, 'context'>;

const queue = 'bankid.withdraw-credentials';
const jobData = z.object({ bankIdId: z.uuid(), ground: z.enum(grounds) });

/**
 * Blocks a BankID for good: from the moment this returns it proves nothing, its key is erased in the vault and its
 * certificate revoked, which OCSP and CRL tell with the next answer. What was signed before stays valid. Where vault or
 * trust does not answer, the block holds all the same, and a job that was stored with it goes on until both have done
 * their part. Called again, it does no harm; an expired BankID stays expired, and its certificate is revoked.
 *
 * @returns `done`, or `in-hand` when the job has to finish it
 * @throws a database's error only; an id that is not known is one (`P2025`)
 */
export async function revokeBankId(
  room: RevokingRoom,
  bankIdId: string,
  revocation: Revocation,
): Promise<'done' | 'in-hand'> {
  const { database, logger } = room.context;
  await withTransaction(database.prisma, (tx) => blockIn(room, tx, bankIdId, revocation));
  try {
    await withdrawCredentials(room, bankIdId, revocation.ground);
    return 'done';
  } catch (error) {
    logger.error({ err: error, bankIdId }, 'a block is not known to vault and trust yet: it is tried again');
    return 'in-hand';
  }
}

/** {@link revokeBankId} for every BankID of a person (death), or of one bank (the customer relation has ended). */
export async function revokeBankIdsOf(
  room: RevokingRoom,
  holder: { personId: string; bankId?: string },
  revocation: Revocation,
): Promise<'done' | 'in-hand'> {
  const rows = await room.context.database.prisma.bankId.findMany({
    where: holder,
    select: { id: true },
    orderBy: { validFrom: 'asc' },
  });
  const outcomes = [];
  for (const { id } of rows) outcomes.push(await revokeBankId(room, id, revocation));
  return outcomes.includes('in-hand') ? 'in-hand' : 'done';
}

/** Works off blocks that vault or trust did not know of at once; to be declared before jobs start. */
export function defineRevocationJob(room: RevokingRoom, jobs: Jobs): void {
  jobs.define(queue, {
    async handler({ data }) {
      const { bankIdId, ground } = jobData.parse(data);
      await withdrawCredentials(room, bankIdId, ground);
    },
    // Doubled each time up to an hour: some days, for a service that is away for a weekend.
    retryLimit: 60,
    retryDelaySeconds: 1,
  });
}

/** State, history, apps and job, all or nothing. The row lock orders it after a proof that is being stored. */
export async function blockIn(
  { context }: RevokingRoom,
  tx: Transaction,
  bankIdId: string,
  { ground, actor }: Revocation,
): Promise<void> {
  const at = context.clock.now();
  await tx.$queryRaw`SELECT id FROM "bankid"."BankId" WHERE id = ${bankIdId}::uuid FOR UPDATE`;
  const bankId = await tx.bankId.findUniqueOrThrow({ where: { id: bankIdId } });
  const result = transitionBankId(factsOf(bankId), { type: 'block', at });
  if (result.allowed) {
    await tx.bankId.update({
      where: { id: bankIdId },
      data: { state: result.state, suspension: null, version: { increment: 1 } },
    });
    await tx.bankIdEvent.create({ data: { bankIdId, at, kind: 'blocked', actor, details: { ground } } });
    await tx.appDevice.updateMany({
      where: { bankIdId, state: 'active' },
      data: { state: 'ended', endedAt: at, endReason: 'bankid-blocked' },
    });
  }
  await context.jobs.send(queue, { bankIdId, ground }, { tx, singletonKey: bankIdId });
}

/** Erases the keys and revokes the certificates of a BankID; each at once, and each whatever becomes of the other. */
async function withdrawCredentials(
  room: RevokingRoom,
  bankIdId: string,
  ground: RevocationGround,
): Promise<void> {
  const { prisma } = room.context.database;
  const bankId = await prisma.bankId.findUniqueOrThrow({
    where: { id: bankIdId },
    select: { bankId: true, credentialId: true, certificateSerial: true },
  });
  const renewals = await prisma.bankIdEvent.findMany({ where: { bankIdId, kind: 'renewed' } });
  const credentials = [bankId, ...renewals.flatMap(({ details }) => previousOf(details))];
  const outcomes = await Promise.allSettled(
    credentials.flatMap(({ credentialId, certificateSerial }) => [
      destroyKey(room, credentialId),
      revokeCertificate(room, { issuer: bankId.bankId, serialNumber: certificateSerial }, reasons[ground]),
    ]),
  );
  const faults = outcomes.flatMap((outcome): unknown[] =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  );
  if (faults.length > 0) throw new AggregateError(faults, 'keys or certificates are not withdrawn yet');
}

const renewalDetails = z.object({ previousCredentialId: z.string(), previousCertificateSerial: z.string() });

/** A renewed BankID leaves a credential behind that may still be valid. */
function previousOf(details: unknown): { credentialId: string; certificateSerial: string }[] {
  const { data } = renewalDetails.safeParse(details);
  if (data === undefined) return [];
  return [{ credentialId: data.previousCredentialId, certificateSerial: data.previousCertificateSerial }];
}

/** Erases a private key in the vault, for good. What was signed with it stays, and so does the record of its uses. */
export async function destroyKey({ context }: RevokingRoom, credentialId: string): Promise<void> {
  await createServiceClient(context, 'vault').json(`/keys/${encodeURIComponent(credentialId)}/destroy`, {
    method: 'POST',
    purpose: vault.vaultPurposes.keys,
    schema: vault.credentialAnswer,
  });
}

async function revokeCertificate(
  { context }: RevokingRoom,
  { issuer, serialNumber }: { issuer: string; serialNumber: string },
  reason: RevocationReason,
): Promise<void> {
  const response = await createServiceClient(context, 'trust').fetch(
    `/certificates/${encodeURIComponent(issuer)}/${encodeURIComponent(serialNumber)}/revocation`,
    {
      method: 'POST',
      purpose: trust.trustPurposes.revocation,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason }),
    },
  );
  if (!response.ok) throw await answerError('trust', response);
}
