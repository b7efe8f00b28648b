import { desk } from '@segl/contracts';
import type { Bank, Officer } from '@segl/database';
import { beginDeskAct, type DeskOfficer } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import { z } from 'zod';

/** Somebody logged in at a bank's desk: everything they see and do is that bank's. */
export interface OfficerOnDuty extends DeskOfficer {
  readonly name: string;
  readonly username: string;
  readonly bank: Bank;
}

const roles = z.array(desk.role);

/** A stored officer, with roles read strictly. */
export function onDuty({ id, name, username, bank, ...row }: Officer & { bank: Bank }): OfficerOnDuty {
  return { id, name, username, bank, roles: roles.parse(row.roles) };
}

/** What the desk tells of who is logged in. */
export function describeOfficer({ id, name, username, roles: held, bank }: OfficerOnDuty): desk.Officer {
  return {
    id,
    name,
    username,
    roles: [...held],
    bank: { id: bank.id, name: bank.name, phone: bank.phone, ageLimit: bank.ageLimit },
  };
}

/** Refuses officers who are no clerks. @throws ProblemError `desk.role-missing` */
export function onlyClerks(officer: OfficerOnDuty, kind: desk.ActKind): void {
  const beginning = beginDeskAct(kind, officer);
  if ('refusal' in beginning) throw new ProblemError(beginning.refusal);
}
