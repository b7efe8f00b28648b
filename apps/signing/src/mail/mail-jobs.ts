import { z } from 'zod';
import type { Transaction } from '@segl/database';
import type { SigningRoom } from '../signing-room.js';
import { webUrl } from '../signing-room.js';
import { languageOf } from '../language-of.js';
import { mailWords } from './mail-words.js';

export const sendMailQueue = 'signing.send-mail';

const mailJob = z.object({
  kind: z.enum(['invitation', 'signed', 'cancelled']),
  partyId: z.uuid(),
});
export type MailJob = z.infer<typeof mailJob>;

/** Asks for a mail in the transaction that gives the reason for it (outbox). */
export async function sendMailJob(room: SigningRoom, tx: Transaction, job: MailJob): Promise<void> {
  await room.context.jobs.send(sendMailQueue, job, { tx });
}

/** Steps 4 and 9: one mail to one party. After a crash it may be sent twice, never not at all. */
export async function sendPartyMail(room: SigningRoom, data: unknown): Promise<void> {
  const { kind, partyId } = mailJob.parse(data);
  const party = await room.prisma.party.findUnique({ where: { id: partyId }, include: { order: true } });
  if (party === null) return;
  const { order } = party;
  // An invitation that waited too long in the queue must not call people to a closed door.
  if (kind === 'invitation' && order.state !== 'open') return;
  const { subject, text } = mailWords[kind][languageOf(party.language)]({
    senderName: order.organisationName ?? order.senderName,
    title: order.title,
    deadlineAt: order.deadlineAt,
    link: webUrl(room, `/sign/${party.linkToken}`),
    documentsLink: webUrl(room, '/documents'),
  });
  await room.context.mailer.send({
    to: party.email,
    subject,
    text,
    headers: { 'X-Segl-Order': order.id, 'Auto-Submitted': 'auto-generated' },
  });
  room.crashAt('after-mail-sent');
}
