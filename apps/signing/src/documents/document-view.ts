import type { signing } from '@segl/contracts';
import type { z } from 'zod';
import type { SigningRoom } from '../signing-room.js';
import type { SignedDocumentAccess } from './load-signed-document.js';

type SignedDocument = z.infer<typeof signing.signedDocument>;

/** One row of My documents. */
export async function viewSignedDocument(
  room: SigningRoom,
  access: Omit<SignedDocumentAccess, 'revision'> & Pick<SignedDocumentAccess, 'revision'>,
  sub: string,
): Promise<SignedDocument> {
  const { document, order, role, revision } = access;
  const saved = await room.prisma.savedCopy.findUnique({
    where: { sub_documentId: { sub, documentId: document.id } },
  });
  const signedAt = order.parties.find((party) => party.sub === sub)?.signedAt ?? order.completedAt;
  return {
    documentId: document.id,
    orderId: order.id,
    title: document.title,
    senderName: order.senderName,
    organisationName: order.organisationName,
    signedAt: (signedAt ?? revision.createdAt).toISOString(),
    pageCount: document.pageCount ?? 0,
    sha256: revision.sha256,
    saved: saved !== null,
    locked: document.needsPassword,
    role,
  };
}
