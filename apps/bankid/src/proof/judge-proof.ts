import type { bankid } from '@segl/contracts';
import type { Bank, BankId, BankIdUse, Person } from '@segl/database';
import { withTransaction } from '@segl/database';
import { judgeWrongTry, noWrongTries, suspensionReasons, wrongTriesAllowed } from '@segl/domain';
import type { BankidRoom } from '../room.js';
import type { CodeOwner } from './find-code-owner.js';
import { reservePasswordTry, suspend } from './holder-tries.js';
import { judgeCode, type CodeClaim, type CodeRefusal } from './judge-code.js';
import { awaitsPassword, stateOf } from './state-of.js';

/** What was typed in one run of the dialog, and from where. */
export interface ProofClaim extends CodeClaim {
  password: string;
  kind: 'login' | 'signing' | 'app-activation';
  clientId: string;
  /** For the holder's history: what they know their device again by, ... */
  device?: Pick<BankIdUse, 'browser' | 'platform'>;
  /** ... and the titles of what they sign, as the dialog shows them. */
  documents?: readonly string[];
}

/** What the judgement says. Only a right code makes it tell anything of the holder. */
export type ProofVerdict =
  | { kind: 'proven'; person: Person; bankId: BankId; bank: Bank; source: CodeOwner['source'] }
  | { kind: 'wrong-password'; triesLeft: number; bank: Bank }
  /** The holder has to choose a password first, with the code from the bank's letter. */
  | { kind: 'not-activated'; bank: Bank }
  | CodeRefusal;

type JudgeRoom = Pick<BankidRoom, 'context' | 'config' | 'secrets' | 'passwords'>;

/**
 * Judges birth date, code and password together (step 6). The same work is done whether or not anybody was born that day:
 * one argon2id run, against a dummy when there is no hash to judge. Every try is reserved before it is judged.
 */
export async function judgeProof(room: JudgeRoom, claim: ProofClaim): Promise<ProofVerdict> {
  const verdict = await judgeCode(room, claim);
  if (verdict.kind === 'right') return judgePassword(room, claim, verdict.owner);
  if (verdict.kind === 'wrong') await room.passwords.verify(undefined, claim.password);
  return verdict.refusal;
}

async function judgePassword(room: JudgeRoom, claim: ProofClaim, owner: CodeOwner): Promise<ProofVerdict> {
  const { bank, person, source } = owner;
  const bankId = preferredBankId(owner.bankIds, room.context.clock.now());
  const refuse = async (outcome: bankid.DialogOutcome): Promise<ProofVerdict> => {
    await room.passwords.verify(undefined, claim.password);
    if (bankId !== undefined) await recordUse(room, bankId.id, useOf(claim, owner), outcome);
    return refused(outcome, bank);
  };
  if (bankId === undefined) return refuse('noBankId');
  const state = stateOf(bankId, room.context.clock.now());
  if (state === 'expired') return refuse('expired');
  if (state === 'blocked') return refuse('noBankId');
  if (state === 'suspended') return refuse(suspensionOutcome(bankId));
  if (awaitsPassword(bankId, room.context.clock.now())) {
    await room.passwords.verify(undefined, claim.password);
    return { kind: 'not-activated', bank };
  }

  const tries = await reservePasswordTry(room, bankId.id);
  // Others have used up the tries since the row was read, or are being judged with the last of them.
  if (tries === undefined) return refuse('suspended');
  const isRight = await room.passwords.verify(bankId.passwordHash ?? undefined, claim.password);
  if (isRight) {
    await upgradeHash(room, bankId, claim.password);
    const isStillActive = await recordSuccess(room, bankId.id, useOf(claim, owner));
    return isStillActive ? { kind: 'proven', person, bankId, bank, source } : refused('suspended', bank);
  }
  const verdict = judgeWrongTry({ ...noWrongTries, wrongPasswords: tries }, 'password');
  if (!verdict.suspended) {
    await recordUse(room, bankId.id, useOf(claim, owner), 'wrong-password');
    return { kind: 'wrong-password', triesLeft: verdict.triesLeft, bank };
  }
  await suspend(room, { id: bankId.id }, verdict.suspension);
  await recordUse(room, bankId.id, useOf(claim, owner), 'suspended');
  return refused('suspended', bank);
}

/** Hashes made with weaker parameters than today's are made anew while the password is at hand. */
async function upgradeHash(room: JudgeRoom, { id, passwordHash }: BankId, password: string): Promise<void> {
  if (passwordHash === null || !room.passwords.isOutdated(passwordHash)) return;
  const renewed = await room.passwords.hash(password);
  // Not over a password that was changed meanwhile.
  await room.context.database.prisma.bankId.updateMany({
    where: { id, passwordHash },
    data: { passwordHash: renewed },
  });
}

/** Counters go back to zero by success only; a BankID that was suspended meanwhile proves nothing. */
async function recordSuccess(room: JudgeRoom, bankIdId: string, use: Use): Promise<boolean> {
  const at = room.context.clock.now();
  return withTransaction(room.context.database.prisma, async (tx) => {
    const { count } = await tx.bankId.updateMany({
      where: { id: bankIdId, state: 'active' },
      data: { ...noWrongTries, lastUsedAt: at, version: { increment: 1 } },
    });
    if (count === 0) return false;
    await tx.bankIdUse.create({ data: { ...use, bankIdId, at, outcome: 'ok' } });
    return true;
  });
}

async function recordUse(
  room: JudgeRoom,
  bankIdId: string,
  use: Use,
  outcome: bankid.DialogOutcome | 'wrong-password',
): Promise<void> {
  const at = room.context.clock.now();
  await room.context.database.prisma.bankIdUse.create({ data: { ...use, bankIdId, at, outcome } });
}

/** The part of a history entry that tells what BankID was used for, and with what in hand. */
interface Use extends Pick<BankIdUse, 'browser' | 'platform' | 'documents'> {
  kind: ProofClaim['kind'];
  clientId: string;
  method: CodeOwner['source']['kind'];
}

const useOf = ({ kind, clientId, device, documents }: ProofClaim, { source }: CodeOwner): Use => ({
  kind,
  clientId,
  method: source.kind,
  browser: device?.browser ?? null,
  platform: device?.platform ?? null,
  documents: [...(documents ?? [])],
});
const refused = (outcome: bankid.DialogOutcome, bank?: Bank): ProofVerdict => ({
  kind: 'refused',
  outcome,
  bank,
});

/** The one that works, else the newest: a new BankID may stand beside an expired or blocked one. */
function preferredBankId(bankIds: readonly BankId[], at: Date): BankId | undefined {
  return (
    bankIds.find((bankId) => stateOf(bankId, at) === 'active') ??
    bankIds.find((bankId) => stateOf(bankId, at) === 'ordered') ??
    bankIds[0]
  );
}

function suspensionOutcome({ suspension, wrongCodes }: BankId): bankid.DialogOutcome {
  const reason = suspensionReasons.find((name) => name === suspension);
  return reason === 'code' || (reason === undefined && wrongCodes >= wrongTriesAllowed)
    ? 'codeSuspended'
    : 'suspended';
}
