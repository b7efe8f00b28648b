import type { Prisma, PrismaClient } from '@segl/database';
import type { Clock } from '@segl/platform';
import { Store, type SessionData } from 'express-session';
import { hashIdentifier } from './session-data.js';

type Callback = (error?: unknown) => void;

/** Sessions in the database, named by a hash of their id: a stolen table opens none. */
export class PrismaSessionStore extends Store {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly clock: Clock,
    private readonly lifetimeSeconds: number,
  ) {
    super();
  }

  override get(sid: string, callback: (error: unknown, session?: SessionData | null) => void): void {
    this.prisma.webSession.findUnique({ where: { idHash: hashIdentifier(sid) } }).then(
      (row) => {
        const isAlive = row !== null && row.expiresAt > this.clock.now();
        // Only this class writes the column, always from a SessionData.
        callback(null, isAlive ? (row.data as unknown as SessionData) : null);
      },
      (error: unknown) => {
        callback(error);
      },
    );
  }

  override set(sid: string, session: SessionData, callback: Callback = () => undefined): void {
    const idHash = hashIdentifier(sid);
    const data = JSON.parse(JSON.stringify(session)) as Prisma.InputJsonObject;
    const expiresAt = new Date(this.clock.now().getTime() + this.lifetimeSeconds * 1000);
    this.prisma.webSession
      .upsert({ where: { idHash }, create: { idHash, data, expiresAt }, update: { data } })
      .then(() => {
        callback();
      }, callback);
  }

  override destroy(sid: string, callback: Callback = () => undefined): void {
    this.prisma.webSession.deleteMany({ where: { idHash: hashIdentifier(sid) } }).then(() => {
      callback();
    }, callback);
  }

  /** Sessions last from log-in, not from the last request: nothing to prolong. */
  override touch(_sid: string, _session: SessionData, callback: () => void = () => undefined): void {
    callback();
  }

  /** Forgets sessions that are over. */
  async deleteExpired(): Promise<void> {
    await this.prisma.webSession.deleteMany({ where: { expiresAt: { lte: this.clock.now() } } });
  }
}
