import { createHash } from 'node:crypto';
import type { Prisma, Transaction } from '@segl/database';
import { canonicalJson } from './canonical-json.js';

/** What happened to an order. Data holds identifiers and hashes, never names or numbers of persons. */
export interface AuditFact {
  orderId: string;
  at: Date;
  event: string;
  data: Readonly<Record<string, string | number | null>>;
}

/** Stands before the first entry of an order. */
export const auditChainStart = '0'.repeat(64);

/**
 * Adds an entry to the order's chain. The order's row must have been updated in the same transaction before: its lock
 * keeps two entries from taking the same place.
 */
export async function appendAuditEntry(tx: Transaction, fact: AuditFact): Promise<void> {
  const last = await tx.auditEntry.findFirst({
    where: { orderId: fact.orderId },
    orderBy: { sequence: 'desc' },
    select: { sequence: true, entryHash: true },
  });
  const sequence = (last?.sequence ?? -1) + 1;
  const previousHash = last?.entryHash ?? auditChainStart;
  await tx.auditEntry.create({
    data: {
      ...fact,
      data: fact.data as Prisma.InputJsonObject,
      sequence,
      previousHash,
      entryHash: auditEntryHash(previousHash, { ...fact, sequence }),
    },
  });
}

/** SHA-256 over the previous hash and the entry's canonical JSON (RFC 8785). */
export function auditEntryHash(previousHash: string, entry: AuditFact & { sequence: number }): string {
  const canonical = canonicalJson({
    orderId: entry.orderId,
    sequence: entry.sequence,
    at: entry.at.toISOString(),
    event: entry.event,
    data: entry.data,
  });
  return createHash('sha256').update(previousHash).update(canonical).digest('hex');
}

/** Whether every entry follows from the one before; entries of one order in their sequence. */
export function isAuditChainIntact(
  entries: readonly (AuditFact & { sequence: number; previousHash: string; entryHash: string })[],
): boolean {
  let previousHash = auditChainStart;
  return entries.every((entry, index) => {
    const follows =
      entry.sequence === index &&
      entry.previousHash === previousHash &&
      entry.entryHash === auditEntryHash(previousHash, entry);
    previousHash = entry.entryHash;
    return follows;
  });
}
