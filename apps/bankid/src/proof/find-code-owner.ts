import type { Bank, BankId, Person } from '@segl/database';
import type { CodeSourceKind } from '@segl/domain';
import { approvalIn, takeApproval } from '../app/take-approval.js';
import type { BankidRoom } from '../room.js';
import { sourcesOf, type CodeHolders, type CodePlace, type HeldSource } from './code-sources.js';
import { hotp } from './hotp.js';
import { codesCompared, codesComparedNear, makeCodeSecret, type TypedCode } from './one-time-codes.js';

/** Whose code it was. */
export interface CodeOwner {
  person: Person;
  source: { kind: CodeSourceKind; id: string };
  bank: Bank;
  /** The person's BankIDs at the bank of the code source, newest first. */
  bankIds: BankId[];
}

/** What was typed. */
export interface TypedFor extends TypedCode {
  /** The code before in this dialog, where it was wrong: with this one it may find a unit again that has run away. */
  missed?: TypedCode | undefined;
  /** What the code may come from. Default: anything the holder has. */
  sources?: readonly CodeSourceKind[] | undefined;
}

/**
 * Codes are computed by the lot: what people with up to four units need, real or not, so that neither time nor the machine's work tells
 * who exists, how many share a birth date, or what they have.
 */
const unitsPerLot = 4;
const lot = unitsPerLot * codesCompared.event;
const lotNearBy = unitsPerLot * codesComparedNear;

/**
 * Finds whose code was typed and uses it up by compare-and-set, so that of any number of parallel tries with one code one
 * finds it. Undefined when nobody's, used before, or (one in a million) two people's. An approval by the app may stand in the
 * place of a code.
 */
export async function takeCode(
  room: Pick<BankidRoom, 'context' | 'secrets'>,
  holders: CodeHolders,
  typed: TypedFor,
): Promise<CodeOwner | undefined> {
  const approvalId = approvalIn(typed.code);
  if (approvalId !== undefined) return takeAppApproval(room, holders, approvalId);
  const held = await sourcesOf(room, holders);
  const sources = held.filter(({ kind }) => typed.sources?.includes(kind) ?? true);
  const match = matchOne(sources, typed) ?? matchOneNearBy(sources, typed);
  if (match === undefined || !(await match.source.take(match.place))) return undefined;
  const { kind, id } = match.source;
  const { bank, person } = await match.source.owner();
  const { bankIds, ...owner } = person;
  return {
    person: owner,
    source: { kind, id },
    bank,
    bankIds: bankIds.filter(({ bankId }) => bankId === bank.id),
  };
}

interface Match {
  source: HeldSource;
  place: CodePlace;
}

function matchOne(sources: readonly HeldSource[], typed: TypedFor): Match | undefined {
  const matches = sources.flatMap((source) => matchAt(source, source.match(typed)));
  fillUp(
    sources.reduce((sum, { comparisons }) => sum + comparisons, 0),
    lot,
  );
  return onlyOf(matches);
}

function matchOneNearBy(sources: readonly HeldSource[], typed: TypedFor): Match | undefined {
  const { missed } = typed;
  if (missed === undefined) return undefined;
  const units = sources.filter(({ matchNearBy }) => matchNearBy !== undefined);
  const matches = units.flatMap((source) => matchAt(source, source.matchNearBy?.(missed, typed)));
  fillUp(units.length * codesComparedNear, lotNearBy);
  return onlyOf(matches);
}

const matchAt = (source: HeldSource, place: CodePlace | undefined): Match[] =>
  place === undefined ? [] : [{ source, place }];

/** Two people's code is nobody's. */
const onlyOf = ([match, ...others]: readonly Match[]): Match | undefined =>
  others.length > 0 ? undefined : match;

/** Computes codes of nobody until a lot is full. */
function fillUp(done: number, size: number): void {
  const secret = makeCodeSecret();
  const due = Math.max(1, Math.ceil(done / size)) * size;
  for (let counter = done; counter < due; counter += 1) hotp(secret, counter);
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
