import { createHash } from 'node:crypto';
import path from 'node:path';
import { openPGlite, type PrismaClient } from '@segl/database';

/** Something that the records of a document, or of all (no document), do not show as they must. */
export interface Imbalance {
  documentId?: string;
  problem: string;
}

/**
 * Counts, in the database that a stopped product left, what no address of the product tells: uses of the holder's key, and
 * the hashes of the audit chain. Each of these documents must have been signed once, by one use of the key, with a chain
 * that verifies; there must be no use of a key beside these, and no work that was given up.
 */
export async function checkRecords(dataDir: string, documentIds: readonly string[]): Promise<Imbalance[]> {
  const { prisma, close } = await openPGlite({ dataDir: path.join(dataDir, 'db') });
  try {
    const found: Imbalance[] = [];
    for (const documentId of documentIds)
      for (const problem of await checkDocument(prisma, documentId)) found.push({ documentId, problem });
    const uses = await prisma.vaultKeyUse.count({ where: { kind: { in: ['first', 'resigned', 'csc'] } } });
    if (uses !== documentIds.length)
      found.push({ problem: `${String(uses)} uses of keys for ${String(documentIds.length)} signatures` });
    for (const { queue, lastError } of await prisma.job.findMany({ where: { failedAt: { not: null } } }))
      found.push({ problem: `work given up: ${queue}: ${lastError ?? ''}` });
    return found;
  } finally {
    await close();
  }
}

async function checkDocument(prisma: PrismaClient, documentId: string): Promise<string[]> {
  const problems: string[] = [];
  const { order, revisions } = await prisma.orderDocument.findUniqueOrThrow({
    where: { id: documentId },
    include: {
      revisions: { orderBy: { number: 'asc' } },
      order: {
        include: { audit: { orderBy: { sequence: 'asc' } }, parties: { include: { attempts: true } } },
      },
    },
  });
  const kinds = revisions.map(({ kind }) => kind).join(', ');
  if (kinds !== 'original, prepared, signature') problems.push(`revisions: ${kinds}`);
  const states = [order.state, ...order.parties.map(({ state }) => state)].join(', ');
  if (states !== 'completed, signed') problems.push(`order and party: ${states}`);

  const attempts = order.parties.flatMap((party) => party.attempts);
  const committed = attempts.filter(({ state }) => state === 'committed');
  if (committed.length !== 1) problems.push(`${String(committed.length)} attempts committed`);
  const authorizations = attempts.flatMap(({ activationJti }) =>
    activationJti === null ? [] : [`activation:${activationJti}`],
  );
  const uses = await prisma.vaultKeyUse.findMany({ where: { authorizationId: { in: authorizations } } });
  const made = uses.map(({ kind, authorizationId }) => `${kind} by ${authorizationId}`).join(', ');
  if (made !== `first by activation:${String(committed[0]?.activationJti)}`)
    problems.push(`${String(uses.length)} uses of the key: ${made}`);

  const signed = order.audit.filter(({ event }) => event === 'party-signed').length;
  if (signed !== 1) problems.push(`${String(signed)} audit entries of a signature`);
  problems.push(...brokenLinks(order.audit));
  return problems;
}

interface AuditEntry {
  orderId: string;
  sequence: number;
  at: Date;
  event: string;
  data: unknown;
  previousHash: string;
  entryHash: string;
}

/** Entries that do not follow from the one before, computed here anew: SHA-256 of its hash and the entry's canonical JSON. */
function brokenLinks(entries: readonly AuditEntry[]): string[] {
  let previousHash = '0'.repeat(64);
  return entries.flatMap(({ previousHash: claimed, entryHash, ...entry }, index) => {
    const fact = { ...entry, at: entry.at.toISOString() };
    const hash = createHash('sha256').update(previousHash).update(canonical(fact)).digest('hex');
    const follows = entry.sequence === index && claimed === previousHash && entryHash === hash;
    previousHash = entryHash;
    return follows ? [] : [`audit entry ${String(entry.sequence)} (${entry.event}) breaks the chain`];
  });
}

/** RFC 8785 for what audit entries hold: objects of strings, whole numbers and null. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
