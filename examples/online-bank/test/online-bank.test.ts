import { randomUUID } from 'node:crypto';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registration } from '../src/register.js';
import { BankIdRefusal } from '../src/segl/bankid.js';
import {
  customer,
  link,
  mina,
  ola,
  order,
  played,
  resetSegl,
  segl,
  startBank,
  type RunningBank,
} from './support/played-segl.js';
import { locationOf, Visitor } from './support/visitor.js';

let bank: RunningBank;
beforeAll(async () => {
  bank = await startBank();
});
beforeEach(resetSegl);
afterAll(() => bank.close());

const newVisitor = (): Visitor => new Visitor(bank.config.url);

async function loggedIn(): Promise<Visitor> {
  const visitor = newVisitor();
  await visitor.viaBankId('/login');
  return visitor;
}

describe('log-in', () => {
  it('gives the session a new name, and fills in the birth date on this device next time', async () => {
    const visitor = newVisitor();
    await visitor.page('/');
    const before = visitor.cookies.get('online_bank');
    await visitor.viaBankId('/login');
    expect(visitor.cookies.get('online_bank')).not.toBe(before);
    expect(await visitor.page('/')).toContain('Hei, Ola');
    await visitor.post('/logout');
    const front = await visitor.page('/');
    expect(front).toContain('Du er logget ut');
    expect(front).toContain('Vi kjenner denne enheten');
    await visitor.post('/login');
    expect(played.begun.map(({ birthDate }) => birthDate)).toEqual([undefined, '1979-11-02']);
    // The cookies themselves say nothing.
    expect([...visitor.cookies.values()].join()).not.toContain('1979');
    await visitor.post('/forget');
    expect(await visitor.page('/')).not.toContain('Vi kjenner denne enheten');
  });

  it('takes an answer once, and only that to its own request', async () => {
    const visitor = newVisitor();
    const state = new URL(locationOf(await visitor.post('/login'))).searchParams.get('state') ?? '';
    expect((await newVisitor().send(`/callback?code=c&state=${state}`)).status).toBe(303);
    await visitor.send('/callback?code=c&state=another');
    expect(await visitor.page('/')).toContain('Svaret hører ikke til');
    await visitor.send(`/callback?code=c&state=${state}`);
    expect(await visitor.page('/')).not.toContain('Hei, Ola');
  });

  it('tells what BankID said, and lets in nobody who is no customer', async () => {
    const visitor = newVisitor();
    played.answer = new BankIdRefusal('9001', undefined);
    await visitor.viaBankId('/login');
    expect(await visitor.page('/')).toContain('Du avbrøt hos BankID');
    played.answer = new BankIdRefusal('9314', undefined);
    await visitor.viaBankId('/login');
    expect(await visitor.page('/')).toContain('kode 9314');
    played.answer = ola;
    played.customer = undefined;
    await visitor.viaBankId('/login');
    const page = await visitor.page('/');
    expect(page).toContain('Du er ikke kunde hos oss');
    expect(page).not.toContain('Hei, Ola');
  });

  it.each(['/bankid', '/loan', '/loan/return', '/loan/signed.pdf'])('is needed for %s', async (path) => {
    expect(locationOf(await newVisitor().send(path))).toBe('/');
  });
});

describe('the password of BankID', () => {
  it('is changed at BankID: no page here asks for one, and the customer comes back to be told', async () => {
    const visitor = await loggedIn();
    expect(locationOf(await visitor.viaBankId('/password'))).toBe('/');
    expect(played.begun.at(-1)).toEqual({ errand: 'change-password', birthDate: '1979-11-02' });
    expect(await visitor.page('/')).toContain('BankID-passordet er byttet');
    played.answer = new BankIdRefusal('9001', undefined);
    await visitor.viaBankId('/password');
    expect(await visitor.page('/')).toContain('BankID-passordet er som før');
    for (const path of ['/', '/bankid', '/loan']) {
      expect(await visitor.page(path)).not.toContain('type="password"');
    }
  });

  it('shown by somebody else ends the session', async () => {
    const visitor = await loggedIn();
    played.answer = { ...ola, sub: 'kari' };
    await visitor.viaBankId('/password');
    const page = await visitor.page('/');
    expect(page).toContain('En annen person viste BankID');
    expect(page).not.toContain('Hei, Ola');
  });
});

describe('BankID from the bank', () => {
  it('is ordered for a child by the parent, and not for whom Segl names no child', async () => {
    const visitor = await loggedIn();
    const page = await visitor.page('/bankid');
    expect(page).toContain('Bestill BankID til Mina');
    expect(page).not.toContain('Bestill BankID til Ola');
    await visitor.post(`/bankid/children/${mina.id}/orders`);
    expect(played.placed).toEqual([{ whose: 'Mina', parent: ola.name }]);
    expect((await visitor.post(`/bankid/children/${randomUUID()}/orders`)).status).toBe(502);
    // Who has one already orders nothing.
    await visitor.post('/bankid/orders');
    expect(played.placed).toHaveLength(1);
  });

  it('is ordered by a customer, whose order can be withdrawn while it is open', async () => {
    const visitor = await loggedIn();
    played.customer = { customer: customer({ advice: 'may-order', bankId: null }), children: [] };
    expect(await visitor.page('/bankid')).toContain('Ny kodebrikke blir sendt i posten');
    await visitor.post('/bankid/orders');
    expect(played.placed).toEqual([{ whose: ola.name, parent: undefined }]);
    const open = order('awaiting-guardian');
    played.customer = {
      customer: customer({ advice: 'order-open', bankId: null, order: open }),
      children: [],
    };
    expect(await visitor.page('/bankid')).toContain('Vi venter på svar fra en foresatt');
    await visitor.post('/bankid/orders/withdrawal');
    expect(played.withdrawn).toEqual([open.id]);
  });

  it.each([
    ['requirements-missing', 'kontroll av pass'],
    ['too-young', '13 år'],
    ['parent-orders', 'En forelder må bestille'],
  ] as const)('says what is in the way: %s', async (advice, words) => {
    const visitor = await loggedIn();
    played.customer = {
      customer: customer({ advice, missing: ['passport'], bankId: null }),
      children: [],
    };
    const page = await visitor.page('/bankid');
    expect(page).toContain(words);
    expect(page).not.toContain('Bestill BankID til');
  });
});

