import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createApp } from '../../src/app.js';
import { readConfig, type Config } from '../../src/config.js';
import { BankIdRefusal, type BankId, type Person } from '../../src/segl/bankid.js';
import type { BankIdOrder, Customer, CustomerAnswer } from '../../src/segl/bankid-orders.js';
import { SeglError } from '../../src/segl/call.js';
import type { Sending, SignOrder } from '../../src/segl/signing.js';

/** Where Segl would be. */
export const segl = 'http://segl.example';
export const ola: Person = {
  sub: 'ola',
  name: 'Ola Prøvesen',
  givenName: 'Ola',
  birthDate: '1979-11-02',
  bankIdFrom: 'Nordlysbanken',
};

/** What Segl is asked, and how it answers: played here, since its own tests show the real one. */
export const played = {
  begun: [] as { errand: string; birthDate: string | undefined }[],
  /** Who is at BankID; an error: how it refuses. */
  answer: ola as Person | BankIdRefusal,
  customer: undefined as CustomerAnswer | undefined,
  placed: [] as { whose: string; parent: string | undefined }[],
  withdrawn: [] as string[],
  sent: [] as Sending[],
  orderState: 'open' as SignOrder['state'],
  told: [] as unknown[],
};

const bankId: BankId = {
  begin(errand, { birthDate }) {
    played.begun.push({ errand, birthDate });
    const pending = { state: randomUUID(), nonce: 'n', codeVerifier: 'v', errand };
    return Promise.resolve({ url: `${segl}/bankid/auth?state=${pending.state}`, pending });
  },
  finish: () =>
    played.answer instanceof BankIdRefusal ? Promise.reject(played.answer) : Promise.resolve(played.answer),
};
export const link = `${segl}/sign/AAAAAAAAAAAAAAAAAAAAAA`;
const signOrder = (): SignOrder => ({
  id: '00000000-0000-4000-8000-000000000001',
  state: played.orderState,
  deadlineAt: '2026-12-01T00:00:00.000Z',
  parties: [{ link, state: 'invited', signedAt: null }],
});
/** An order of a BankID. */
export const order = (state: BankIdOrder['state']): BankIdOrder => ({ id: randomUUID(), state });

/** The bank on a port of its own. */
export interface RunningBank {
  config: Config;
  close(): Promise<void>;
}

/** Starts it, with Segl played. */
export async function startBank(): Promise<RunningBank> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const config = readConfig({
    SEGL_URL: segl,
    ONLINE_BANK_URL: `http://127.0.0.1:${String(address.port)}`,
  });
  const app = createApp(config, {
    bankId,
    orders: {
      findCustomer: () => Promise.resolve(played.customer),
      place(whose, parent) {
        played.placed.push({ whose: whose.name, parent: parent?.name });
        return Promise.resolve(order('issued'));
      },
      withdraw(id) {
        played.withdrawn.push(id);
        return Promise.resolve(order('withdrawn'));
      },
    },
    signing: {
      send(sending) {
        played.sent.push(sending);
        return Promise.resolve(signOrder());
      },
      read: () => Promise.resolve(signOrder()),
      cancel() {
        played.orderState = 'cancelled';
        return Promise.resolve(signOrder());
      },
      file: (_id, name) =>
        played.orderState === 'completed'
          ? Promise.resolve(new TextEncoder().encode(`%PDF ${name}`))
          : Promise.reject(new SeglError('signing.copy-not-ready', 409)),
    },
    tell: (error) => played.told.push(error),
  });
  server.on('request', app);
  return {
    config,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A customer of the bank. */
export function customer(changes: Partial<Customer> = {}): Customer {
  return {
    id: randomUUID(),
    name: ola.name,
    birthDate: ola.birthDate,
    advice: 'has-bankid',
    missing: [],
    ageLimit: 13,
    bankId: { state: 'active', endsAt: '2028-01-01T00:00:00.000Z' },
    order: null,
    codeUnits: [],
    ...changes,
  };
}
/** Ola's child. */
export const mina = customer({ name: 'Mina', advice: 'parent-orders', bankId: null });
/** Everything as it is at first. */
export function resetSegl(): void {
  Object.assign(played, {
    begun: [],
    answer: ola,
    customer: { customer: customer(), children: [mina] },
    placed: [],
    withdrawn: [],
    sent: [],
    orderState: 'open',
    told: [],
  });
}
