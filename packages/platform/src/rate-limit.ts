import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit as expressRateLimit, type Store } from 'express-rate-limit';
import { ProblemError } from './problem.js';
import type { SqlDatabase } from './service.js';

/** What is counted, and how much is enough. */
export interface RateLimitOptions {
  database: SqlDatabase;
  /** `<service>.<what>`, such as `bankid.code`: counts of different names do not meet. */
  name: string;
  limit: number;
  windowSeconds: number;
  /** What a count belongs to; default: the client's address (IPv6 by /64). Only a hash of it is stored. */
  key?(request: Request): string | undefined;
}

/**
 * Refuses what comes too often. Counts live in the database (`platform.rate_limit`), so all processes share them.
 * A key function that answers undefined does not count the request.
 *
 * @throws ProblemError `platform.rate-limited` (429) with `Retry-After`
 */
export function rateLimit(options: RateLimitOptions): RequestHandler {
  const { database, name, limit, windowSeconds, key = clientAddress } = options;
  return expressRateLimit({
    limit,
    windowMs: windowSeconds * 1000,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier: name,
    store: createDatabaseRateLimitStore({ database, name, windowSeconds }),
    skip: (request) => key(request) === undefined,
    keyGenerator: (request) => key(request) ?? '',
    validate: { keyGeneratorIpFallback: false },
    handler: (_request, response, next) => {
      const retryAfter = String(response.getHeader('Retry-After') ?? windowSeconds);
      next(new ProblemError('platform.rate-limited', { headers: { 'Retry-After': retryAfter } }));
    },
  });
}

function clientAddress(request: Request): string {
  return ipKeyGenerator(request.ip ?? 'unknown', 64);
}

/** The store behind {@link rateLimit}: one row a key and window, in `platform.rate_limit`. */
export function createDatabaseRateLimitStore({
  database,
  name,
  windowSeconds,
}: Pick<RateLimitOptions, 'database' | 'name' | 'windowSeconds'>): Store {
  let counted = 0;
  const digest = (key: string) => createHash('sha256').update(`${name}\0${key}`).digest('hex');
  return {
    localKeys: false,
    async increment(key) {
      // Windows that are long over are cleared away now and then, by whoever happens to count.
      if (counted % 500 === 0) {
        await database.executeSql('DELETE FROM platform.rate_limit WHERE resets_at < now()');
      }
      counted += 1;
      const { rows } = await database.executeSql(
        `INSERT INTO platform.rate_limit AS counted (key, hits, resets_at)
         VALUES ($1, 1, now() + make_interval(secs => $2::double precision))
         ON CONFLICT (key) DO UPDATE SET
           hits = CASE WHEN counted.resets_at <= now() THEN 1 ELSE counted.hits + 1 END,
           resets_at = CASE WHEN counted.resets_at <= now() THEN excluded.resets_at ELSE counted.resets_at END
         RETURNING hits, resets_at AS "resetsAt"`,
        [digest(key), windowSeconds],
      );
      const row = rows[0];
      return {
        totalHits: Number(row?.['hits']),
        resetTime: row?.['resetsAt'] instanceof Date ? row['resetsAt'] : new Date(String(row?.['resetsAt'])),
      };
    },
    async decrement(key) {
      await database.executeSql(
        'UPDATE platform.rate_limit SET hits = greatest(hits - 1, 0) WHERE key = $1',
        [digest(key)],
      );
    },
    async resetKey(key) {
      await database.executeSql('DELETE FROM platform.rate_limit WHERE key = $1', [digest(key)]);
    },
  };
}
