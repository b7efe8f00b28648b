import { createHash, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { desk } from '@segl/contracts';
import { ProblemError } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import { onDuty, type OfficerOnDuty } from './officers.js';

type SessionRoom = Pick<BankidRoom, 'context'>;

/** A desk is left unattended for so long at most, and a session ends after a working day. */
const idleSeconds = 30 * 60;
const longestSeconds = 9 * 3600;
/** A session in use is made longer when less than this is left of its idle time. */
const prolongBelowSeconds = 25 * 60;

/** Begins a session under a new identifier, whatever cookie came along. The table holds its hash only. */
export async function startSession(room: SessionRoom, officerId: string, response: Response): Promise<void> {
  const id = randomBytes(32).toString('base64url');
  const createdAt = room.context.clock.now();
  const expiresAt = new Date(createdAt.getTime() + idleSeconds * 1000);
  const { prisma } = room.context.database;
  await prisma.deskSession.deleteMany({ where: { expiresAt: { lte: createdAt } } });
  await prisma.deskSession.create({ data: { idHash: hashOf(id), officerId, createdAt, expiresAt } });
  response.cookie(desk.deskCookie, id, cookieOptions(room));
}

/** Who is logged in at the desk, or undefined. An officer who has left is nobody from that moment on. */
export async function findOfficer(room: SessionRoom, request: Request): Promise<OfficerOnDuty | undefined> {
  const id = sessionIdOf(request);
  if (id === undefined) return undefined;
  const { prisma } = room.context.database;
  const now = room.context.clock.now();
  const session = await prisma.deskSession.findUnique({
    where: { idHash: hashOf(id) },
    include: { officer: { include: { bank: true } } },
  });
  if (session === null || session.expiresAt <= now || session.officer.state !== 'active') return undefined;
  const end = session.createdAt.getTime() + longestSeconds * 1000;
  if (session.expiresAt.getTime() - now.getTime() < prolongBelowSeconds * 1000) {
    const expiresAt = new Date(Math.min(now.getTime() + idleSeconds * 1000, end));
    await prisma.deskSession.updateMany({ where: { idHash: session.idHash }, data: { expiresAt } });
  }
  return onDuty(session.officer);
}

/** @throws ProblemError `desk.login-required` */
export async function requireOfficer(room: SessionRoom, request: Request): Promise<OfficerOnDuty> {
  const officer = await findOfficer(room, request);
  if (officer === undefined) throw new ProblemError('desk.login-required');
  return officer;
}

/** Ends the session here and in the table. */
export async function endSession(room: SessionRoom, request: Request, response: Response): Promise<void> {
  const id = sessionIdOf(request);
  if (id !== undefined) {
    await room.context.database.prisma.deskSession.deleteMany({ where: { idHash: hashOf(id) } });
  }
  response.clearCookie(desk.deskCookie, cookieOptions(room));
}

function cookieOptions({ context }: SessionRoom) {
  const url = new URL(context.urls.bankid);
  return {
    path: `${url.pathname.replace(/\/$/, '')}/desk`,
    httpOnly: true,
    sameSite: 'strict',
    secure: url.protocol === 'https:',
  } as const;
}

function sessionIdOf(request: Request): string | undefined {
  const pairs = (request.get('cookie') ?? '').split(/;\s*/).map((pair) => pair.split('='));
  return pairs.find(([name]) => name === desk.deskCookie)?.[1];
}

const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex');
