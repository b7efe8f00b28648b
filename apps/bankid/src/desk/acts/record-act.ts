import type { desk } from '@segl/contracts';
import type { DeskAct, Prisma, Transaction } from '@segl/database';
import type { OfficerOnDuty } from '../officers.js';

/** What is written of an act when it begins. */
export interface NewAct {
  readonly officer: OfficerOnDuty;
  readonly at: Date;
  readonly kind: desk.ActKind;
  /** The customer; none where it is about the bank itself. */
  readonly personId?: string;
  readonly targetId?: string | undefined;
  /** Never a secret, a passport's number or a national identity number. */
  readonly details?: Prisma.InputJsonObject;
  /** Default: done at once. */
  readonly state?: 'proposed' | 'done';
}

/** Writes an act into the bank's book. */
export function recordAct(
  tx: Transaction,
  { officer, at, kind, personId, targetId, details = {}, state = 'done' }: NewAct,
): Promise<DeskAct> {
  return tx.deskAct.create({
    data: {
      bankId: officer.bank.id,
      kind,
      personId: personId ?? null,
      targetId: targetId ?? null,
      details,
      state,
      proposedById: officer.id,
      proposedAt: at,
    },
  });
}
