import { z } from 'zod';
import { withTransaction, type BankId } from '@segl/database';
import { adviseRenewal, transitionBankId, type RenewalAdvice } from '@segl/domain';
import type { Jobs } from '@segl/platform';
import { factsOf } from '../proof/state-of.js';
import type { BankidRoom } from '../room.js';
import { certifyNewKey } from './issue-bankid.js';
import { destroyKey } from './revoke-bankid.js';

type RenewalRoom = Pick<BankidRoom, 'context'>;

const queue = 'bankid.retire-key';
const jobData = z.object({ credentialId: z.string() });
/** A signing that was proven just before the renewal still has its activation for the old key (five minutes). */
const oldKeyKeptSeconds = 3600;
/** Every renewal ends at a key of today's kind, whatever the old one was. */
const renewedAlgorithm = 'EC-P256';

/** What is to be said of renewal at a log-in: validity that nears its end, or a campaign of the bank or of all banks. */
export async function renewalAdvice({ context }: RenewalRoom, bankId: BankId): Promise<RenewalAdvice> {
  const at = context.clock.now();
  const campaigns = await context.database.prisma.renewalCampaign.findMany({
    where: { startsAt: { lte: at }, OR: [{ bankId: null }, { bankId: bankId.bankId }] },
  });
  return adviseRenewal(bankId, campaigns, at);
}

/**
 * Renews a BankID in place: a new key and certificate, two more years, the same BankID, person and password. The old
 * certificate is not revoked, so everything signed with it stays as it was; its key is erased once nothing can be on its
 * way to it any more. The holder has just proven who they are.
 *
 * @returns false when the BankID does not work any more, or another renewal was first
 * @throws PlatformError `platform.service-unreachable`; ServiceAnswerError when vault or trust refuses
 */
export async function renewBankId(
  room: RenewalRoom,
  bankIdId: string,
  { actor }: { actor: 'holder' | `officer:${string}` },
): Promise<boolean> {
  const { context } = room;
  const { prisma } = context.database;
  const at = context.clock.now();
  const { person, ...bankId } = await prisma.bankId.findUniqueOrThrow({
    where: { id: bankIdId },
    include: { person: true },
  });
  if (!transitionBankId(factsOf(bankId), { type: 'renew', at }).allowed) return false;
  const { credentialId, certificate } = await certifyNewKey(room, {
    person,
    issuer: bankId.bankId,
    validFrom: at,
    algorithm: renewedAlgorithm,
  });
  return withTransaction(prisma, async (tx) => {
    const { count } = await tx.bankId.updateMany({
      // The certificate that was looked at: of two renewals at once, the first counts.
      where: { id: bankIdId, state: 'active', credentialId: bankId.credentialId },
      data: {
        credentialId,
        certificateSerial: certificate.serialNumber,
        algorithm: renewedAlgorithm,
        validFrom: new Date(certificate.notBefore),
        validTo: new Date(certificate.notAfter),
        lastUsedAt: at,
        version: { increment: 1 },
      },
    });
    if (count === 0) return false;
    await tx.bankIdEvent.create({
      data: {
        bankIdId,
        at,
        kind: 'renewed',
        actor,
        details: {
          previousCredentialId: bankId.credentialId,
          previousCertificateSerial: bankId.certificateSerial,
          // What a campaign of renewal counts by.
          previousValidFrom: bankId.validFrom.toISOString(),
          previousAlgorithm: bankId.algorithm,
        },
      },
    });
    await context.jobs.send(
      queue,
      { credentialId: bankId.credentialId },
      { tx, startAfter: new Date(at.getTime() + oldKeyKeptSeconds * 1000) },
    );
    return true;
  });
}

/** Erases keys that renewal has left behind; to be declared before jobs start. */
export function defineRetireKeyJob(room: RenewalRoom, jobs: Jobs): void {
  jobs.define(queue, {
    async handler({ data }) {
      await destroyKey(room, jobData.parse(data).credentialId);
    },
    retryLimit: 60,
    retryDelaySeconds: 1,
  });
}
