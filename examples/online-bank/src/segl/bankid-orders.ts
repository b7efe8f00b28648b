import { z } from 'zod';
import type { Config } from '../config.js';
import { ask, SeglError, type Tokens } from './call.js';

const order = z.object({
  id: z.uuid(),
  state: z.enum(['awaiting-guardian', 'approved', 'issued', 'refused', 'withdrawn', 'lapsed']),
});
export type BankIdOrder = z.infer<typeof order>;

const customer = z.object({
  id: z.uuid(),
  name: z.string(),
  birthDate: z.iso.date(),
  advice: z.enum([
    'may-order',
    'guardian-approves',
    'parent-orders',
    'order-open',
    'has-bankid',
    'requirements-missing',
    'too-young',
    'no-guardian',
    'not-offered',
  ]),
  missing: z.array(z.enum(['account', 'online-banking', 'passport'])),
  ageLimit: z.number().int(),
  bankId: z.object({ state: z.string(), endsAt: z.iso.datetime() }).nullable(),
  order: order.nullable(),
  codeUnits: z.array(z.object({ id: z.uuid(), serialNumber: z.string() })),
});
/** A customer of this bank, as far as a BankID from it goes. */
export type Customer = z.infer<typeof customer>;

const customerAnswer = z.object({ customer, children: z.array(customer) });
export type CustomerAnswer = z.infer<typeof customerAnswer>;

/** Ordering of BankIDs from this bank for its customers. */
export interface BankIdOrders {
  /** Undefined where the person is no customer of this bank. */
  findCustomer(sub: string): Promise<CustomerAnswer | undefined>;
  /** For the customer, or by a parent for a child. A code unit in hand is used; else a new one is sent. */
  place(whose: Customer, parent?: Customer): Promise<BankIdOrder>;
  withdraw(orderId: string): Promise<BankIdOrder>;
}

/** Ordering by the HTTP interface of the BankID room. */
export function createBankIdOrders({ seglUrl }: Config, tokens: Tokens): BankIdOrders {
  const call = async (path: string, json: object): Promise<unknown> => {
    const token = await tokens({ scope: 'bankid:order' });
    return (await ask(`${seglUrl}/bankid/ordering${path}`, token, { json })).json();
  };
  return {
    async findCustomer(sub) {
      try {
        return customerAnswer.parse(await call('/customers', { sub }));
      } catch (error) {
        if (error instanceof SeglError && error.code === 'ordering.customer-not-found') return undefined;
        throw error;
      }
    },
    async place({ id, codeUnits: [unit] }, parent) {
      const codeUnit = unit === undefined ? { issue: 'time' } : { existing: unit.id };
      const parentId = parent === undefined ? {} : { parentId: parent.id };
      return order.parse(await call(`/customers/${id}/orders`, { codeUnit, ...parentId }));
    },
    withdraw: async (orderId) => order.parse(await call(`/orders/${orderId}/withdrawal`, {})),
  };
}
