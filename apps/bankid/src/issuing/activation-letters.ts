import { randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import type { ActivationLetter, Transaction } from '@segl/database';
import { wrongTriesAllowed } from '@segl/domain';
import type { BankidRoom } from '../room.js';

type LetterRoom = Pick<BankidRoom, 'context' | 'secrets'>;

/** How long a letter's code works after it was sent. */
export const letterValidDays = 30;
const codeDigits = 8;
const day = 86_400_000;

/** What the code of the virtual post is sealed under. */
export const letterCodeLabel = (letterId: string): string => `activation-letter:${letterId}`;

/** What becomes of a code typed from a letter. A right one is used up by {@link useLetter}, not by judging it. */
export type LetterVerdict =
  | { readonly kind: 'right'; readonly letterId: string }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  /** No letter is waiting, its time is over, or too many tries were wrong: the bank sends a new one. */
  | { readonly kind: 'no-letter' };

/**
 * Writes the letter whose code, with one of the code unit, lets the holder choose a password. Earlier letters of the same
 * BankID are void from here on. The code stands nowhere in the clear: a keyed hash judges it, and only where the
 * simulation shows virtual post is it kept, sealed, until the letter is used or void.
 */
export async function makeLetter(
  { context, secrets }: LetterRoom,
  tx: Transaction,
  { bankIdId }: { bankIdId: string },
): Promise<ActivationLetter> {
  await voidLetters({ context }, tx, { bankIdId });
  const id = randomUUID();
  const code = String(randomInt(10 ** codeDigits)).padStart(codeDigits, '0');
  const sentAt = context.clock.now();
  return tx.activationLetter.create({
    data: {
      id,
      bankIdId,
      codeHmac: secrets.letterCodeHmac(id, code),
      codeSealed: context.demo.enabled ? secrets.sealText(code, letterCodeLabel(id)) : null,
      sentAt,
      expiresAt: new Date(sentAt.getTime() + letterValidDays * day),
    },
  });
}

/** Makes waiting letters of a BankID worthless: a new one was sent, or the BankID is gone. */
export async function voidLetters(
  { context }: Pick<LetterRoom, 'context'>,
  tx: Transaction,
  { bankIdId }: { bankIdId: string },
): Promise<void> {
  await tx.activationLetter.updateMany({
    where: { bankIdId, usedAt: null },
    data: { expiresAt: context.clock.now(), codeSealed: null },
  });
}

/**
 * Judges the code typed from the letter of a BankID. The try is counted before it is judged, in one statement, so that of
 * any number of parallel guesses at most five are judged; a right code gives its try back.
 */
export async function judgeLetter(
  { context, secrets }: LetterRoom,
  { bankIdId, code }: { bankIdId: string; code: string },
): Promise<LetterVerdict> {
  const { prisma } = context.database;
  const now = context.clock.now();
  const [letter] = await prisma.$queryRaw<{ id: string; codeHmac: string; wrongTries: number }[]>`
    UPDATE "bankid"."ActivationLetter" SET "wrongTries" = "wrongTries" + 1
    WHERE "bankIdId" = ${bankIdId}::uuid AND "usedAt" IS NULL AND "expiresAt" > ${now}
      AND "wrongTries" < ${wrongTriesAllowed}
    RETURNING id, "codeHmac", "wrongTries"`;
  const typed = secrets.letterCodeHmac(letter?.id ?? 'no letter', code.replace(/\s/g, ''));
  if (letter === undefined) return { kind: 'no-letter' };
  if (!timingSafeEqual(Buffer.from(typed), Buffer.from(letter.codeHmac))) {
    return { kind: 'wrong', triesLeft: wrongTriesAllowed - letter.wrongTries };
  }
  await prisma.activationLetter.updateMany({
    where: { id: letter.id, wrongTries: { gt: 0 } },
    data: { wrongTries: { decrement: 1 } },
  });
  return { kind: 'right', letterId: letter.id };
}

/**
 * Uses a letter up that {@link judgeLetter} found right, by compare-and-set; false where another was first or its time is
 * over. Belongs in the transaction that stores the password.
 */
export async function useLetter(
  { context }: Pick<LetterRoom, 'context'>,
  tx: Transaction,
  { letterId }: { letterId: string },
): Promise<boolean> {
  const at = context.clock.now();
  const { count } = await tx.activationLetter.updateMany({
    where: { id: letterId, usedAt: null, expiresAt: { gt: at } },
    data: { usedAt: at, codeSealed: null },
  });
  return count > 0;
}
