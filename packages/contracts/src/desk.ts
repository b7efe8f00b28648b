import { deskActKinds } from '@segl/domain';
import { z } from 'zod';
import { isoDate, isoDateTime } from './common.js';

/** Name of the desk's session cookie; its path is the desk's alone. */
export const deskCookie = 'segl_desk';

export const role = z.enum(['clerk', 'approver', 'auditor']);
export type Role = z.infer<typeof role>;

export const bank = z.object({
  id: z.string(),
  name: z.string(),
  phone: z.string(),
  ageLimit: z.number().int(),
});

export const officer = z.object({
  id: z.uuid(),
  name: z.string(),
  username: z.string(),
  roles: z.array(role),
  bank,
});
export type Officer = z.infer<typeof officer>;

export const logIn = z.object({
  username: z.string().trim().min(1).max(60),
  password: z.string().min(1).max(128),
  code: z
    .string()
    .trim()
    .regex(/^\d{3} ?\d{3}$/),
});

export const me = z.object({ officer: officer.nullable() });

export const actKind = z.enum(deskActKinds);
export type ActKind = z.infer<typeof actKind>;

/** Why a BankID is blocked for good. */
export const blockGround = z.enum(['misuse', 'holder-asked', 'bank-decided']);
export const unitKind = z.enum(['time', 'event']);

/** What an officer does or proposes, with all that it needs. */
export const beginAct = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('order-bankid'),
    /** A code unit that the customer has, or the kind of a new one. */
    codeUnit: z.union([z.object({ existing: z.uuid() }), z.object({ issue: unitKind })]),
  }),
  z.object({ kind: z.literal('issue-code-source'), unit: unitKind, replaces: z.uuid().nullable() }),
  z.object({ kind: z.literal('block-code-source'), target: z.uuid() }),
  z.object({
    kind: z.literal('resynchronise-code-unit'),
    target: z.uuid(),
    /** Two codes, one after the other, as the unit shows them. */
    codes: z.tuple([z.string().regex(/^\d{6}$/), z.string().regex(/^\d{6}$/)]),
  }),
  z.object({ kind: z.literal('suspend-bankid'), target: z.uuid() }),
  z.object({ kind: z.literal('reopen-bankid'), target: z.uuid() }),
  z.object({ kind: z.literal('reset-password'), target: z.uuid() }),
  z.object({ kind: z.literal('block-bankid'), target: z.uuid(), ground: blockGround }),
  z.object({ kind: z.literal('record-death'), diedOn: isoDate }),
  z.object({ kind: z.literal('end-customer') }),
]);
export type BeginAct = z.infer<typeof beginAct>;

/** Whether it is done or waits for a second officer. */
export const begunAct = z.object({ state: z.enum(['proposed', 'done']) });

export const decideAct = z.object({ decision: z.enum(['approve', 'reject', 'withdraw']) });

export const act = z.object({
  id: z.uuid(),
  kind: actKind,
  state: z.enum(['proposed', 'done', 'rejected', 'withdrawn']),
  customer: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  proposedBy: z.object({ id: z.uuid(), name: z.string() }),
  proposedAt: isoDateTime,
  decidedBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  decidedAt: isoDateTime.nullable(),
});
export type Act = z.infer<typeof act>;
export const acts = z.object({ acts: z.array(act) });

export const customerSearch = z.object({ q: z.string().trim().max(120).default('') });
export const customerSummary = z.object({
  id: z.uuid(),
  name: z.string(),
  birthDate: isoDate,
  ended: z.boolean(),
});
export const customerList = z.object({
  customers: z.array(customerSummary),
  /** True when more match than are listed. */
  more: z.boolean(),
});

export const registerCustomer = z.object({
  nationalId: z.string().regex(/^\d{11}$/),
  givenName: z.string().trim().min(1).max(100),
  familyName: z.string().trim().min(1).max(100),
  hasAccount: z.boolean(),
  hasOnlineBanking: z.boolean(),
});
export const registeredCustomer = z.object({ id: z.uuid() });

export const identityCheckRequest = z.object({
  /** The two lines of the passport's machine-readable zone. */
  zone: z.string().min(1).max(200),
});

export const customerBankId = z.object({
  id: z.uuid(),
  state: z.enum(['ordered', 'active', 'suspended', 'blocked', 'expired']),
  suspension: z.enum(['password', 'code', 'bank']).nullable(),
  validFrom: isoDateTime,
  validTo: isoDateTime,
  lastUsedAt: isoDateTime.nullable(),
  certificateSerial: z.string(),
  /** Until when a letter waits for the holder to choose a password. */
  letterUntil: isoDateTime.nullable(),
});
export type CustomerBankId = z.infer<typeof customerBankId>;

export const customerUnit = z.object({
  id: z.uuid(),
  kind: z.enum(['code-unit', 'code-card']),
  /** Of a code unit: by the clock or by a button. */
  unit: unitKind.nullable(),
  serialNumber: z.string(),
  state: z.enum(['active', 'blocked', 'replaced', 'used-up']),
});
export type CustomerUnit = z.infer<typeof customerUnit>;

export const historyEntry = z.object({
  at: isoDateTime,
  /** An event of a BankID, or an act of the desk. */
  source: z.enum(['bankid', 'desk']),
  kind: z.string(),
  /** Of an act: what became of it. */
  outcome: z.enum(['done', 'rejected', 'withdrawn']),
  actor: z.enum(['officer', 'holder', 'system']),
  /** Name of the officer who did or proposed it. */
  by: z.string().nullable(),
  /** Name of the second officer, where there was one. */
  decidedBy: z.string().nullable(),
});
export type HistoryEntry = z.infer<typeof historyEntry>;

export const customer = customerSummary.extend({
  /** `240587 •••••` */
  nationalIdMasked: z.string(),
  since: isoDateTime,
  endedAt: isoDateTime.nullable(),
  diedOn: isoDate.nullable(),
  age: z.number().int(),
  hasAccount: z.boolean(),
  hasOnlineBanking: z.boolean(),
  identityCheck: z
    .object({
      metAt: isoDateTime,
      officer: z.string(),
      issuingState: z.string(),
      passportExpiresOn: isoDate,
    })
    .nullable(),
  bankIds: z.array(customerBankId),
  units: z.array(customerUnit),
  waiting: z.array(act),
  history: z.array(historyEntry),
});
export type Customer = z.infer<typeof customer>;

/** Demo only: officers with their codes, and papers to try the desk with. */
export const demoDesk = z.object({
  officers: z.array(
    z.object({
      username: z.string(),
      name: z.string(),
      bank: z.string(),
      roles: z.array(role),
      password: z.string(),
      code: z.string(),
      used: z.boolean(),
    }),
  ),
  passports: z.array(
    z.object({
      name: z.string(),
      givenName: z.string(),
      familyName: z.string(),
      nationalId: z.string(),
      /** The bank whose customer it is; none: of no bank yet. */
      bank: z.string().nullable(),
      zone: z.string(),
    }),
  ),
  /** Letters on their way or in the letter box, newest first. */
  post: z.array(
    z.object({
      id: z.uuid(),
      recipient: z.string(),
      bank: z.string(),
      code: z.string(),
      sentAt: isoDateTime,
      expiresAt: isoDateTime,
    }),
  ),
});
export type DemoDesk = z.infer<typeof demoDesk>;
