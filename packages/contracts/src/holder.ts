import { z } from 'zod';
import { bankIdRequestStates, bankIdStates, guardianProofSeconds, suspensionReasons } from '@segl/domain';
import { isoDate, isoDateTime } from './common.js';

/** Purpose of the ticket that signing gives a browser whose person is logged in; its subject is the person's `sub`. */
export const holderTicketPurpose = 'bankid.holder';

/** Claim of the ticket: when the session that it was made in was proven with BankID (ISO instant). */
export const provenAtClaim = 'provenAt';

/** Answer of `POST /signing/api/bankid-tickets`. */
export const holderTicket = z.object({ ticket: z.string(), bankidUrl: z.string(), expiresAt: isoDateTime });
export type HolderTicket = z.infer<typeof holderTicket>;

/** What anybody may know of a bank (`GET /banks`). */
export const bank = z.object({
  id: z.string(),
  name: z.string(),
  phone: z.string(),
  ageLimit: z.number().int(),
  /** The app it gives codes with: the BankID app, or one of its own; null where it offers none. */
  app: z.object({ kind: z.enum(['bankid-app', 'bank-app']), name: z.string() }).nullable(),
});
export type Bank = z.infer<typeof bank>;
export const bankList = z.object({ banks: z.array(bank) });

/** One of the holder's BankIDs, as the holder sees it. */
export const heldBankId = z.object({
  id: z.uuid(),
  bank: bank.pick({ id: true, name: true, phone: true }),
  state: z.enum(bankIdStates),
  /** Only while suspended. */
  suspension: z.enum(suspensionReasons).nullable(),
  validFrom: isoDateTime,
  /** When it ends unless it is renewed: end of validity, or two years without use. */
  endsAt: isoDateTime,
  lastUsedAt: isoDateTime.nullable(),
  /** BankID on mobile beside it, which is phased out. */
  mobile: z.object({ phoneMasked: z.string(), phasedOutOn: isoDate }).nullable(),
});
export type HeldBankId = z.infer<typeof heldBankId>;
export const heldBankIds = z.object({ bankIds: z.array(heldBankId) });

/** Somebody used the BankID, or tried to with a right one-time code. */
export const use = z.object({
  type: z.literal('use'),
  id: z.uuid(),
  at: isoDateTime,
  bankIdId: z.uuid(),
  bankName: z.string(),
  /** login, signing, or another way of proving oneself. */
  kind: z.string(),
  /** Who asked for it, as the dialog named them. */
  caller: z.string(),
  /** ok, or why not. */
  outcome: z.string(),
  /** What the one-time code came from; null where it was not recorded. */
  method: z.string().nullable(),
  /** Family of the browser and its platform, as it told itself; null where it was not recorded or is none of the usual ones. */
  browser: z.string().nullable(),
  platform: z.string().nullable(),
  /** Titles of what was to be signed. */
  documents: z.array(z.string()),
  /** When the holder said "this was not me". */
  deniedAt: isoDateTime.nullable(),
});
export type Use = z.infer<typeof use>;

/** Something was done to the BankID: issued, renewed, suspended, ... */
export const change = z.object({
  type: z.literal('change'),
  id: z.uuid(),
  at: isoDateTime,
  bankIdId: z.uuid(),
  bankName: z.string(),
  kind: z.string(),
  by: z.enum(['holder', 'bank', 'system']),
});

/** A page of the history, newest first. */
export const history = z.object({
  entries: z.array(z.discriminatedUnion('type', [use, change])),
  nextCursor: z.string().nullable(),
});
export type HistoryEntry = z.infer<typeof history>['entries'][number];
/** `<instant>_<id>` of the last entry of the page before. */
export const historyQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d{4}-[0-9T:.-]+Z_[0-9a-f-]{36}$/)
    .optional(),
});

/** One use with the BankID it was of: what the page about a report shows. */
export const useWithBankId = z.object({ use, bankId: heldBankId });

/** How old a guardian's own log-in may be when they answer, in seconds. */
export const answerWithinSeconds = guardianProofSeconds;

/** A young person is to have a BankID, and a registered guardian is asked. */
export const guardianRequest = z.object({
  id: z.uuid(),
  child: z.object({ name: z.string(), birthDate: isoDate, age: z.number().int() }),
  bank: bank.pick({ id: true, name: true, phone: true }),
  state: z.enum([...bankIdRequestStates, 'lapsed']),
  createdAt: isoDateTime,
  /** Until when it can be answered. */
  expiresAt: isoDateTime,
  answeredAt: isoDateTime.nullable(),
  /** Name of the guardian whose answer counts; null while there is none. */
  answeredBy: z.string().nullable(),
  answeredByMe: z.boolean(),
});
export type GuardianRequest = z.infer<typeof guardianRequest>;
export const guardianRequests = z.object({ requests: z.array(guardianRequest) });
export const guardianAnswer = z.strictObject({ decision: z.enum(['approve', 'refuse']) });
export type GuardianAnswer = z.infer<typeof guardianAnswer>;
