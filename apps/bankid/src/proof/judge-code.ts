import type { bankid } from '@segl/contracts';
import type { Bank } from '@segl/database';
import { judgeWrongTry, noWrongTries, wrongCodesAllowedPerDevice, type CodeSourceKind } from '@segl/domain';
import type { BankidRoom } from '../room.js';
import { giveBackTry, takeTry, type Counter } from './attempt-counters.js';
import { takeCode, type CodeOwner } from './find-code-owner.js';
import { giveBackCodeTry, reserveCodeTry, suspend } from './holder-tries.js';
import type { TypedCode } from './one-time-codes.js';

/** Whose code was typed, and from where. */
export interface CodeClaim {
  /** YYYY-MM-DD */
  birthDate: string;
  /** Set when the caller named a person by national identity number who is known here. */
  namedPersonId: string | null;
  code: string;
  codeTypedAt: Date;
  /** The code before in this dialog, where it was judged wrong. */
  missed?: TypedCode | undefined;
  /** What the code may come from. Default: anything the holder has. */
  sources?: readonly CodeSourceKind[];
  /** Where guesses are counted that cannot be laid to a holder. */
  origin: { deviceId: string; address: string };
}

/** Nobody's code, or none that is still judged. `bank` is told where the caller named the holder. */
export type CodeRefusal =
  /** Nobody born that day has that code now, whether or not anybody was born that day. */
  { kind: 'wrong-code' } | { kind: 'refused'; outcome: bankid.DialogOutcome; bank: Bank | undefined };

/** What the judgement of a code says. A code that was not judged has cost no time, for anybody. */
export type CodeVerdict =
  | { kind: 'right'; owner: CodeOwner }
  | { kind: 'wrong'; refusal: CodeRefusal }
  | { kind: 'not-judged'; refusal: CodeRefusal };

export type CodeRoom = Pick<BankidRoom, 'context' | 'config' | 'secrets'>;

/** Judges a code and uses it up. The try is reserved before, and given back when the code was right. */
export async function judgeCode(room: CodeRoom, claim: CodeClaim): Promise<CodeVerdict> {
  const originCounters = countersOf(room, claim);
  if (!(await takeTry(room, [holderCounter(room, claim)]))) return notJudged('unknownDevice');

  // A person named by number is counted on their BankIDs; else, and when they have none, guesses count on their origin.
  const named = await reserveNamed(room, claim.namedPersonId);
  if (named.kind === 'none-left') return notJudged('codeSuspended', named.bank);
  if (named.kind === 'not-named' && !(await takeTry(room, originCounters))) return notJudged('unknownDevice');

  const holders =
    claim.namedPersonId === null ? { birthDate: claim.birthDate } : { personId: claim.namedPersonId };
  const owner = await takeCode(room, holders, {
    code: claim.code,
    at: claim.codeTypedAt,
    missed: claim.missed,
    sources: claim.sources,
  });
  if (owner === undefined) {
    return {
      kind: 'wrong',
      refusal: named.kind === 'reserved' ? await judgeWrongCode(room, named) : { kind: 'wrong-code' },
    };
  }
  if (named.kind === 'reserved') await giveBackCodeTry(room, named.personId);
  else await giveBackTry(room, originCounters);
  return { kind: 'right', owner };
}

type NamedReservation =
  | { kind: 'not-named' }
  | { kind: 'reserved'; personId: string; tries: number; bank: Bank | undefined }
  | { kind: 'none-left'; bank: Bank | undefined };

async function reserveNamed(room: CodeRoom, personId: string | null): Promise<NamedReservation> {
  if (personId === null) return { kind: 'not-named' };
  const bankIds = await room.context.database.prisma.bankId.findMany({
    where: { personId },
    include: { bank: true },
    orderBy: { validTo: 'desc' },
  });
  const bank = bankIds[0]?.bank;
  if (bankIds.length === 0) return { kind: 'not-named' };
  const tries = await reserveCodeTry(room, personId);
  return tries === undefined ? { kind: 'none-left', bank } : { kind: 'reserved', personId, tries, bank };
}

async function judgeWrongCode(
  room: CodeRoom,
  named: Extract<NamedReservation, { kind: 'reserved' }>,
): Promise<CodeRefusal> {
  const verdict = judgeWrongTry({ ...noWrongTries, wrongCodes: named.tries }, 'code');
  if (!verdict.suspended) return { kind: 'wrong-code' };
  await suspend(room, { personId: named.personId }, verdict.suspension);
  return { kind: 'refused', outcome: 'codeSuspended', bank: named.bank };
}

const notJudged = (outcome: bankid.DialogOutcome, bank?: Bank): CodeVerdict => ({
  kind: 'not-judged',
  refusal: { kind: 'refused', outcome, bank },
});

function countersOf({ secrets, config }: CodeRoom, { origin }: CodeClaim): Counter[] {
  return [
    { key: secrets.counterKey('device', origin.deviceId), limit: wrongCodesAllowedPerDevice },
    { key: secrets.counterKey('address', origin.address), limit: config.limits.wrongCodesPerAddress },
  ];
}

function holderCounter({ secrets, config }: CodeRoom, claim: CodeClaim): Counter {
  return {
    key: secrets.counterKey('holder', claim.namedPersonId ?? claim.birthDate),
    limit: config.limits.triesPerHolder,
  };
}
