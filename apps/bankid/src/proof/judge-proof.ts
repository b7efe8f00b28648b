import type { bankid } from '@segl/contracts';
import type { Bank, BankId, Person } from '@segl/database';
import { withTransaction } from '@segl/database';
import {
  judgeWrongTry,
  noWrongTries,
  suspensionReasons,
  wrongCodesAllowedPerDevice,
  wrongTriesAllowed,
} from '@segl/domain';
import type { BankidRoom } from '../room.js';
import { giveBackTry, takeTry, type Counter } from './attempt-counters.js';
import { takeCode, type CodeOwner } from './find-code-owner.js';
import { giveBackCodeTry, reserveCodeTry, reservePasswordTry, suspend } from './holder-tries.js';
import { stateOf } from './state-of.js';

/** What was typed in one run of the dialog, and from where. */
export interface ProofClaim {
  /** YYYY-MM-DD */
  birthDate: string;
  /** Set when the caller named a person by national identity number who is known here. */
  namedPersonId: string | null;
  code: string;
  codeTypedAt: Date;
  password: string;
  /** Where guesses are counted that cannot be laid to a holder. */
  origin: { deviceId: string; address: string };
  kind: 'login' | 'signing';
  clientId: string;
}

/** What the judgement says. Only a right code makes it tell anything of the holder. */
export type ProofVerdict =
  | { kind: 'proven'; person: Person; bankId: BankId; bank: Bank }
  /** Nobody born that day has that code now, whether or not anybody was born that day. */
  | { kind: 'wrong-code' }
  | { kind: 'wrong-password'; triesLeft: number; bank: Bank }
  | { kind: 'refused'; outcome: bankid.DialogOutcome; bank: Bank | undefined };

type JudgeRoom = Pick<BankidRoom, 'context' | 'config' | 'secrets' | 'passwords'>;

/**
 * Judges birth date, code and password together (step 6). The same work is done whether or not anybody was born that day:
 * one argon2id run, against a dummy when there is no hash to judge. Every try is reserved before it is judged.
 */
export async function judgeProof(room: JudgeRoom, claim: ProofClaim): Promise<ProofVerdict> {
  const originCounters = countersOf(room, claim);
  if (!(await takeTry(room, [holderCounter(room, claim)]))) return refused('unknownDevice');

  // A person named by number is counted on their BankIDs; else, and when they have none, guesses count on their origin.
  const named = await reserveNamed(room, claim.namedPersonId);
  if (named.kind === 'none-left') return refused('codeSuspended', named.bank);
  if (named.kind === 'not-named' && !(await takeTry(room, originCounters))) return refused('unknownDevice');

  const holders =
    claim.namedPersonId === null ? { birthDate: claim.birthDate } : { personId: claim.namedPersonId };
  const owner = await takeCode(room, holders, { code: claim.code, at: claim.codeTypedAt });
  if (owner === undefined) {
    await room.passwords.verify(undefined, claim.password);
    return named.kind === 'reserved' ? judgeWrongCode(room, named) : { kind: 'wrong-code' };
  }
  if (named.kind === 'reserved') await giveBackCodeTry(room, named.personId);
  else await giveBackTry(room, originCounters);
  return judgePassword(room, claim, owner);
}

