import { documentKinds } from '@segl/domain';
import { z } from 'zod';
import { isoDate, isoDateTime, language, linkToken, problem, sha256Hex } from './common.js';
import { pageImage } from './upload.js';

export const orderState = z.enum(['preparing', 'open', 'completed', 'cancelled', 'expired', 'failed']);
export type OrderState = z.infer<typeof orderState>;
export const partyState = z.enum(['waiting', 'invited', 'opened', 'signed']);

/** Who is logged in (`GET /signing/api/me`); null members when nobody is. */
export const me = z.object({
  person: z
    .object({
      sub: z.string(),
      name: z.string(),
      givenName: z.string(),
      birthDate: isoDate,
      /** Name of the issuing bank, shown behind the shield. */
      bank: z.string(),
      /** When BankID vouched for the person, and how long that BankID is valid; unknown in sessions begun by older versions. */
      provenAt: isoDateTime.optional(),
      bankIdValidTo: isoDateTime.optional(),
    })
    .nullable(),
  demo: z.boolean(),
});
export type Me = z.infer<typeof me>;

export const uploadTicket = z.object({
  ticket: z.string(),
  uploadUrl: z.string(),
  expiresAt: isoDateTime,
  maxBytes: z.number().int(),
});
export type UploadTicket = z.infer<typeof uploadTicket>;

export const partyRequest = z
  .object({
    name: z.string().trim().min(2).max(120),
    birthDate: isoDate.optional(),
    /** Synthetic national identity number (month + 80). Only its keyed hash and the birth date are kept. */
    nationalId: z
      .string()
      .regex(/^\d{11}$/)
      .optional(),
    email: z.email().max(254),
    language: language.default('nb'),
  })
  .refine((p) => p.birthDate !== undefined || p.nationalId !== undefined, {
    message: 'birthDate or nationalId is needed',
    path: ['birthDate'],
  });

/** What the sender says that the document is. A will is refused (`signing.will-not-signable`). */
export const documentKind = z.enum(documentKinds);

export const createOrderRequest = z.object({
  title: z.string().trim().min(1).max(80),
  message: z.string().trim().max(220).optional(),
  intakeId: z.uuid(),
  /** Left out: other. */
  documentKind: documentKind.optional(),
  /** The sender's answer after `signing.looks-like-will`: it is not one. */
  willAnswer: z.literal('not-a-will').optional(),
  party: partyRequest,
  /** Last day to sign, end of day in Oslo; 1 to 90 days ahead. */
  deadline: isoDate,
  organisationNumber: z
    .string()
    .regex(/^\d{9}$/)
    .optional(),
  language: language.default('nb'),
});
export type CreateOrderRequest = z.infer<typeof createOrderRequest>;

/** Scope of access tokens (RFC 9068, `aud` signing's address) by which a registered client sends documents to signing. */
export const ordersScope = 'signing:orders';

/** What such a token says of its client. */
export const orderTokenClaims = z.object({
  client_id: z.string().min(1),
  scope: z.string().refine((scopes) => scopes.split(' ').includes(ordersScope), 'another scope'),
  /** As people know it: the sender that signers see. */
  client_name: z.string().min(1),
  /** Where signers may go back to, as the operator registered it. */
  return_urls: z.array(z.string()),
});

/** An order of a registered client; it stands in the client's own name. */
export const createClientOrderRequest = createOrderRequest.omit({ organisationNumber: true }).extend({
  /** One of the addresses registered with the client, exactly; nothing is added to it. */
  returnUrl: z.url().max(500).optional(),
});
export type CreateClientOrderRequest = z.infer<typeof createClientOrderRequest>;

/** Demo only: an order from a sample document to a demo person, from an invented bank. */
export const createDemoOrderRequest = z.object({
  sample: z.enum(['loan-agreement', 'daycare-place', 'change-of-address', 'bid-on-house']),
  /** `sub` of a demo person; the first one when left out. */
  sub: z.string().optional(),
  language: language.default('nb'),
});

