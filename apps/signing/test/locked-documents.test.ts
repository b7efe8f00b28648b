import { PDFDocument } from 'pdf-lib';
import { signing } from '@segl/contracts';
import { ProblemError } from '@segl/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeOf } from './support/browser.js';
import { kari } from './support/fake-bank.js';
import { openHouse, sign, type House, type OpenOrder } from './support/house.js';

// Whole signings, on whatever machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const userPassword = 'åpne døra';
const ownerPassword = 'eieren';

async function encrypted(options: { userPassword?: string }): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([300, 400]).drawText('Hemmelig avtale', { x: 20, y: 300 });
  document.encrypt({ ...options, ownerPassword, permissions: {} });
  return document.save({ useObjectStreams: false });
}

async function heldPassword(order: signing.Order): Promise<Uint8Array | null> {
  const id = order.documents[0]?.id ?? '';
  return (await house.room.prisma.orderDocument.findUniqueOrThrow({ where: { id } })).sealedPassword;
}

describe.each([
  ['takes a password to open', { userPassword }, true],
  ['opens without the password that the sender gave', {}, false],
])('a document that %s', (_what, passwords, locked) => {
  it('is said to be locked only where its readers need a password', async () => {
    const file = { pdf: await encrypted(passwords), password: ownerPassword };
    const { sender, token, order } = await house.openOrder({}, undefined, file);
    expect(order.failure).toBeNull();
    const signer = await house.loggedIn(kari, token);
    await sign(house, signer, token);
    const documentId = order.documents[0]?.id ?? '';
    const document = await signer.get(signing.signedDocument, `/signing/api/documents/${documentId}`);
    expect(document.locked).toBe(locked);
    const base = `/signing/api/invitations/${token}`;
    expect((await signer.get(signing.invitationDocument, `${base}/document`)).locked).toBe(locked);
    expect((await signer.get(signing.receipt, `${base}/receipt`)).locked).toBe(locked);
    const now = await sender.get(signing.order, `/signing/api/orders/${order.id}`);
    expect(now.documents.map((each) => each.locked)).toEqual([locked]);
    expect(await heldPassword(order)).not.toBeNull(); // the signed copy is checked with it
  });
});

describe('an order that comes to nothing forgets the password', () => {
  it.each([
    [
      'cancelled',
      async ({ sender, order }: OpenOrder) => {
        expect((await sender.post(`/signing/api/orders/${order.id}/cancel`)).status).toBe(200);
      },
    ],
    [
      'expired',
      async ({ order }: OpenOrder) => {
        await house.room.prisma.signOrder.update({
          where: { id: order.id },
          data: { deadlineAt: new Date(house.clock.now().getTime() - 1000) },
        });
      },
    ],
  ])('when it is %s', async (state, end) => {
    const file = { pdf: await encrypted({ userPassword }), password: ownerPassword };
    const open = await house.openOrder({}, undefined, file);
    expect(await heldPassword(open.order)).not.toBeNull();
    await end(open);
    const now = await open.sender.get(signing.order, `/signing/api/orders/${open.order.id}`);
    expect(now.state).toBe(state);
    expect(await heldPassword(open.order)).toBeNull();
  });

  it('when it cannot be prepared', async () => {
    // The permissions of the file forbid signing, which only the owner's password lifts.
    const file = { pdf: await encrypted({ userPassword }), password: userPassword };
    const { order } = await house.openOrder({}, undefined, file);
    expect(order).toMatchObject({ state: 'failed', failure: { code: 'upload.permission-forbids' } });
    expect(await heldPassword(order)).toBeNull();
  });
});

describe('checking the signatures of a locked document', () => {
  it('is limited for each person, and tells when to come back', async () => {
    const file = { pdf: await encrypted({ userPassword }), password: ownerPassword };
    const { sender, order, token } = await house.openOrder({}, undefined, file);
    const signer = await house.loggedIn(kari, token);
    await sign(house, signer, token);
    const check = `/signing/api/documents/${order.documents[0]?.id}/verification`;

    house.upload.refuseVerification = () =>
      new ProblemError('platform.rate-limited', { headers: { 'Retry-After': '17' } });
    const passedOn = await signer.post(check);
    expect(passedOn.headers.get('retry-after')).toBe('17');
    expect(await codeOf(passedOn)).toBe('429 platform.rate-limited');

    house.upload.refuseVerification = () => new ProblemError('upload.unreadable');
    const statuses: number[] = [];
    for (let index = 0; index < 20; index++) statuses.push((await signer.post(check)).status);
    expect(statuses[0]).toBe(422);
    expect(statuses.at(-1)).toBe(429);
    expect(await codeOf(sender.post(check))).toBe('422 upload.unreadable');
  });
});
