import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { signing } from '@segl/contracts';
import { addDays, osloDate } from '@segl/domain';
import { codeOf, type Browser } from './support/browser.js';
import { kari, ola } from './support/fake-bank.js';
import { openHouse, twoPages, until, type House } from './support/house.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let house: House;
let sender: Browser;
beforeAll(async () => {
  house = await openHouse();
  sender = await house.loggedIn(ola);
});
beforeEach(() => {
  house.upload.pageText = { intake: '', rendering: '' };
});
afterAll(() => house.close());

async function send(changes: object): Promise<Response> {
  const intakeId = house.upload.addIntake(ola.sub, await twoPages('Agreement'));
  return sender.post('/signing/api/orders', {
    title: 'Avtale om båtplass',
    intakeId,
    party: { name: 'Kari Fjellheim', birthDate: kari.birthDate, email: 'kari@example.test', language: 'nb' },
    deadline: addDays(osloDate(house.clock.now()), 14),
    language: 'nb',
    ...changes,
  });
}

async function settled(response: Response): Promise<signing.Order> {
  const { id } = signing.order.parse(await response.json());
  return until(
    () => sender.get(signing.order, `/signing/api/orders/${id}`),
    ({ state }) => state !== 'preparing',
  );
}

describe('a will cannot be signed electronically', () => {
  it('refuses a document that its sender calls a will', async () => {
    const refused = await send({ documentKind: 'will', willAnswer: 'not-a-will' });
    expect(await codeOf(refused)).toBe('422 signing.will-not-signable');
  });

  it.each([
    ['its pages', 'Mitt testament', { documentKind: 'agreement' }],
    ['its title', '', { title: 'Testament for Kari Fjellheim' }],
  ])('asks the sender where %s look like a will, and takes the answer', async (_where, intake, changes) => {
    house.upload.pageText = { intake, rendering: intake };
    const asked = await send(changes);
    expect(await codeOf(asked)).toBe('422 signing.looks-like-will');

    const answered = await send({ ...changes, willAnswer: 'not-a-will' });
    expect(answered.status).toBe(201);
    const order = await settled(answered);
    expect(order.state).toBe('open');
    // That the sender was asked, and what they said, stands in the order's chain of records.
    expect(order.timeline.find(({ event }) => event === 'created')?.data).toMatchObject({
      willAnswer: 'not-a-will',
    });
  });

  it('asks a sender who was quicker than the drawing before anybody is invited', async () => {
    house.upload.pageText = { intake: '', rendering: 'Last will and testament' };
    const mailsBefore = house.mails.length;
    const order = await settled(await send({ documentKind: 'agreement' }));
    expect(order).toMatchObject({ state: 'failed', failure: { code: 'signing.looks-like-will' } });
    expect(house.mails.length).toBe(mailsBefore);
  });

  it('keeps the kind that the sender chose', async () => {
    const order = await settled(await send({ documentKind: 'application' }));
    expect(order).toMatchObject({ state: 'open', documentKind: 'application' });
  });
});
