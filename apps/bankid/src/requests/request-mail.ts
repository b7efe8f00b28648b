import { z } from 'zod';
import type { BankIdRequest, Transaction } from '@segl/database';
import type { Jobs } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import { findOpenRequest } from './requests.js';
import { guardianMailWords } from './guardian-mail-words.js';

type MailRoom = Pick<BankidRoom, 'context'>;

const queue = 'bankid.guardian-mail';
const jobData = z.object({ requestId: z.uuid(), guardianId: z.uuid() });

/** Asks for one mail to each guardian, in the transaction that gives the reason for it (outbox). */
export async function sendGuardianMails(
  { context }: MailRoom,
  tx: Transaction,
  { id: requestId, bankId, personId: minorId }: BankIdRequest,
): Promise<void> {
  const guardians = await tx.guardianship.findMany({ where: { bankId, minorId } });
  for (const { guardianId } of guardians) await context.jobs.send(queue, { requestId, guardianId }, { tx });
}

/** Declares the queue; before jobs start. */
export function defineGuardianMailJob(room: MailRoom, jobs: Jobs): void {
  jobs.define(queue, { handler: ({ data }) => sendGuardianMail(room, data) });
}

/**
 * One mail to one guardian. Its link is an address and no key: the page behind it is shown to whoever proves to be the
 * guardian, and to nobody else. After a crash it may be sent twice, never not at all.
 */
async function sendGuardianMail(room: MailRoom, data: unknown): Promise<void> {
  const { context } = room;
  const { requestId, guardianId } = jobData.parse(data);
  const { prisma } = context.database;
  const request = await prisma.bankIdRequest.findUnique({
    where: { id: requestId },
    include: { bank: true, person: true },
  });
  if (request === null || request.expiresAt === null) return;
  const { bank, person, bankId, personId: minorId, expiresAt } = request;
  // A mail that waited too long in the queue must not call people to a closed door.
  const open = await findOpenRequest(room, prisma, request);
  if (open?.id !== requestId || open.state !== 'awaiting-guardian') return;
  const guardianship = await prisma.guardianship.findUnique({
    where: { bankId_minorId_guardianId: { bankId, minorId, guardianId } },
  });
  if (guardianship === null) return;
  const { subject, text } = guardianMailWords[context.locale]({
    bank: bank.name,
    phone: bank.phone,
    child: person.givenName,
    until: expiresAt,
    link: `${context.urls.web}/my-bankid/requests/${requestId}`,
  });
  await context.mailer.send({
    to: guardianship.email,
    subject,
    text,
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
}
