import type { signing } from '@segl/contracts';
import { ProblemError } from '@segl/platform';
import type { Invitation } from '../invitations/load-invitation.js';
import type { SessionPerson } from '../sessions/session-data.js';
import type { SigningRoom } from '../signing-room.js';

/** What the signer gets right after signing. @throws ProblemError `signing.copy-not-ready` before */
export async function viewReceipt(
  room: SigningRoom,
  { party, order, document }: Invitation,
  person: SessionPerson,
): Promise<signing.Receipt> {
  const attempt = await room.prisma.signingAttempt.findFirst({
    where: { partyId: party.id, state: 'committed' },
  });
  if (attempt === null || party.signedAt === null) throw new ProblemError('signing.copy-not-ready');
  const revision = await room.prisma.documentRevision.findFirst({
    where: { documentId: document.id, attemptId: attempt.id },
  });
  if (revision === null) throw new ProblemError('signing.copy-not-ready');
  const saved = await room.prisma.savedCopy.findUnique({
    where: { sub_documentId: { sub: person.sub, documentId: document.id } },
  });
  return {
    documentId: document.id,
    orderId: order.id,
    title: order.title,
    senderName: order.senderName,
    signerName: attempt.signerName ?? party.name,
    bank: attempt.originator ?? '',
    signedAt: party.signedAt.toISOString(),
    sha256: revision.sha256,
    orderState: order.state as signing.OrderState,
    saved: saved !== null,
    locked: document.needsPassword,
    downloadUrl: `${room.context.urls.signing}/api/documents/${document.id}/signed.pdf`,
    returnUrl: order.returnUrl,
  };
}

/** Keeps the signed copy in My documents: tied to the person, whatever becomes of the certificate. */
export async function saveCopy(
  room: SigningRoom,
  { party, document }: Invitation,
  sub: string,
): Promise<void> {
  if (party.state !== 'signed') throw new ProblemError('signing.copy-not-ready');
  await room.prisma.savedCopy.upsert({
    where: { sub_documentId: { sub, documentId: document.id } },
    create: { sub, documentId: document.id, savedAt: room.context.clock.now() },
    update: {},
  });
}
