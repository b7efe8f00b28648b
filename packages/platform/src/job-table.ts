import { z } from 'zod';
import type { SqlTransaction } from './jobs.js';
import type { SqlDatabase } from './service.js';

/** A job to be written. */
export interface NewJob {
  id: string;
  queue: string;
  data: object;
  runAt: Date;
  singletonKey?: string;
}

/** A job that this process holds a lease on. */
export type ClaimedJob = z.infer<typeof claimedJob>;

const claimedJob = z.object({ id: z.string(), queue: z.string(), data: z.unknown(), attempts: z.number() });

/** Seconds that a worker may be silent before its jobs are given to others. */
export const leaseSeconds = 30;

/** The statements on `platform.job`. A holder is fenced by `locked_by` and `attempts`: who lost a lease changes nothing. */
export function jobTable(database: SqlDatabase) {
  return {
    /** Adds a job; undefined when one with the same singleton key waits already. */
    async insert(
      { id, queue, data, runAt, singletonKey }: NewJob,
      tx?: SqlTransaction,
    ): Promise<string | undefined> {
      const text = `INSERT INTO platform.job (id, queue, data, run_at, singleton_key)
        VALUES ($1::text::uuid, $2::text, $3::text::jsonb, $4::text::timestamptz, $5::text)
        ON CONFLICT (queue, singleton_key) DO NOTHING
        RETURNING id::text`;
      const values = [id, queue, JSON.stringify(data), runAt.toISOString(), singletonKey ?? null];
      const rows =
        tx === undefined
          ? (await database.executeSql(text, values)).rows
          : await tx.$queryRawUnsafe<Record<string, unknown>[]>(text, ...values);
      return rows.length === 0 ? undefined : id;
    },

    /** Takes due jobs, oldest first, at most `free` of each queue. */
    async claim(
      holder: string,
      wanted: readonly { queue: string; free: number }[],
      now: Date,
    ): Promise<ClaimedJob[]> {
      const { rows } = await database.executeSql(
        `UPDATE platform.job AS job
         SET attempts = job.attempts + 1, locked_by = $1::text::uuid, singleton_key = NULL,
             locked_until = clock_timestamp() + make_interval(secs => $2::double precision)
         FROM (
           SELECT due.id FROM unnest($3::text[], $4::int[]) AS wanted (queue, free)
           CROSS JOIN LATERAL (
             SELECT waiting.id FROM platform.job AS waiting
             WHERE waiting.queue = wanted.queue AND waiting.failed_at IS NULL
               AND waiting.run_at <= $5::text::timestamptz
               AND (waiting.locked_until IS NULL OR waiting.locked_until < clock_timestamp())
             ORDER BY waiting.run_at LIMIT wanted.free
             FOR UPDATE SKIP LOCKED
           ) AS due
         ) AS chosen
         WHERE job.id = chosen.id
         RETURNING job.id::text, job.queue, job.data, job.attempts`,
        [
          holder,
          leaseSeconds,
          wanted.map(({ queue }) => queue),
          wanted.map(({ free }) => free),
          now.toISOString(),
        ],
      );
      return z.array(claimedJob).parse(rows);
    },

    /** Prolongs the leases of running jobs; resolves to the ids still held. */
    async renew(holder: string, ids: readonly string[]): Promise<Set<string>> {
      const { rows } = await database.executeSql(
        `UPDATE platform.job SET locked_until = clock_timestamp() + make_interval(secs => $2::double precision)
         WHERE locked_by = $1::text::uuid AND id = ANY ($3::text[]::uuid[]) RETURNING id::text`,
        [holder, leaseSeconds, ids],
      );
      return new Set(rows.map((row) => String(row['id'])));
    },

    /** The work is done. */
    async complete(holder: string, { id, attempts }: ClaimedJob): Promise<void> {
      await database.executeSql(
        'DELETE FROM platform.job WHERE id = $1::text::uuid AND locked_by = $2::text::uuid AND attempts = $3::int',
        [id, holder, attempts],
      );
    },

    /** Puts the job back for another try at `runAt`. */
    async retry(
      holder: string,
      { id, attempts }: ClaimedJob,
      { runAt, lastError }: { runAt: Date; lastError: string },
    ) {
      await database.executeSql(
        `UPDATE platform.job SET locked_by = NULL, locked_until = NULL, run_at = $4::text::timestamptz, last_error = $5::text
         WHERE id = $1::text::uuid AND locked_by = $2::text::uuid AND attempts = $3::int`,
        [id, holder, attempts, runAt.toISOString(), lastError],
      );
    },

    /** Gives up; the row stays to be looked at. */
    async fail(
      holder: string,
      { id, attempts }: ClaimedJob,
      { at, lastError }: { at: Date; lastError: string },
    ) {
      await database.executeSql(
        `UPDATE platform.job SET locked_by = NULL, locked_until = NULL, failed_at = $4::text::timestamptz, last_error = $5::text
         WHERE id = $1::text::uuid AND locked_by = $2::text::uuid AND attempts = $3::int`,
        [id, holder, attempts, at.toISOString(), lastError],
      );
    },

    /**
     * Frees what an earlier process held when it died. An embedded database has one process, so nobody else can hold a
     * lease; on a server the leases run out by themselves.
     */
    async releaseAbandoned(queues: readonly string[]): Promise<void> {
      if (database.kind !== 'pglite') return;
      await database.executeSql(
        'UPDATE platform.job SET locked_by = NULL, locked_until = NULL WHERE queue = ANY ($1::text[])',
        [queues],
      );
    },
  };
}

/** See {@link jobTable}. */
export type JobTable = ReturnType<typeof jobTable>;
