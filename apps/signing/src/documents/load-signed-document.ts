import type { Prisma } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { SessionPerson } from '../sessions/session-data.js';
import type { SigningRoom } from '../signing-room.js';
import type { RevisionName } from './revision-store.js';

const documentInclude = {
  order: { include: { parties: true } },
  revisions: { orderBy: { number: 'asc' } },
} as const satisfies Prisma.OrderDocumentInclude;
type Row = Prisma.OrderDocumentGetPayload<{ include: typeof documentInclude }>;

/** A document that carries a signature, with the relation of whoever asks. */
export interface SignedDocumentAccess {
  document: Row;
  order: Row['order'];
  role: 'signer' | 'sender';
  /** The newest signature revision. */
  revision: RevisionName & { sizeBytes: number; createdAt: Date; attemptId: string };
}

/**
 * The one check of who may reach a signed document: those who signed it, tied to the person and not to a certificate, and
 * its sender. To everybody else it does not exist.
 *
 * @throws ProblemError `signing.document-not-found`, `signing.copy-not-ready`
 */
export async function loadSignedDocument(
  room: SigningRoom,
  documentId: string,
  person: Pick<SessionPerson, 'sub'>,
): Promise<SignedDocumentAccess> {
  const document = await room.prisma.orderDocument.findUnique({
    where: { id: documentId },
    include: documentInclude,
  });
  if (document === null) throw new ProblemError('signing.document-not-found');
  const { order } = document;
  const role = roleOf(order, person);
  if (role === undefined) throw new ProblemError('signing.document-not-found');
  const revision = document.revisions.findLast(({ kind }) => kind === 'signature');
  if (revision === undefined || revision.attemptId === null) {
    throw new ProblemError('signing.copy-not-ready');
  }
  return { document, order, role, revision: { ...revision, attemptId: revision.attemptId } };
}

/** As {@link loadSignedDocument}, when everybody has signed: the copy is released to all at once (step 9). */
export async function loadReleasedDocument(
  room: SigningRoom,
  documentId: string,
  person: Pick<SessionPerson, 'sub'>,
): Promise<SignedDocumentAccess> {
  const access = await loadSignedDocument(room, documentId, person);
  if (access.order.state !== 'completed') throw new ProblemError('signing.copy-not-ready');
  return access;
}

function roleOf(order: Row['order'], person: Pick<SessionPerson, 'sub'>): 'signer' | 'sender' | undefined {
  if (order.parties.some(({ sub, state }) => sub === person.sub && state === 'signed')) return 'signer';
  return order.senderSub === person.sub ? 'sender' : undefined;
}
