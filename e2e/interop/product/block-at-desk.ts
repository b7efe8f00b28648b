import { request } from '@playwright/test';
import { desk } from '@segl/contracts';
import type { Product } from '../../support/product.js';

/**
 * An officer of the person's bank logs in at the bank desk and blocks the BankID, for misuse.
 *
 * @returns when the officer asked for it, as `performance.now()` tells time
 */
export async function blockAtDesk(
  product: Product,
  person: { name: string; bank: { name: string } },
): Promise<number> {
  const http = await request.newContext({
    baseURL: product.url,
    // What a browser says of a request that a page of the same origin makes.
    extraHTTPHeaders: { Origin: product.url, 'Sec-Fetch-Site': 'same-origin' },
  });
  const ask = async (address: string, data?: object): Promise<unknown> => {
    const path = `/bankid/desk/api${address}`;
    const answer = await (data === undefined ? http.get(path) : http.post(path, { data }));
    if (!answer.ok()) throw new Error(`${path}: ${String(answer.status())} ${await answer.text()}`);
    return await answer.json();
  };
  try {
    const { username, password, code } = await clerkOf(product, person.bank.name);
    await ask('/log-in', { username, password, code });
    const found = desk.customerList.parse(await ask(`/customers?q=${encodeURIComponent(person.name)}`));
    const [customer] = found.customers;
    if (customer === undefined) throw new Error(`the desk does not find ${person.name}`);
    const { bankIds } = desk.customer.parse(await ask(`/customers/${customer.id}`));
    const active = bankIds.find(({ state }) => state === 'active');
    if (active === undefined) throw new Error(`${person.name} has no active BankID at the desk`);
    const began = performance.now();
    const act = { kind: 'block-bankid', target: active.id, ground: 'misuse' };
    const { state } = desk.begunAct.parse(await ask(`/customers/${customer.id}/acts`, act));
    if (state !== 'done') throw new Error(`the block is ${state}`);
    return began;
  } finally {
    await http.dispose();
  }
}

/** A clerk of the bank, as the demonstration tells, with a code that nobody has used. */
async function clerkOf(product: Product, bank: string) {
  const read = async () => {
    const answer = await fetch(`${product.url}/bankid/demo/desk`);
    const { officers } = desk.demoDesk.parse(await answer.json());
    return officers.find((officer) => officer.bank === bank && officer.roles.includes('clerk'));
  };
  if ((await read())?.used === true) await product.advanceClock(30);
  const officer = await read();
  if (officer?.password == null) throw new Error(`no clerk of ${bank} in the demonstration`);
  return { ...officer, password: officer.password };
}
