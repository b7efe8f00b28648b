import type { desk } from '@segl/contracts';
import type { Bank, Customer, Person, Prisma, Transaction } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { BankidRoom } from '../../room.js';

/** An act of one kind, with all that it needs. */
export type ActOf<Kind extends desk.BeginAct['kind']> = Extract<desk.BeginAct, { kind: Kind }>;

/** To whom an act is done, and by whom. */
export interface ActScene {
  readonly bank: Bank;
  readonly customer: Customer & { person: Person };
  /** Who stands in the history: the officer who proposed it. */
  readonly actor: `officer:${string}`;
}

/** The parts of an act that are done in its transaction and after. */
export interface ActWork {
  /** Stores what changes; throws a ProblemError where things have changed since the check. Nothing but `tx` here. */
  store(tx: Transaction): Promise<void>;
  /** What may go on once it is stored; whatever must happen is a job sent in `store`. */
  after?(): Promise<void>;
}

/** How acts of one kind are done. */
export interface ActHandler<Kind extends desk.BeginAct['kind']> {
  /** What it is done to, where that is a BankID or a code source. */
  target?(act: ActOf<Kind>): string | undefined;
  /** What is kept of it beside kind and target: enough to do it later, never a secret. */
  details?(act: ActOf<Kind>): Prisma.InputJsonObject;
  /** Refuses what cannot be done as things stand. @throws ProblemError */
  check(room: BankidRoom, scene: ActScene, act: ActOf<Kind>): Promise<void>;
  /** Does what is slow (keys, certificates), outside a transaction. */
  prepare(room: BankidRoom, scene: ActScene, act: ActOf<Kind>): Promise<ActWork>;
}

/** Why a kind of act cannot be done now, for the words. */
export function notPossible(reason: string): ProblemError {
  return new ProblemError('desk.act-not-possible', { extras: { facts: { reason } } });
}
