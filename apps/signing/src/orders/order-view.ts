import type { Problem, signing } from '@segl/contracts';
import { languageOf } from '../language-of.js';
import { webUrl, type SigningRoom } from '../signing-room.js';
import { renderingProgress } from '../invitations/invitation-view.js';
import type { FullOrder } from './load-order.js';

/** An order as its sender sees it. */
export async function viewOrder(room: SigningRoom, order: FullOrder): Promise<signing.Order> {
  const entries = await room.prisma.auditEntry.findMany({
    where: { orderId: order.id },
    orderBy: { sequence: 'asc' },
  });
  return {
    id: order.id,
    title: order.title,
    message: order.message,
    documentKind: order.documentKind as signing.Order['documentKind'],
    state: order.state as signing.OrderState,
    senderName: order.senderName,
    organisationName: order.organisationName,
    language: languageOf(order.language),
    createdAt: order.createdAt.toISOString(),
    deadlineAt: order.deadlineAt.toISOString(),
    completedAt: isoOrNull(order.completedAt),
    closedAt: isoOrNull(order.closedAt),
    documents: await Promise.all(
      order.documents.map(async (document) => ({
        id: document.id,
        title: document.title,
        fileName: document.fileName,
        preparedSha256: document.preparedSha256,
        locked: document.needsPassword,
        ...(await renderingProgress(room, order.state, document)),
      })),
    ),
    parties: order.parties.map((party) => ({
      id: party.id,
      name: party.name,
      birthDate: party.birthDate,
      email: party.email,
      state: party.state as signing.Order['parties'][number]['state'],
      openedAt: isoOrNull(party.openedAt),
      signedAt: isoOrNull(party.signedAt),
      link: webUrl(room, `/sign/${party.linkToken}`),
    })),
    // Only failOrder writes the column, always a problem.
    failure: order.failure === null ? null : (order.failure as unknown as Problem),
    timeline: entries.map(({ at, event, data }) => ({
      at: at.toISOString(),
      event,
      data: data as Record<string, unknown>,
    })),
  };
}

function isoOrNull(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
