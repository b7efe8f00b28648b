import type { Bank, BankId, Person } from '@segl/database';
import type { CodeSourceKind } from '@segl/domain';
import { approvalIn, takeApproval } from '../app/take-approval.js';
import type { BankidRoom } from '../room.js';
import { sourcesOf, type CodeHolders, type HeldSource } from './code-sources.js';
import { makeCodeSecret, matchCode } from './one-time-codes.js';

/** Whose code it was. */
export interface CodeOwner {
  person: Person;
  source: { kind: CodeSourceKind; id: string };
  bank: Bank;
  /** The person's BankIDs at the bank of the code source, newest first. */
  bankIds: BankId[];
}

/** Codes are compared against at least so many sources, real or not, so that time tells little of who exists. */
const leastComparisons = 4;

/**
 * Finds whose code was typed and uses it up by compare-and-set, so that of any number of parallel tries with one code one
 * finds it. Undefined when nobody's, used before, or (one in a million) two people's. An approval by the app may stand in the
 * place of a code.
 */
export async function takeCode(
  room: Pick<BankidRoom, 'context' | 'secrets'>,
  holders: CodeHolders,
  typed: { code: string; at: Date; sources?: readonly CodeSourceKind[] | undefined },
): Promise<CodeOwner | undefined> {
  const approvalId = approvalIn(typed.code);
  if (approvalId !== undefined) return takeAppApproval(room, holders, approvalId);
  const held = await sourcesOf(room, holders);
  const sources = held.filter(({ kind }) => typed.sources?.includes(kind) ?? true);
  const matches: { source: HeldSource; place: number }[] = [];
  for (const source of sources) {
    const place = await source.match(typed.code, typed.at);
    if (place !== undefined) matches.push({ source, place });
  }
  for (let done = sources.length; done < leastComparisons; done += 1) {
    await matchCode({ kind: 'time', secret: makeCodeSecret(), last: -1, drift: 0 }, typed.code, typed.at);
  }
  const [match, ...others] = matches;
  if (match === undefined || others.length > 0) return undefined;
  if (!(await match.source.take(match.place))) return undefined;
  const { kind, id, bank, person } = match.source;
  const { bankIds, ...owner } = person;
  return {
    person: owner,
    source: { kind, id },
    bank,
    bankIds: bankIds.filter(({ bankId }) => bankId === bank.id),
  };
}

/** The holder whose app approved; the BankID is that of the app. */
async function takeAppApproval(
  room: Pick<BankidRoom, 'context'>,
  holders: CodeHolders,
  approvalId: string,
): Promise<CodeOwner | undefined> {
  const taken = await takeApproval(room, holders, approvalId);
  if (taken === undefined) return undefined;
  const { id, kind, bankId } = taken.device;
  const { bank, person, ...held } = bankId;
  return { person, source: { kind: kind === 'bank-app' ? kind : 'app', id }, bank, bankIds: [held] };
}
