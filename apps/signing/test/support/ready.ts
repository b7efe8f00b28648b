import { expect } from 'vitest';
import type { Browser } from './browser.js';
import { kari, ola } from './fake-bank.js';
import { confirm, type House, type OpenOrder } from './house.js';

/** Sender and signer, logged in once for all tests of a file. */
export interface People {
  sender: Browser;
  signer: Browser;
}

export async function logInBoth(house: House): Promise<People> {
  const sender = await house.loggedIn(ola);
  return { sender, signer: await house.loggedIn(kari) };
}

/** An open order whose signer has confirmed and goes to the bank next. */
export async function readyToSign(
  house: House,
  { sender, signer }: People,
): Promise<OpenOrder & { consentId: string }> {
  const open = await house.openOrder({}, sender);
  house.bank.person = kari;
  return { ...open, consentId: (await confirm(signer, open.token)).id };
}

/** What must be true whatever happened on the way: one signature, and all records agree. */
export async function expectOneSignature(house: House, orderId: string): Promise<void> {
  const order = await house.room.prisma.signOrder.findUniqueOrThrow({
    where: { id: orderId },
    include: { parties: { include: { attempts: true } }, documents: { include: { revisions: true } } },
  });
  const [party] = order.parties;
  const [document] = order.documents;
  const committed = party?.attempts.filter(({ state }) => state === 'committed') ?? [];
  const signatures = document?.revisions.filter(({ kind }) => kind === 'signature') ?? [];
  expect(order.state).toBe('completed');
  expect(party?.state).toBe('signed');
  expect(committed).toHaveLength(1);
  expect(signatures.map(({ attemptId }) => attemptId)).toEqual([committed[0]?.id]);
  expect(document?.currentRevision).toBe(2);
  const entries = await house.room.prisma.auditEntry.findMany({ where: { orderId, event: 'party-signed' } });
  expect(entries).toHaveLength(1);
}
