import { z } from 'zod';

/** Lower-case hexadecimal SHA-256. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
/** Calendar date, `YYYY-MM-DD`. */
export const isoDate = z.iso.date();
/** Instant in UTC, ISO 8601. */
export const isoDateTime = z.iso.datetime({ offset: true });
/** Standard base64 of binary data. */
export const base64 = z.base64();
/** Languages Segl speaks: bokmål, nynorsk, English. */
export const language = z.enum(['nb', 'nn', 'en']);
export type Language = z.infer<typeof language>;
/** The identifier of a link that invites one party. Names nobody, grants nothing by itself. */
export const linkToken = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

/** Problem details (RFC 9457) as every service answers them. `code` is what clients switch on. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  requestId: z.string().optional(),
  /** The code that BankID itself shows for this, e.g. 9314. */
  bankIdCode: z.string().optional(),
  /** Field errors of a request, by path. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** Facts that the words need: limits, names, counts. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
});
export type Problem = z.infer<typeof problem>;
