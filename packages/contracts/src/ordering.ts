import { z } from 'zod';
import { bankIdRequestStates, bankIdStates, codeUnitKinds } from '@segl/domain';
import { isoDate, isoDateTime } from './common.js';

const unitKind = z.enum(codeUnitKinds);

/**
 * What a client that belongs to a bank asks for at the token endpoint, by `client_credentials` with its own
 * authentication. Every other client is refused the scope.
 */
export const orderScope = 'bankid:order';

/**
 * Whom the bank's customer is: the stable identifier from a log-in, or the national identity number that the bank knows.
 * In the body, never in an address.
 */
export const customerQuery = z.union([
  z.strictObject({ sub: z.string().min(1).max(60) }),
  z.strictObject({ nationalId: z.string().regex(/^\d{11}$/) }),
]);

/** What ordering needs, and a customer may lack. */
export const requirement = z.enum(['account', 'online-banking', 'passport']);
export type Requirement = z.infer<typeof requirement>;

/** What this person can do about a BankID in the online bank, as things stand. */
export const orderAdvice = z.enum([
  /** The customer may order now. */
  'may-order',
  /** The customer may order; a guardian has to say yes before anything is issued. */
  'guardian-approves',
  /** Nobody but a parent may order, in the parent's own online bank. */
  'parent-orders',
  /** An order waits for an answer, or for being issued: see `order`. */
  'order-open',
  /** There is a BankID from this bank: see `bankId`. */
  'has-bankid',
  /** Something is missing: see `missing`. */
  'requirements-missing',
  'too-young',
  /** A guardian has to say yes, and the bank has registered none. */
  'no-guardian',
  /** This bank takes no orders in its online bank. */
  'not-offered',
]);
export type OrderAdvice = z.infer<typeof orderAdvice>;

/**
 * awaiting-guardian: one has been asked · approved: everybody has said yes; it is issued as soon as key and certificate
 * can be made · issued · refused · withdrawn · lapsed: no guardian answered in time, or the bank did not issue it.
 */
export const orderState = z.enum([...bankIdRequestStates, 'lapsed']);
export type OrderState = z.infer<typeof orderState>;

/** An order for a BankID. */
export const order = z.object({
  id: z.uuid(),
  customerId: z.uuid(),
  /** Where it was ordered: online-bank (the customer), parent, or desk. */
  channel: z.enum(['desk', 'online-bank', 'parent']),
  state: orderState,
  createdAt: isoDateTime,
  /** Until when an order that waits may be answered and issued. */
  expiresAt: isoDateTime,
  /** Name of the guardian who answered or ordered; null where none did. */
  guardian: z.string().nullable(),
  answeredAt: isoDateTime.nullable(),
  /** The BankID that was issued, by its state now: `ordered` until the holder has activated it with the letter's code. */
  bankIdState: z.enum(bankIdStates).nullable(),
});
export type Order = z.infer<typeof order>;

/** A customer of the asking bank, as far as ordering goes. */
export const customer = z.object({
  id: z.uuid(),
  name: z.string(),
  birthDate: isoDate,
  age: z.number().int(),
  advice: orderAdvice,
  /** Of account, online banking and passport check: what there is not. All three are demanded. */
  missing: z.array(requirement),
  /** The bank's age limit. */
  ageLimit: z.number().int(),
  /** The newest BankID from this bank, whatever its state. */
  bankId: z.object({ state: z.enum(bankIdStates), endsAt: isoDateTime }).nullable(),
  /** The newest order, whatever its state. */
  order: order.nullable(),
  /** Code units in the customer's hand: one of them can serve the new BankID. */
  codeUnits: z.array(z.object({ id: z.uuid(), serialNumber: z.string(), kind: unitKind })),
});
export type Customer = z.infer<typeof customer>;

/** The customer, and the children at this bank whose registered guardian the customer is. */
export const customerAnswer = z.object({ customer, children: z.array(customer) });
export type CustomerAnswer = z.infer<typeof customerAnswer>;

/** An order. */
export const placeOrder = z.strictObject({
  /** A code unit that the customer has, or the kind of a new one. */
  codeUnit: z.union([z.object({ existing: z.uuid() }), z.object({ issue: unitKind })]),
  /** A parent who orders for the customer: the parent's own customer id at the same bank. */
  parentId: z.uuid().optional(),
});
export type PlaceOrder = z.infer<typeof placeOrder>;
