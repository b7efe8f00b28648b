import { ordering } from '@segl/contracts';
import type { BankId, BankIdRequest, Prisma, Transaction } from '@segl/database';
import {
  bankIdRequestDays,
  bankIdRequestStates,
  effectiveRequestState,
  type BankIdRequestFacts,
} from '@segl/domain';
import { stateOf } from '../proof/state-of.js';
import type { BankidRoom } from '../room.js';

type RequestRoom = Pick<BankidRoom, 'context'>;
/** Who asks where. */
export interface Whose {
  bankId: string;
  personId: string;
}

const openStates = ['awaiting-guardian', 'approved'];

/** A stored request as the rules know it. */
export function requestFacts({
  state,
  expiresAt,
}: Pick<BankIdRequest, 'state' | 'expiresAt'>): BankIdRequestFacts {
  const known = bankIdRequestStates.find((each) => each === state);
  if (known === undefined) throw new TypeError(`unknown state of a request ${state}`);
  return { state: known, expiresAt };
}

/** The request of a customer that waits for an answer or for being issued; undefined where none does. */
export async function findOpenRequest(
  { context }: RequestRoom,
  database: Pick<Transaction, 'bankIdRequest'>,
  { bankId, personId }: Whose,
): Promise<BankIdRequest | undefined> {
  const row = await database.bankIdRequest.findFirst({
    where: {
      bankId,
      personId,
      state: { in: openStates },
      OR: [{ expiresAt: null }, { expiresAt: { gt: context.clock.now() } }],
    },
    orderBy: { createdAt: 'desc' },
  });
  return row ?? undefined;
}

/** Writes a request that waits from now on. */
export function openRequest(
  { context }: RequestRoom,
  tx: Transaction,
  facts: Whose & {
    channel: 'desk' | 'online-bank' | 'parent';
    state: 'awaiting-guardian' | 'approved';
    requestedBy: `officer:${string}` | `client:${string}`;
    guardianSub?: string;
    codeUnit?: Prisma.InputJsonObject;
  },
): Promise<BankIdRequest> {
  const createdAt = context.clock.now();
  return tx.bankIdRequest.create({
    data: {
      ...facts,
      createdAt,
      ...(facts.state === 'approved' ? { approvedAt: createdAt } : {}),
      ...(facts.guardianSub === undefined ? {} : { answeredAt: createdAt }),
      expiresAt: new Date(createdAt.getTime() + bankIdRequestDays * 86_400_000),
    },
  });
}

/** The newest request of a customer, whatever became of it, as bank and desk see it. */
export async function newestRequest(
  room: RequestRoom,
  { customerId, ...whose }: Whose & { customerId: string },
): Promise<ordering.Order | null> {
  const row = await room.context.database.prisma.bankIdRequest.findFirst({
    // Those of before guardians were asked tell nothing that the BankID does not.
    where: { ...whose, expiresAt: { not: null } },
    orderBy: { createdAt: 'desc' },
  });
  return row === null ? null : viewRequest(room, row, customerId);
}

/** A request with what became of it. */
export async function viewRequest(
  { context }: RequestRoom,
  row: BankIdRequest,
  customerId: string,
): Promise<ordering.Order> {
  const { prisma } = context.database;
  const at = context.clock.now();
  const [guardian, bankId] = await Promise.all([
    row.guardianSub === null ? null : prisma.person.findUnique({ where: { sub: row.guardianSub } }),
    row.issuedBankIdId === null ? null : prisma.bankId.findUnique({ where: { id: row.issuedBankIdId } }),
  ]);
  return ordering.order.parse({
    id: row.id,
    customerId,
    channel: row.channel,
    state: effectiveRequestState(requestFacts(row), at),
    createdAt: row.createdAt.toISOString(),
    expiresAt: (row.expiresAt ?? row.createdAt).toISOString(),
    guardian: guardian === null ? null : `${guardian.givenName} ${guardian.familyName}`,
    answeredAt: row.answeredAt?.toISOString() ?? null,
    bankIdState: bankId === null ? null : stateOf(bankId, at),
  });
}

/** Whether a BankID of this bank is in use: an expired or blocked one is followed by a new one. */
export async function hasBankIdInUse(
  { context }: RequestRoom,
  database: Pick<Transaction, 'bankId'>,
  { bankId, personId }: Whose,
): Promise<boolean> {
  const rows: BankId[] = await database.bankId.findMany({ where: { bankId, personId } });
  const at = context.clock.now();
  return rows.some((row) => ['ordered', 'active', 'suspended'].includes(stateOf(row, at)));
}
