import type { Bank, BankId } from '@segl/database';
import { withTransaction } from '@segl/database';
import { noWrongTries } from '@segl/domain';
import { judgeLetter, useLetter } from '../issuing/activation-letters.js';
import type { BankidRoom } from '../room.js';
import { judgeCode, type CodeClaim, type CodeRefusal } from './judge-code.js';
import { passwordFault, type PasswordFault } from './passwords.js';
import { awaitsPassword } from './state-of.js';

/** What the holder of an ordered BankID types: birth date, a code, the letter's code, and the password they choose. */
export interface ActivationClaim extends CodeClaim {
  letterCode: string;
  newPassword: string;
  repeated: string;
}

/** What became of an activation. Only a right code makes it tell anything of the holder. */
export type ActivationVerdict =
  | { kind: 'activated'; bank: Bank }
  | { kind: 'fault'; fault: PasswordFault | 'not-repeated' }
  | { kind: 'wrong-letter'; triesLeft: number; bank: Bank }
  /** No letter is waiting, or it was tried too often: the bank sends a new one. */
  | { kind: 'no-letter'; bank: Bank }
  /** No BankID of this bank waits for a password. */
  | { kind: 'nothing-to-activate'; bank: Bank }
  | CodeRefusal;

type ActivationRoom = Pick<BankidRoom, 'context' | 'config' | 'secrets' | 'passwords'>;

/**
 * Activates a BankID that its bank has ordered, or gives one whose password the bank has reset a new one. The same work is
 * done whether or not anybody was born that day: one argon2id run.
 */
export async function judgeActivation(
  room: ActivationRoom,
  claim: ActivationClaim,
): Promise<ActivationVerdict> {
  const { newPassword, repeated, birthDate } = claim;
  const fault = newPassword === repeated ? passwordFault(newPassword, birthDate) : 'not-repeated';
  if (fault !== undefined) return { kind: 'fault', fault };
  const verdict = await judgeCode(room, claim);
  if (verdict.kind === 'not-judged') return verdict.refusal;
  // Before anything else is judged, for everybody: what it costs tells nothing.
  const passwordHash = await room.passwords.hash(newPassword);
  if (verdict.kind === 'wrong') return verdict.refusal;
  const { bank, bankIds } = verdict.owner;
  const waiting = bankIds.find((bankId) => awaitsPassword(bankId, room.context.clock.now()));
  if (waiting === undefined) return { kind: 'nothing-to-activate', bank };
  const letter = await judgeLetter(room, { bankIdId: waiting.id, code: claim.letterCode });
  if (letter.kind === 'wrong' && letter.triesLeft > 0) return { ...letter, kind: 'wrong-letter', bank };
  if (letter.kind !== 'right') return { kind: 'no-letter', bank };
  const isOurs = await activate(room, waiting, { letterId: letter.letterId, passwordHash });
  return { kind: isOurs ? 'activated' : 'no-letter', bank };
}

/** Letter, state and password, all or nothing. */
async function activate(
  room: ActivationRoom,
  { id, state }: BankId,
  { letterId, passwordHash }: { letterId: string; passwordHash: string },
): Promise<boolean> {
  const at = room.context.clock.now();
  return withTransaction(room.context.database.prisma, async (tx) => {
    if (!(await useLetter(room, tx, { letterId }))) return false;
    const { count } = await tx.bankId.updateMany({
      where: { id, state, passwordHash: null },
      data: {
        ...noWrongTries,
        state: 'active',
        passwordHash,
        passwordMustChange: false,
        lastUsedAt: at,
        version: { increment: 1 },
      },
    });
    if (count === 0) return false;
    const kind = state === 'ordered' ? 'activated' : 'password-chosen';
    await tx.bankIdEvent.create({ data: { bankIdId: id, at, kind, actor: 'holder', details: {} } });
    return true;
  });
}
