import { withTransaction } from '@segl/database';
import { judgeWrongTry, noWrongTries } from '@segl/domain';
import type { BankidRoom } from '../room.js';
import { reservePasswordTry, suspend } from './holder-tries.js';
import { passwordFault, type PasswordFault } from './passwords.js';
import { stateOf } from './state-of.js';

/** What the holder typed. */
export interface PasswordChange {
  oldPassword: string;
  newPassword: string;
  repeated: string;
}

/** What became of a change. A fault of the new password is told before anything is judged: it costs no try. */
export type ChangeVerdict =
  | { kind: 'changed' }
  | { kind: 'fault'; fault: PasswordFault | 'not-repeated' }
  /** The new password has to differ from the old one (1308). */
  | { kind: 'same' }
  | { kind: 'wrong-password'; triesLeft: number }
  /** Suspended now, or not active any more. */
  | { kind: 'suspended' };

type ChangeRoom = Pick<BankidRoom, 'context' | 'passwords'>;

/**
 * Changes the password of a BankID whose holder has proven who they are. The old password is judged like any other: tries
 * are reserved before, and the fifth wrong one suspends (9314).
 */
export async function changePassword(
  room: ChangeRoom,
  bankIdId: string,
  { oldPassword, newPassword, repeated }: PasswordChange,
): Promise<ChangeVerdict> {
  const { prisma } = room.context.database;
  const { person, ...bankId } = await prisma.bankId.findUniqueOrThrow({
    where: { id: bankIdId },
    include: { person: true },
  });
  const fault = newPassword === repeated ? passwordFault(newPassword, person.birthDate) : 'not-repeated';
  if (fault !== undefined) return { kind: 'fault', fault };
  const { passwordHash } = bankId;
  if (stateOf(bankId, room.context.clock.now()) !== 'active' || passwordHash === null)
    return { kind: 'suspended' };
  const tries = await reservePasswordTry(room, bankIdId);
  if (tries === undefined) return { kind: 'suspended' };
  if (!(await room.passwords.verify(passwordHash, oldPassword))) {
    const verdict = judgeWrongTry({ ...noWrongTries, wrongPasswords: tries }, 'password');
    if (!verdict.suspended) return { kind: 'wrong-password', triesLeft: verdict.triesLeft };
    await suspend(room, { id: bankIdId }, verdict.suspension);
    return { kind: 'suspended' };
  }
  const isSame = oldPassword.normalize('NFC') === newPassword.normalize('NFC');
  const isStored = await storePassword(room, { bankIdId, passwordHash }, isSame ? undefined : newPassword);
  if (!isStored) return { kind: 'suspended' };
  return { kind: isSame ? 'same' : 'changed' };
}

/** The old password was right, so its counter goes back to zero; a new one, where there is one, is stored with it. */
async function storePassword(
  room: ChangeRoom,
  { bankIdId, passwordHash }: { bankIdId: string; passwordHash: string },
  newPassword: string | undefined,
): Promise<boolean> {
  const at = room.context.clock.now();
  const changed =
    newPassword === undefined
      ? {}
      : { passwordHash: await room.passwords.hash(newPassword), passwordMustChange: false };
  return withTransaction(room.context.database.prisma, async (tx) => {
    const { count } = await tx.bankId.updateMany({
      // Nobody has changed it since it was judged.
      where: { id: bankIdId, state: 'active', passwordHash },
      data: { ...changed, wrongPasswords: 0, version: { increment: 1 } },
    });
    if (count === 0) return false;
    if (newPassword !== undefined) {
      await tx.bankIdEvent.create({
        data: { bankIdId, at, kind: 'password-changed', actor: 'holder', details: {} },
      });
    }
    return true;
  });
}
