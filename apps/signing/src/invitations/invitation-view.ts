import type { Language, signing, upload } from '@segl/contracts';
import { consentStatement, currentStatementVersion } from '@segl/domain';
import { ProblemError, ServiceAnswerError } from '@segl/platform';
import type { SessionPerson } from '../sessions/session-data.js';
import type { SigningRoom } from '../signing-room.js';
import { fetchRendering } from '../upload-room.js';
import { relationTo, type DocumentRow, type Invitation } from './load-invitation.js';

/** What the link alone tells (step 4), and how the person logged in, if any, relates to it. */
export async function viewInvitation(
  room: SigningRoom,
  { party, order, document }: Invitation,
  person: SessionPerson | undefined,
): Promise<signing.Invitation> {
  const relation = person === undefined ? 'unknown' : relationTo(party, person);
  const { pageCount, pagesRendered } = await renderingProgress(room, order.state, document);
  return {
    linkToken: party.linkToken,
    title: order.title,
    senderName: order.senderName,
    organisationName: order.organisationName,
    message: order.message,
    deadlineAt: order.deadlineAt.toISOString(),
    orderState: order.state as signing.OrderState,
    pageCount,
    pagesRendered,
    access: relation === 'unknown' ? 'login-required' : relation,
    partyState: relation === 'granted' ? (party.state as signing.Invitation['partyState']) : null,
    returnUrl: order.returnUrl,
  };
}

/** Progress while an order is prepared. Upload being away is no reason to hide the rest. */
export async function renderingProgress(
  room: SigningRoom,
  orderState: string,
  document: DocumentRow,
): Promise<{ pageCount: number | null; pagesRendered: number }> {
  if (document.pageCount !== null) {
    return { pageCount: document.pageCount, pagesRendered: document.pageCount };
  }
  if (orderState !== 'preparing' || document.renderingId === null) {
    return { pageCount: null, pagesRendered: 0 };
  }
  try {
    const rendering = await fetchRendering(room.clients.upload, document.renderingId);
    return { pageCount: rendering.pageCount, pagesRendered: rendering.pagesRendered };
  } catch (error) {
    // Not asked for yet: the job that does so is on its way.
    const isToCome = error instanceof ServiceAnswerError && error.code === 'upload.rendering-not-found';
    if (isToCome) return { pageCount: null, pagesRendered: 0 };
    room.logger.warn({ err: error, documentId: document.id }, 'the progress of a rendering is not known');
    return { pageCount: null, pagesRendered: 0 };
  }
}

/** The document to read (step 5): pages as the manifest lists them, and the statement to confirm. */
export async function viewInvitationDocument(
  room: SigningRoom,
  { party, document }: Invitation,
  language: Language,
): Promise<signing.InvitationDocument> {
  const { manifest, manifestSha256, preparedSha256 } = await confirmedManifest(room, document);
  const statement = consentStatement(currentStatementVersion, language);
  if (statement === undefined) throw new TypeError('the current statement does not exist');
  const consent = await room.prisma.consent.findFirst({
    where: { partyId: party.id },
    orderBy: { createdAt: 'desc' },
  });
  return {
    documentId: document.id,
    title: document.title,
    fileName: document.fileName,
    preparedSha256,
    manifestSha256,
    locked: document.needsPassword,
    pages: manifest.pages.map(({ pageNumber, widthPt, heightPt, images }) => ({
      pageNumber,
      widthPt,
      heightPt,
      images,
    })),
    signerName: party.name,
    statement,
    consent:
      consent === null
        ? null
        : { id: consent.id, sha256: consent.sha256, createdAt: consent.createdAt.toISOString() },
  };
}

/** The manifest that was checked when the order opened; upload cannot change it afterwards unseen. */
export async function confirmedManifest(
  room: SigningRoom,
  document: DocumentRow,
): Promise<{ manifest: upload.PresentationManifest; manifestSha256: string; preparedSha256: string }> {
  const { renderingId, manifestSha256, preparedSha256 } = document;
  if (renderingId === null || manifestSha256 === null || preparedSha256 === null) {
    throw new ProblemError('signing.order-preparing');
  }
  const { manifest, manifestSha256: current } = await fetchRendering(room.clients.upload, renderingId);
  if (manifest === null || current !== manifestSha256) throw new ProblemError('signing.consent-stale');
  return { manifest, manifestSha256, preparedSha256 };
}
