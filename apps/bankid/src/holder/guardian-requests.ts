import type { holder } from '@segl/contracts';
import {
  withTransaction,
  type Bank,
  type BankIdRequest,
  type Person,
  type Transaction,
} from '@segl/database';
import {
  ageOn,
  effectiveRequestState,
  guardianProofSeconds,
  osloDate,
  transitionBankIdRequest,
} from '@segl/domain';
import { ProblemError } from '@segl/platform';
import { sendIssueJob } from '../requests/issue-request.js';
import { requestFacts } from '../requests/requests.js';
import type { BankidRoom } from '../room.js';

type GuardianRoom = Pick<BankidRoom, 'context'>;
type FullRequest = BankIdRequest & { bank: Bank; person: Person };

const full = { bank: true, person: true } as const;
const mostListed = 50;

/** What waits for this guardian's answer, oldest first. */
export async function listGuardianRequests(
  room: GuardianRoom,
  sub: string,
): Promise<holder.GuardianRequest[]> {
  const { prisma } = room.context.database;
  const wards = await prisma.guardianship.findMany({
    where: { guardian: { sub } },
    select: { bankId: true, minorId: true },
  });
  if (wards.length === 0) return [];
  const rows = await prisma.bankIdRequest.findMany({
    where: {
      state: 'awaiting-guardian',
      expiresAt: { gt: room.context.clock.now() },
      OR: wards.map(({ bankId, minorId }) => ({ bankId, personId: minorId })),
    },
    include: full,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: mostListed,
  });
  return Promise.all(rows.map((row) => view(room, row, sub)));
}

/** One request, whatever became of it, for a registered guardian. @throws ProblemError `bankid.request-not-found` */
export async function readGuardianRequest(
  room: GuardianRoom,
  { sub, requestId }: { sub: string; requestId: string },
): Promise<holder.GuardianRequest> {
  return view(room, await findForGuardian(room.context.database.prisma, { sub, requestId }), sub);
}

/**
 * A guardian says yes or no, just after having proven who they are. The first answer counts; said again by the same
 * guardian it changes nothing. What was ordered in an online bank is issued from here; at the desk, officers go on.
 *
 * @param provenAt when this guardian proved themselves in the session that answers
 * @throws ProblemError `bankid.request-not-found`, `bankid.proof-too-old`, `bankid.answered-already`,
 *   `bankid.request-over`
 */
export async function answerGuardianRequest(
  room: GuardianRoom,
  answer: { sub: string; requestId: string; decision: 'approve' | 'refuse'; provenAt: Date | undefined },
): Promise<holder.GuardianRequest> {
  const { context } = room;
  const at = context.clock.now();
  const { sub, decision, provenAt } = answer;
  await findForGuardian(context.database.prisma, answer);
  if (provenAt === undefined || !isFresh(provenAt, at)) throw new ProblemError('bankid.proof-too-old');
  await withTransaction(context.database.prisma, async (tx) => {
    await tx.$queryRaw`SELECT id FROM "bankid"."BankIdRequest" WHERE id = ${answer.requestId}::uuid FOR UPDATE`;
    // Again, now that it is held: the guardianship may have ended and the request been answered meanwhile.
    const request = await findForGuardian(tx, answer);
    if (isSaidAgain(request, answer)) return;
    const result = transitionBankIdRequest(requestFacts(request), { type: decision, at });
    if (!result.allowed) {
      throw new ProblemError(
        result.refusal === 'request-answered' ? 'bankid.answered-already' : 'bankid.request-over',
      );
    }
    await tx.bankIdRequest.update({
      where: { id: request.id },
      data: {
        state: result.state,
        guardianSub: sub,
        provenAt,
        answeredAt: at,
        ...(decision === 'approve' ? { approvedAt: at } : {}),
      },
    });
    await recordAnswer(tx, { sub, at, request, decision });
    if (decision === 'approve' && request.channel !== 'desk') {
      await sendIssueJob(room, tx, { requestId: request.id });
    }
  });
  return readGuardianRequest(room, answer);
}

/** Clocks of two machines differ a little; what is proven later than that is not proven. */
function isFresh(provenAt: Date, at: Date): boolean {
  const age = at.getTime() - provenAt.getTime();
  return age >= -10_000 && age <= guardianProofSeconds * 1000;
}

const isSaidAgain = (
  { state, guardianSub }: BankIdRequest,
  { sub, decision }: { sub: string; decision: 'approve' | 'refuse' },
): boolean =>
  guardianSub === sub &&
  (decision === 'refuse' ? state === 'refused' : state === 'approved' || state === 'issued');

/** Stands in the history of the BankID that the guardian proved with: whoever answered in their name is found out. */
async function recordAnswer(
  tx: Transaction,
  {
    sub,
    at,
    request,
    decision,
  }: { sub: string; at: Date; request: BankIdRequest; decision: 'approve' | 'refuse' },
): Promise<void> {
  const use = await tx.bankIdUse.findFirst({
    where: { bankId: { person: { sub } }, outcome: 'ok' },
    orderBy: { at: 'desc' },
  });
  if (use === null) return; // sessions outlive what is kept of uses; the request itself holds the answer
  await tx.bankIdEvent.create({
    data: {
      bankIdId: use.bankIdId,
      at,
      kind: decision === 'approve' ? 'guardian-approved' : 'guardian-refused',
      actor: 'holder',
      details: { requestId: request.id },
    },
  });
}

/** For anybody but a guardian whom the bank has registered for this very person, there is no such request. */
async function findForGuardian(
  database: Pick<Transaction, 'bankIdRequest' | 'guardianship'>,
  { sub, requestId }: { sub: string; requestId: string },
): Promise<FullRequest> {
  const request = await database.bankIdRequest.findUnique({ where: { id: requestId }, include: full });
  // Those of before guardians were asked have no end.
  if (request === null || request.expiresAt === null) throw new ProblemError('bankid.request-not-found');
  const { bankId, personId: minorId } = request;
  const guardianship = await database.guardianship.findFirst({
    where: { bankId, minorId, guardian: { sub } },
  });
  if (guardianship === null) throw new ProblemError('bankid.request-not-found');
  return request;
}

async function view(
  { context }: GuardianRoom,
  row: FullRequest,
  sub: string,
): Promise<holder.GuardianRequest> {
  const { bank, person, guardianSub } = row;
  const at = context.clock.now();
  const answered =
    guardianSub === null
      ? null
      : await context.database.prisma.person.findUnique({ where: { sub: guardianSub } });
  return {
    id: row.id,
    child: {
      name: `${person.givenName} ${person.familyName}`,
      birthDate: person.birthDate,
      age: ageOn(person.birthDate, osloDate(at)),
    },
    bank: { id: bank.id, name: bank.name, phone: bank.phone },
    state: effectiveRequestState(requestFacts(row), at),
    createdAt: row.createdAt.toISOString(),
    expiresAt: (row.expiresAt ?? row.createdAt).toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
    answeredBy: answered === null ? null : `${answered.givenName} ${answered.familyName}`,
    answeredByMe: guardianSub === sub,
  };
}
