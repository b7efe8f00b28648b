import type { holder } from '@segl/contracts';
import type { Bank, BankId, BankIdEvent, BankIdUse } from '@segl/database';
import { clientName, findClient, registeredClients } from '../provider/clients.js';
import type { BankidRoom } from '../room.js';

type HolderRoom = Pick<BankidRoom, 'context'>;
type Of<Row> = Row & { bankId: BankId & { bank: Bank } };

const pageSize = 25;
const ofBankId = { bankId: { include: { bank: true } } } as const;

/**
 * Log-ins, signings and what was done to the BankIDs of a person, newest first. Tries with a wrong one-time code are no
 * part of it: nobody knows whose they were.
 */
export async function readHistory(
  room: HolderRoom,
  { sub, cursor }: { sub: string; cursor: string | undefined },
): Promise<{ entries: holder.HistoryEntry[]; nextCursor: string | null }> {
  const { prisma } = room.context.database;
  const page = {
    where: { bankId: { person: { sub } }, ...after(cursor) },
    include: ofBankId,
    orderBy: [{ at: 'desc' as const }, { id: 'desc' as const }],
    take: pageSize + 1,
  };
  const [uses, events] = await Promise.all([
    prisma.bankIdUse.findMany(page),
    prisma.bankIdEvent.findMany(page),
  ]);
  const callers = await callerNames(room, new Set(uses.map(({ clientId }) => clientId)));
  const entries = [...uses.map((row) => viewUse(row, callers)), ...events.map(viewChange)].sort(
    (a, b) => compare(b.at, a.at) || compare(b.id, a.id),
  );
  const shown = entries.slice(0, pageSize);
  const last = shown.at(-1);
  const isMore = entries.length > shown.length && last !== undefined;
  return { entries: shown, nextCursor: isMore ? `${last.at}_${last.id}` : null };
}

/** One use of a BankID of this person, with the BankID; undefined when there is none. */
export async function findUse(
  room: HolderRoom,
  { sub, useId }: { sub: string; useId: string },
): Promise<{ use: holder.Use; row: Of<BankIdUse> } | undefined> {
  const row = await room.context.database.prisma.bankIdUse.findFirst({
    where: { id: useId, bankId: { person: { sub } } },
    include: ofBankId,
  });
  if (row === null) return undefined;
  return { use: viewUse(row, await callerNames(room, new Set([row.clientId]))), row };
}

function after(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const split = cursor.indexOf('_');
  const [at, id] = [new Date(cursor.slice(0, split)), cursor.slice(split + 1)];
  return { OR: [{ at: { lt: at } }, { at, id: { lt: id } }] };
}

function viewUse(row: Of<BankIdUse>, callers: ReadonlyMap<string, string>): holder.Use {
  return {
    type: 'use',
    id: row.id,
    at: row.at.toISOString(),
    bankIdId: row.bankId.id,
    bankName: row.bankId.bank.name,
    kind: row.kind,
    caller: callers.get(row.clientId) ?? row.clientId,
    outcome: row.outcome,
    method: row.method,
    browser: row.browser,
    platform: row.platform,
    documents: row.documents,
    deniedAt: row.deniedAt?.toISOString() ?? null,
  };
}

function viewChange(row: Of<BankIdEvent>): holder.HistoryEntry {
  return {
    type: 'change',
    id: row.id,
    at: row.at.toISOString(),
    bankIdId: row.bankId.id,
    bankName: row.bankId.bank.name,
    kind: row.kind,
    by: row.actor === 'holder' || row.actor === 'system' ? row.actor : 'bank',
  };
}

/** Callers as the dialog names them; one that is not registered any more keeps its id. */
async function callerNames(
  { context }: HolderRoom,
  clientIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const id of clientIds) {
    const isOwn = registeredClients.some((client) => client.id === id);
    names.set(id, isOwn ? clientName : ((await findClient(context, id))?.client_name ?? id));
  }
  return names;
}

/** By code unit, as the database orders instants and ids. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
