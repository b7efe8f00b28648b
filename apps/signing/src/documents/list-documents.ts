import type { signing } from '@segl/contracts';
import type { Prisma } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { SigningRoom } from '../signing-room.js';
import { viewSignedDocument } from './document-view.js';

const pageSize = 25;

/** My documents: what a person has signed, and what others have signed for them; latest signed first. */
export async function listDocuments(
  room: SigningRoom,
  sub: string,
  { query, cursor }: { query?: string | undefined; cursor?: string | undefined },
): Promise<signing.DocumentList> {
  const words = (query ?? '')
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 8);
  const rows = await room.prisma.orderDocument.findMany({
    where: {
      revisions: { some: { kind: 'signature' } },
      order: {
        OR: [{ parties: { some: { sub, state: 'signed' } } }, { senderSub: sub, state: 'completed' }],
      },
      // Every word must be found somewhere: in the title, or in who asked.
      AND: [
        ...words.map((word) => contains(word)),
        ...(cursor === undefined ? [] : [await after(room, cursor)]),
      ],
    },
    include: { order: { include: { parties: true } }, revisions: { orderBy: { number: 'asc' } } },
    // What others have yet to sign stands first, then by the day the last one signed.
    orderBy: [{ order: { completedAt: { sort: 'desc', nulls: 'first' } } }, { id: 'desc' }],
    take: pageSize + 1,
  });
  const page = rows.slice(0, pageSize);
  const documents = await Promise.all(
    page.map(async (document) => {
      const revision = document.revisions.findLast(({ kind }) => kind === 'signature');
      if (revision?.attemptId == null) throw new Error(`document ${document.id} has no signature`);
      const role = document.order.parties.some((party) => party.sub === sub) ? 'signer' : 'sender';
      return viewSignedDocument(
        room,
        { document, order: document.order, role, revision: { ...revision, attemptId: revision.attemptId } },
        sub,
      );
    }),
  );
  return { documents, nextCursor: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null };
}

function contains(word: string): Prisma.OrderDocumentWhereInput {
  const match = { contains: word, mode: 'insensitive' } as const;
  return {
    OR: [
      { title: match },
      { fileName: match },
      { order: { OR: [{ senderName: match }, { organisationName: match }] } },
    ],
  };
}

/** What comes after a document that was the last of its page, in the order above. */
async function after(room: SigningRoom, cursor: string): Promise<Prisma.OrderDocumentWhereInput> {
  const last = await room.prisma.orderDocument.findUnique({
    where: { id: cursor },
    select: { order: { select: { completedAt: true } } },
  });
  if (last === null) throw new ProblemError('platform.invalid-request');
  const { completedAt } = last.order;
  const sameTime = { order: { completedAt }, id: { lt: cursor } };
  const earlier =
    completedAt === null ? { completedAt: { not: null } } : { completedAt: { lt: completedAt } };
  return { OR: [sameTime, { order: earlier }] };
}