async function judgePassword(room: JudgeRoom, claim: ProofClaim, owner: CodeOwner): Promise<ProofVerdict> {
  const { bank, person } = owner;
  const bankId = preferredBankId(owner.bankIds, room.context.clock.now());
  const refuse = async (outcome: bankid.DialogOutcome): Promise<ProofVerdict> => {
    await room.passwords.verify(undefined, claim.password);
    if (bankId !== undefined) await recordUse(room, bankId.id, claim, outcome);
    return refused(outcome, bank);
  };
  if (bankId === undefined) return refuse('noBankId');
  const state = stateOf(bankId, room.context.clock.now());
  if (state === 'expired') return refuse('expired');
  if (state === 'blocked' || state === 'ordered') return refuse('noBankId');
  if (state === 'suspended') return refuse(suspensionOutcome(bankId));

  const tries = await reservePasswordTry(room, bankId.id);
  // Others have used up the tries since the row was read, or are being judged with the last of them.
  if (tries === undefined) return refuse('suspended');
  const isRight = await room.passwords.verify(bankId.passwordHash ?? undefined, claim.password);
  if (isRight) {
    const isStillActive = await recordSuccess(room, bankId.id, claim);
    return isStillActive ? { kind: 'proven', person, bankId, bank } : refused('suspended', bank);
  }
  const verdict = judgeWrongTry({ ...noWrongTries, wrongPasswords: tries }, 'password');
  if (!verdict.suspended) {
    await recordUse(room, bankId.id, claim, 'wrong-password');
    return { kind: 'wrong-password', triesLeft: verdict.triesLeft, bank };
  }
  await suspend(room, { id: bankId.id }, verdict.suspension);
  await recordUse(room, bankId.id, claim, 'suspended');
  return refused('suspended', bank);
}

type NamedReservation =
  | { kind: 'not-named' }
  | { kind: 'reserved'; personId: string; tries: number; bank: Bank | undefined }
  | { kind: 'none-left'; bank: Bank | undefined };

async function reserveNamed(room: JudgeRoom, personId: string | null): Promise<NamedReservation> {
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
  room: JudgeRoom,
  named: Extract<NamedReservation, { kind: 'reserved' }>,
): Promise<ProofVerdict> {
  const verdict = judgeWrongTry({ ...noWrongTries, wrongCodes: named.tries }, 'code');
  if (!verdict.suspended) return { kind: 'wrong-code' };
  await suspend(room, { personId: named.personId }, verdict.suspension);
  return refused('codeSuspended', named.bank);
}

/** Counters go back to zero by success only; a BankID that was suspended meanwhile proves nothing. */
async function recordSuccess(room: JudgeRoom, bankIdId: string, claim: ProofClaim): Promise<boolean> {
  const at = room.context.clock.now();
  return withTransaction(room.context.database.prisma, async (tx) => {
    const { count } = await tx.bankId.updateMany({
      where: { id: bankIdId, state: 'active' },
      data: { ...noWrongTries, lastUsedAt: at, version: { increment: 1 } },
    });
    if (count === 0) return false;
    await tx.bankIdUse.create({ data: { ...useOf(claim), bankIdId, at, outcome: 'ok' } });
    return true;
  });
}

async function recordUse(
  room: JudgeRoom,
  bankIdId: string,
  claim: ProofClaim,
  outcome: bankid.DialogOutcome | 'wrong-password',
): Promise<void> {
  const at = room.context.clock.now();
  await room.context.database.prisma.bankIdUse.create({ data: { ...useOf(claim), bankIdId, at, outcome } });
}

const useOf = ({ kind, clientId }: ProofClaim) => ({ kind, clientId });
const refused = (outcome: bankid.DialogOutcome, bank?: Bank): ProofVerdict => ({
  kind: 'refused',
  outcome,
  bank,
});

function countersOf({ secrets, config }: JudgeRoom, { origin }: ProofClaim): Counter[] {
  return [
    { key: secrets.counterKey('device', origin.deviceId), limit: wrongCodesAllowedPerDevice },
    { key: secrets.counterKey('address', origin.address), limit: config.limits.wrongCodesPerAddress },
  ];
}

function holderCounter({ secrets, config }: JudgeRoom, claim: ProofClaim): Counter {
  return {
    key: secrets.counterKey('holder', claim.namedPersonId ?? claim.birthDate),
    limit: config.limits.triesPerHolder,
  };
}

/** The one that works, else the newest: a new BankID may stand beside an expired or blocked one. */
function preferredBankId(bankIds: readonly BankId[], at: Date): BankId | undefined {
  return bankIds.find((bankId) => stateOf(bankId, at) === 'active') ?? bankIds[0];
}

function suspensionOutcome({ suspension, wrongCodes }: BankId): bankid.DialogOutcome {
  const reason = suspensionReasons.find((name) => name === suspension);
  return reason === 'code' || (reason === undefined && wrongCodes >= wrongTriesAllowed)
    ? 'codeSuspended'
    : 'suspended';
}