describe('a loan', () => {
  it('goes to signing with the birth date, and the customer back finds what Segl says of it', async () => {
    const visitor = await loggedIn();
    const sent = await visitor.post('/loan', { amount: '250 000', years: '20' });
    expect(locationOf(sent)).toBe(link);
    const [sending] = played.sent;
    expect(sending).toMatchObject({
      title: 'Låneavtale',
      signer: { birthDate: '1979-11-02' },
      language: 'nb',
    });
    const pdf = await PDFDocument.load(sending?.pdf ?? new Uint8Array());
    expect(pdf.getPageCount()).toBe(1);

    expect(await visitor.page('/loan/return')).toContain('ikke signert ennå');
    expect((await visitor.send('/loan/signed.pdf')).status).toBe(502);
    played.orderState = 'completed';
    const page = await visitor.page('/loan/return');
    expect(page).toContain('Avtalen er signert');
    expect(await (await visitor.send('/loan/receipt.pdf')).text()).toBe('%PDF receipt.pdf');
    // Others have no loan here.
    played.answer = { ...ola, sub: 'kari' };
    const other = await loggedIn();
    expect((await other.send('/loan/signed.pdf')).status).toBe(502);
  });

  it('may be declined, and then another one begun', async () => {
    const visitor = await loggedIn();
    await visitor.post('/loan', { amount: '10000', years: '5' });
    // One that waits is not forgotten.
    await visitor.post('/loan/new');
    expect(await visitor.page('/loan')).toContain('ikke signert ennå');
    await visitor.post('/loan/decline');
    expect(await visitor.page('/loan')).toContain('Du takket nei');
    await visitor.post('/loan/new');
    expect(await visitor.page('/loan')).toContain('Gå til signering');
  });

  it.each(['', '9 999', '500001', '1e5', '-1', '<b>'])('is not for the amount "%s"', async (amount) => {
    const visitor = await loggedIn();
    const refused = await visitor.post('/loan', { amount, years: '5' });
    expect(refused.status).toBe(422);
    const page = await refused.text();
    expect(page).toContain('Skriv et helt beløp');
    expect(page).not.toContain('<b>');
    expect(played.sent).toEqual([]);
  });

  it.each(['Áilu Ŋiŋŋá', 'Mateusz Przykładowy', '李 雷'])('is drawn for %s', async (name) => {
    played.answer = { ...ola, name };
    const visitor = await loggedIn();
    expect((await visitor.post('/loan', { amount: '10000', years: '5' })).status).toBe(303);
  });
});

describe('every page', () => {
  it('says that it is simulated, in three languages, and runs no script', async () => {
    const visitor = newVisitor();
    for (const [language, words] of [
      ['en', 'the bank is invented'],
      ['nn', 'banken er oppdikta'],
      ['nb', 'banken er oppdiktet'],
    ] as const) {
      await visitor.post('/language', { language, path: '/' });
      const response = await visitor.send('/');
      expect(await response.text()).toContain(words);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('content-security-policy')).toContain(`form-action 'self' ${segl}`);
    }
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/loan/../..//evil.example'])(
    'leads nowhere by a field of a form: %s',
    async (path) => {
      const answer = await newVisitor().post('/language', { language: 'nb', path });
      expect(locationOf(answer)).toBe('/');
    },
  );

  it('takes no form of another site', async () => {
    const visitor = await loggedIn();
    for (const path of ['/logout', '/password', '/bankid/orders', '/loan', '/loan/decline']) {
      expect((await visitor.post(path, {}, 'https://evil.example')).status).toBe(403);
    }
    expect(await visitor.page('/')).toContain('Hei, Ola');
  });

  it('tells of a fault in words, with Segl’s code and no more', async () => {
    const visitor = await loggedIn();
    played.customer = undefined;
    const response = await visitor.send('/bankid');
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('ordering.customer-not-found');
    expect(played.told).toHaveLength(1);
  });
});

describe('registration', () => {
  it('asks the operator for exact addresses, pushed requests, orders and its bank', () => {
    expect(registration('http://localhost:4000')).toEqual([
      ...['clients', 'add', '--name', 'Nordlysbanken nettbank', '--bank', 'nordlysbanken', '--par'],
      ...['--redirect', 'http://localhost:4000/callback'],
      ...['--orders', '--return', 'http://localhost:4000/loan/return'],
    ]);
  });
});
