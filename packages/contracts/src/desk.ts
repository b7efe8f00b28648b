import { ageOfMajority, deskActKinds, deskRoles } from '@segl/domain';
import { z } from 'zod';
import { isoDate, isoDateTime } from './common.js';
import { order } from './ordering.js';
import { keyAlgorithm } from './vault.js';

/** Name of the desk's session cookie; its path is the desk's alone. */
export const deskCookie = 'segl_desk';

export const role = z.enum(deskRoles);
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
/** What the desk hands out: a code unit by the clock or with a button, or a printed card. */
export const handedOut = z.enum([...unitKind.options, 'card']);
export type HandedOut = z.infer<typeof handedOut>;

/** Where a guardian is asked. */
export const guardianEmail = z.email().max(200);

/** Below this age a guardian has to say yes. */
export const adultAge = ageOfMajority;

/** What an officer does or proposes, with all that it needs. */
export const beginAct = z.discriminatedUnion('kind', [
  /** `target` is the guardian as a customer of the same bank. */
  z.object({ kind: z.literal('record-guardian'), target: z.uuid(), email: guardianEmail }),
  /** `target` is the guardian as the customer's page names them. */
  z.object({ kind: z.literal('end-guardian'), target: z.uuid() }),
  z.object({ kind: z.literal('ask-guardian') }),
  z.object({ kind: z.literal('withdraw-request'), target: z.uuid() }),
  z.object({
    kind: z.literal('order-bankid'),
    /** A code unit or card that the customer has, or the kind of a new one. */
    codeUnit: z.union([z.object({ existing: z.uuid() }), z.object({ issue: handedOut })]),
  }),
  z.object({ kind: z.literal('issue-code-source'), unit: handedOut, replaces: z.uuid().nullable() }),
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

/** Which BankIDs are to be renewed, and by when. */
export const campaignFacts = z.object({
  /** Those that were issued on this day or before, in Oslo. */
  issuedUntil: isoDate,
  /** Only those with a key of this kind; null: all. */
  algorithm: keyAlgorithm.nullable(),
  /** The last day on which renewal may be put off, in Oslo. */
  renewBy: isoDate,
  /** What the bank tells its customers. */
  reason: z.string().trim().min(1).max(300),
});
export type CampaignFacts = z.infer<typeof campaignFacts>;

const officerName = z.string().trim().min(1).max(100);
const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{2,59}$/);
/** An auditor looks on and is nothing else: who checks the others has no part in what is done. */
const heldRoles = z
  .array(role)
  .min(1)
  .refine((roles) => new Set(roles).size === roles.length)
  .refine((roles) => !roles.includes('auditor') || roles.length === 1);

/** What an administrator does or proposes about the bank itself. */
export const beginBankAct = z.discriminatedUnion('kind', [
  campaignFacts.extend({ kind: z.literal('start-campaign') }),
  z.object({ kind: z.literal('end-campaign'), target: z.uuid() }),
  z.object({ kind: z.literal('add-officer'), username, name: officerName, roles: heldRoles }),
  z.object({ kind: z.literal('change-officer'), target: z.uuid(), roles: heldRoles }),
  z.object({ kind: z.literal('reset-officer'), target: z.uuid() }),
  z.object({ kind: z.literal('end-officer'), target: z.uuid() }),
]);
export type BeginBankAct = z.infer<typeof beginBankAct>;

export const decideAct = z.object({ decision: z.enum(['approve', 'reject', 'withdraw']) });

export const act = z.object({
  id: z.uuid(),
  kind: actKind,
  state: z.enum(['proposed', 'done', 'rejected', 'withdrawn']),
  customer: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  /** Of an act about an officer: who, and what they are to be. */
  officer: z.object({ name: z.string(), username: z.string(), roles: z.array(role) }).nullable(),
  /** Of an act about a campaign. */
  campaign: campaignFacts.nullable(),
  proposedBy: z.object({ id: z.uuid(), name: z.string() }),
  proposedAt: isoDateTime,
  decidedBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  decidedAt: isoDateTime.nullable(),
});
export type Act = z.infer<typeof act>;
export const acts = z.object({ acts: z.array(act) });

/** Officers of the bank, as administrators see them. */
export const listedOfficer = z.object({
  id: z.uuid(),
  name: z.string(),
  username: z.string(),
  roles: z.array(role),
  state: z.enum(['invited', 'active', 'left']),
  /** Of one who is invited: until when a start code works that was given; null where none does. */
  startCodeUntil: isoDateTime.nullable(),
});
export type ListedOfficer = z.infer<typeof listedOfficer>;
export const officerList = z.object({ officers: z.array(listedOfficer), waiting: z.array(act) });

/** A start code, in the one answer that ever holds it. */
export const startCode = z.object({ startCode: z.string(), expiresAt: isoDateTime });

/** An officer begins: a start code is turned into a password and a code unit of their own. */
export const beginOfficer = z.object({
  username: z.string().trim().min(1).max(60),
  startCode: z.string().trim().min(1).max(40),
  password: z.string().min(1).max(128),
});
/** The secret of the officer's code unit (RFC 6238), in the one answer that ever holds it. */
export const begunOfficer = z.object({ secret: z.string(), address: z.string() });

/** A campaign of renewal with what it has come to. */
export const campaign = campaignFacts.extend({
  id: z.uuid(),
  startsAt: isoDateTime,
  mandatoryAt: isoDateTime,
  endedAt: isoDateTime.nullable(),
  /** BankIDs renewed since it began, of those that it means. */
  renewed: z.number().int(),
  /** BankIDs that it means and that are not renewed yet. */
  left: z.number().int(),
});
export type Campaign = z.infer<typeof campaign>;
export const campaignList = z.object({ campaigns: z.array(campaign), waiting: z.array(act) });

/** What of the bank's book of acts is asked for; everything may be left out. */
export const logQuery = z.object({
  kind: actKind.optional(),
  officer: z.uuid().optional(),
  state: z.enum(['proposed', 'done', 'rejected', 'withdrawn']).optional(),
  /** First and last day, in Oslo. */
  from: isoDate.optional(),
  to: isoDate.optional(),
  cursor: z.uuid().optional(),
});
export type LogQuery = z.infer<typeof logQuery>;
export const actLog = z.object({
  acts: z.array(act),
  /** Those who have acts in the book, for choosing among them. */
  officers: z.array(z.object({ id: z.uuid(), name: z.string() })),
  nextCursor: z.uuid().nullable(),
});
export type ActLog = z.infer<typeof actLog>;

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
  /** Of a card in use: how many codes it still gives. */
  codesLeft: z.number().int().nullable(),
  /** True when the customer should have a new card soon. */
  runningOut: z.boolean(),
});
export type CustomerUnit = z.infer<typeof customerUnit>;

export const historyEntry = z.object({
  at: isoDateTime,
  /** An event of a BankID, or an act of the desk. */
  source: z.enum(['bankid', 'desk']),
  kind: z.string(),
  /** Of an act: what became of it. */
  outcome: z.enum(['done', 'rejected', 'withdrawn']),
  actor: z.enum(['officer', 'holder', 'guardian', 'system']),
  /** Name of the officer who did or proposed it, or of the guardian. */
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
  /** Who may say yes for a customer under 18, as this bank has registered it. */
  guardians: z.array(z.object({ id: z.uuid(), name: z.string(), email: z.string(), since: isoDateTime })),
  /** The newest order that a guardian was asked about, or that was made online. */
  request: order.nullable(),
  waiting: z.array(act),
  history: z.array(historyEntry),
  /** What this bank hands out. */
  handsOut: z.array(handedOut),
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
      /** Null where nobody but the officer knows it. */
      password: z.string().nullable(),
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
