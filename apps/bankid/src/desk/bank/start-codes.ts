import { randomInt, timingSafeEqual } from 'node:crypto';
import type { desk } from '@segl/contracts';
import { withTransaction, type Officer } from '@segl/database';
import { beginDeskAct, wrongTriesAllowed } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import type { z } from 'zod';
import { takeTry, giveBackTry } from '../../proof/attempt-counters.js';
import { makeCodeSecret } from '../../proof/one-time-codes.js';
import { passwordFault } from '../../proof/passwords.js';
import type { BankidRoom } from '../../room.js';
import { recordAct } from '../acts/record-act.js';
import { officerSecretLabel } from '../log-in.js';
import type { OfficerOnDuty } from '../officers.js';
import { noStartCode, ownOfficer } from './officer-acts.js';

/** How long a start code works. */
const validHours = 72;
/** Nobody was born then: it forbids no password but one of noughts. */
const noBirthDate = '0000-00-00';
/** No letters or digits that look like others. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const groups = 4;
const perGroup = 4;

/**
 * Makes a start code for an officer who has none of their own yet, and tells it once: its keyed hash is all that is kept,
 * and a code that was given before is void. The officer turns it into a password and a code unit.
 *
 * @throws ProblemError `desk.role-missing`, `desk.about-yourself`, `desk.officer-not-found`
 */
export async function giveStartCode(
  { context, secrets }: Pick<BankidRoom, 'context' | 'secrets'>,
  giver: OfficerOnDuty,
  officerId: string,
): Promise<z.input<typeof desk.startCode>> {
  const beginning = beginDeskAct('give-start-code', giver, { aboutOfficer: officerId });
  if ('refusal' in beginning) throw new ProblemError(beginning.refusal);
  const at = context.clock.now();
  const expiresAt = new Date(at.getTime() + validHours * 3_600_000);
  const startCode = makeStartCode();
  await withTransaction(context.database.prisma, async (tx) => {
    await ownOfficer(tx, giver.bank, officerId, ['invited']);
    await tx.officer.update({
      where: { id: officerId },
      data: {
        startCodeHmac: secrets.letterCodeHmac(officerId, canonical(startCode)),
        startCodeExpiresAt: expiresAt,
        startCodeTries: 0,
      },
    });
    await recordAct(tx, { officer: giver, at, kind: 'give-start-code', targetId: officerId });
  });
  return { startCode, expiresAt: expiresAt.toISOString() };
}

/**
 * Turns a start code into a password that the officer chooses and a code unit whose secret is told once. Wrong names and
 * codes get one answer, after the same work. Five wrong codes make the start code void; five tries for a name are judged in
 * a quarter of an hour.
 *
 * @throws ProblemError `desk.password-too-weak`, `desk.wrong-start`, `desk.too-many-tries`
 */
export async function beginAsOfficer(
  room: Pick<BankidRoom, 'context' | 'secrets' | 'passwords'>,
  { username, startCode, password }: z.output<typeof desk.beginOfficer>,
): Promise<z.input<typeof desk.begunOfficer>> {
  const { context, secrets } = room;
  const name = username.toLowerCase();
  if (isWeak(password, name)) throw new ProblemError('desk.password-too-weak');
  const counter = { key: secrets.counterKey('officer-start', name), limit: wrongTriesAllowed };
  if (!(await takeTry(room, [counter]))) throw new ProblemError('desk.too-many-tries');
  const passwordHash = await room.passwords.hash(password);
  const officer = await judgeStartCode(room, { name, startCode });
  if (officer === undefined) throw new ProblemError('desk.wrong-start');
  const secret = makeCodeSecret();
  const { count } = await context.database.prisma.officer.updateMany({
    // The code that was judged: of two who use it at once, one begins.
    where: { id: officer.id, state: 'invited', startCodeHmac: officer.startCodeHmac },
    data: {
      state: 'active',
      passwordHash,
      secretSealed: secrets.seal(secret, officerSecretLabel(officer.username)),
      lastTimeStep: -1,
      startedAt: context.clock.now(),
      ...noStartCode,
    },
  });
  if (count === 0) throw new ProblemError('desk.wrong-start');
  await giveBackTry(room, [counter]);
  return { secret: inGroups(base32(secret)), address: addressOf(officer, secret) };
}

/** The try is counted before the code is looked at, in one statement, so that no number of parallel guesses passes five. */
async function judgeStartCode(
  { context, secrets }: Pick<BankidRoom, 'context' | 'secrets'>,
  { name, startCode }: { name: string; startCode: string },
): Promise<Officer | undefined> {
  const { prisma } = context.database;
  const where = {
    username: name,
    state: 'invited',
    startCodeExpiresAt: { gt: context.clock.now() },
    startCodeTries: { lt: wrongTriesAllowed },
  };
  const { count } = await prisma.officer.updateMany({
    where,
    data: { startCodeTries: { increment: 1 } },
  });
  const officer = await prisma.officer.findUnique({ where: { username: name } });
  const typed = secrets.letterCodeHmac(officer?.id ?? 'nobody', canonical(startCode));
  if (count === 0 || officer?.startCodeHmac == null) return undefined;
  return timingSafeEqual(Buffer.from(typed), Buffer.from(officer.startCodeHmac)) ? officer : undefined;
}

/** An officer opens BankIDs of others: twelve characters at least, not their own name. */
function isWeak(password: string, username: string): boolean {
  const first = username.split(/[._-]/)[0] ?? username;
  // The rules of holders hold too; a desk knows no birth date of its officers.
  if (passwordFault(password, noBirthDate) !== undefined || [...password].length < 12) return true;
  return password.toLowerCase().includes(first);
}

function makeStartCode(): string {
  const letter = (): string => alphabet[randomInt(alphabet.length)] ?? '';
  const group = (): string => Array.from({ length: perGroup }, letter).join('');
  return Array.from({ length: groups }, group).join('-');
}

const canonical = (startCode: string): string => startCode.replace(/[\s-]/g, '').toUpperCase();

const base32Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 §6, without padding, as apps for codes take it. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => base32Letters[Number.parseInt(five.padEnd(5, '0'), 2)] ?? '')
    .join('');
}

const inGroups = (text: string): string => text.replace(/(.{4})(?=.)/g, '$1 ');

/** For apps that show codes: the address that they open. */
function addressOf({ username }: Officer, secret: Uint8Array): string {
  const label = encodeURIComponent(`Segl bankdesk:${username}`);
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent('Segl bankdesk')}`;
}
