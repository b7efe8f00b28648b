import type { desk } from '@segl/contracts';
import type { Bank, Prisma, Transaction } from '@segl/database';
import type { BankidRoom } from '../../room.js';

/** An act of one kind about the bank itself, with all that it needs. */
export type BankActOf<Kind extends desk.BeginBankAct['kind']> = Extract<desk.BeginBankAct, { kind: Kind }>;

/** How acts of one kind about the bank itself are done. */
export interface BankActHandler<Kind extends desk.BeginBankAct['kind']> {
  /** The officer or campaign that it is done to. */
  target?(act: BankActOf<Kind>): string;
  /** What is kept of it: enough to do it later and to tell what it was, never a secret. */
  details(room: BankidRoom, bank: Bank, act: BankActOf<Kind>): Promise<Prisma.InputJsonObject>;
  /** Refuses what cannot be done as things stand, in a transaction that holds the bank's officers. @throws ProblemError */
  check(room: BankidRoom, tx: Transaction, bank: Bank, act: BankActOf<Kind>): Promise<void>;
  /** Does it, in the same transaction as the check. */
  store(room: BankidRoom, tx: Transaction, bank: Bank, act: BankActOf<Kind>): Promise<void>;
}