export const orderParty = z.object({
  id: z.uuid(),
  name: z.string(),
  birthDate: isoDate,
  email: z.string(),
  state: partyState,
  openedAt: isoDateTime.nullable(),
  signedAt: isoDateTime.nullable(),
  /** Address of the invitation, for the sender to hand on. */
  link: z.string(),
});
export const timelineEntry = z.object({
  at: isoDateTime,
  event: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** An order as its sender sees it. */
export const order = z.object({
  id: z.uuid(),
  title: z.string(),
  message: z.string().nullable(),
  documentKind,
  state: orderState,
  senderName: z.string(),
  organisationName: z.string().nullable(),
  language,
  createdAt: isoDateTime,
  deadlineAt: isoDateTime,
  completedAt: isoDateTime.nullable(),
  closedAt: isoDateTime.nullable(),
  documents: z.array(
    z.object({
      id: z.uuid(),
      title: z.string(),
      fileName: z.string(),
      pageCount: z.number().int().nullable(),
      pagesRendered: z.number().int(),
      preparedSha256: sha256Hex.nullable(),
      /** Opening the file takes a password, and other programs ask for it. */
      locked: z.boolean().default(false),
    }),
  ),
  parties: z.array(orderParty),
  failure: problem.nullable(),
  timeline: z.array(timelineEntry),
});
export type Order = z.infer<typeof order>;
export const orderSummary = order
  .pick({ id: true, title: true, state: true, createdAt: true, deadlineAt: true })
  .extend({
    parties: z.array(orderParty.pick({ name: true, state: true })),
  });
export const orderList = z.object({ orders: z.array(orderSummary), nextCursor: z.string().nullable() });

/** What the link alone tells (step 4): who asks, what, until when; it names no signer. */
export const invitation = z.object({
  linkToken,
  title: z.string(),
  senderName: z.string(),
  organisationName: z.string().nullable(),
  message: z.string().nullable(),
  deadlineAt: isoDateTime,
  orderState,
  /** Progress of the rendering while the order is prepared. */
  pageCount: z.number().int().nullable(),
  pagesRendered: z.number().int(),
  /** How the person logged in relates to it. */
  access: z.enum(['login-required', 'not-yours', 'granted']),
  /** Only when access is granted. */
  partyState: partyState.nullable(),
  /** Where the sender wants the signer back, whatever they decide; registered with the sender. */
  returnUrl: z.url().nullable().default(null),
});
export type Invitation = z.infer<typeof invitation>;

/** The document to read, once access is granted. */
export const invitationDocument = z.object({
  documentId: z.uuid(),
  title: z.string(),
  fileName: z.string(),
  preparedSha256: sha256Hex,
  manifestSha256: sha256Hex,
  /** Opening the file takes a password, and other programs ask for it. */
  locked: z.boolean().default(false),
  pages: z.array(
    z.object({
      pageNumber: z.number().int(),
      widthPt: z.number(),
      heightPt: z.number(),
      images: z.array(pageImage),
    }),
  ),
  signerName: z.string(),
  statement: z.object({ version: z.string(), language, text: z.string() }),
  consent: z.object({ id: z.uuid(), sha256: sha256Hex, createdAt: isoDateTime }).nullable(),
});
export type InvitationDocument = z.infer<typeof invitationDocument>;

export const consentRequest = z.object({
  statementVersion: z.string(),
  language,
  documents: z
    .array(z.object({ documentId: z.uuid(), preparedSha256: sha256Hex, manifestSha256: sha256Hex }))
    .min(1),
  /** When each page first came into view. Must hold the last page of every document. */
  pagesShown: z
    .array(z.object({ documentId: z.uuid(), pageNumber: z.number().int().positive(), at: isoDateTime }))
    .max(2000),
  /** `declared`: the reader said so instead of scrolling (screen reader, keyboard). */
  reachedEnd: z.enum(['scrolled', 'declared']),
  capacity: z.literal('self'),
});
export type ConsentRequest = z.infer<typeof consentRequest>;
export const consentAnswer = z.object({ id: z.uuid(), sha256: sha256Hex, createdAt: isoDateTime });

export const signingAttemptRequest = z.object({ consentId: z.uuid() });
export const attemptState = z.enum([
  'created',
  'authorizing',
  'authorized',
  'intent',
  'signed',
  'committed',
  'cancelled',
  'failed',
]);
export const signingAttempt = z.object({
  id: z.uuid(),
  state: attemptState,
  /** Where the browser goes to prove who it is; only in state authorizing. */
  redirectUrl: z.string().nullable(),
  failure: problem.nullable(),
});
export type SigningAttempt = z.infer<typeof signingAttempt>;

export const receipt = z.object({
  documentId: z.uuid(),
  orderId: z.uuid(),
  title: z.string(),
  senderName: z.string(),
  signerName: z.string(),
  bank: z.string(),
  signedAt: isoDateTime,
  sha256: sha256Hex,
  orderState,
  saved: z.boolean(),
  /** Opening the file takes a password, and other programs ask for it. */
  locked: z.boolean().default(false),
  downloadUrl: z.string(),
  /** Where the sender wants the signer back; registered with the sender. */
  returnUrl: z.url().nullable().default(null),
});
export type Receipt = z.infer<typeof receipt>;

/** One row of My documents. */
export const signedDocument = z.object({
  documentId: z.uuid(),
  orderId: z.uuid(),
  title: z.string(),
  senderName: z.string(),
  organisationName: z.string().nullable(),
  signedAt: isoDateTime,
  pageCount: z.number().int(),
  sha256: sha256Hex,
  saved: z.boolean(),
  /** Opening the file takes a password, and other programs ask for it. */
  locked: z.boolean().default(false),
  role: z.enum(['signer', 'sender']),
});
export const documentsQuery = z.object({
  query: z.string().max(200).optional(),
  cursor: z.string().optional(),
});
export const documentList = z.object({
  documents: z.array(signedDocument),
  nextCursor: z.string().nullable(),
});
export type DocumentList = z.infer<typeof documentList>;

/** A company as the register names it (`GET /signing/api/organisations/:number`). */
export const organisation = z.object({ organisationNumber: z.string(), name: z.string() });

/**
 * What the browser is sent back with. After a log-in that did not succeed: `error` (a problem code) and perhaps
 * `bankIdCode`, added to `returnTo`. After a signing that is not done: `/sign/<link>?attempt=<id>`.
 */
export const returnQuery = z.object({
  error: z.string().optional(),
  bankIdCode: z.string().optional(),
  attempt: z.uuid().optional(),
});

export const mailMessage = z.object({
  id: z.uuid(),
  recipient: z.string(),
  subject: z.string(),
  text: z.string(),
  sentAt: isoDateTime,
});
export const mailbox = z.object({ messages: z.array(mailMessage) });
