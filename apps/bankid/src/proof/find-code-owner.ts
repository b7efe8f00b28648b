import type { Bank, BankId, Person } from '@segl/database';
import type { CodeSourceKind } from '@segl/domain';
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
 * finds it. Undefined when nobody's, used before, or (one in a million) two people's.
 */
export async function takeCode(
  room: Pick<BankidRoom, 'context' | 'secrets'>,
  holders: CodeHolders,
  typed: { code: string; at: Date },
): Promise<CodeOwner | undefined> {
  const sources = await sourcesOf(room, holders);
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
