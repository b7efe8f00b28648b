import { randomUUID } from 'node:crypto';
import type { signing } from '@segl/contracts';
import { consentStatement, currentStatementVersion, hasReachedEnd, type ConsentRecord } from '@segl/domain';
import { withTransaction } from '@segl/database';
import { ProblemError } from '@segl/platform';
import { appendAuditEntry } from '../audit/append-audit-entry.js';
import { canonicalJson } from '../audit/canonical-json.js';
import { sha256Of } from '../documents/revision-store.js';
import { requireSignable, type Invitation } from '../invitations/load-invitation.js';
import { StaleOrderError } from '../orders/change-order.js';
import type { SessionPerson } from '../sessions/session-data.js';
import type { SigningRoom } from '../signing-room.js';

/**
 * Step 5: "read and understood". What the browser says was shown is compared with what this order is about; the record is
 * stored as the canonical JSON whose hash will stand under the signature.
 *
 * @throws ProblemError `signing.consent-stale`, `signing.pages-not-shown`, and what {@link requireSignable} throws
 */
export async function recordConsent(
  room: SigningRoom,
  invitation: Invitation,
  person: SessionPerson,
  request: signing.ConsentRequest,
): Promise<{ id: string; sha256: string; createdAt: string }> {
  requireSignable(invitation);
  const confirmedAt = room.context.clock.now();
  const record = buildRecord(invitation, person, request, confirmedAt);
  const text = canonicalJson(record);
  const sha256 = sha256Of(Buffer.from(text));
  await withTransaction(room.prisma, async (tx) => {
    // The order's row is touched first: it orders the audit chain, and a cancel in between wins.
    const { count } = await tx.signOrder.updateMany({
      where: { id: invitation.order.id, state: 'open' },
      data: { version: { increment: 1 } },
    });
    if (count !== 1) throw new StaleOrderError('the order is no longer open');
    await tx.consent.create({
      data: {
        id: record.consentId,
        partyId: invitation.party.id,
        record: text,
        sha256,
        createdAt: confirmedAt,
      },
    });
    await appendAuditEntry(tx, {
      orderId: invitation.order.id,
      at: confirmedAt,
      event: 'consent-given',
      data: { partyId: invitation.party.id, consentId: record.consentId, consentSha256: sha256 },
    });
  }).catch((error: unknown) => {
    throw error instanceof StaleOrderError
      ? new ProblemError('signing.order-not-open', { cause: error })
      : error;
  });
  room.crashAt('after-consent-stored');
  return { id: record.consentId, sha256, createdAt: confirmedAt.toISOString() };
}

function buildRecord(
  { order, party, document }: Invitation,
  person: SessionPerson,
  request: signing.ConsentRequest,
  confirmedAt: Date,
): ConsentRecord {
  const statement = consentStatement(request.statementVersion, request.language);
  if (statement === undefined || statement.version !== currentStatementVersion) {
    throw new ProblemError('signing.consent-stale');
  }
  const { preparedSha256, manifestSha256, pageCount } = document;
  const [shown, ...more] = request.documents;
  const isTheOne =
    more.length === 0 &&
    shown?.documentId === document.id &&
    shown.preparedSha256 === preparedSha256 &&
    shown.manifestSha256 === manifestSha256;
  if (!isTheOne || pageCount === null) throw new ProblemError('signing.consent-stale');
  const confirmed = {
    documentId: document.id,
    title: document.title,
    pageCount,
    preparedSha256: shown.preparedSha256,
    manifestSha256: shown.manifestSha256,
    pagesShown: firstTimesShown(request, document.id, pageCount),
  };
  if (!hasReachedEnd(confirmed, request.reachedEnd)) throw new ProblemError('signing.pages-not-shown');
  return {
    format: 'segl-consent-1',
    consentId: randomUUID(),
    orderId: order.id,
    partyId: party.id,
    signerSub: person.sub,
    statement,
    documents: [confirmed],
    reachedEnd: request.reachedEnd,
    capacity: { kind: request.capacity },
    confirmedAt: confirmedAt.toISOString(),
  };
}

function firstTimesShown(request: signing.ConsentRequest, documentId: string, pageCount: number) {
  const first = new Map<number, string>();
  for (const page of request.pagesShown) {
    if (page.documentId !== documentId || page.pageNumber > pageCount) {
      throw new ProblemError('signing.consent-stale');
    }
    const at = new Date(page.at).toISOString();
    const earlier = first.get(page.pageNumber);
    if (earlier === undefined || at < earlier) first.set(page.pageNumber, at);
  }
  return [...first].sort(([a], [b]) => a - b).map(([pageNumber, at]) => ({ pageNumber, at }));
}
