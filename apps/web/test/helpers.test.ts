import { describe, expect, it } from 'vitest';
import { chooseLanguage } from '../src/i18n/setup.js';
import { groupOrders, type OrderSummary } from '../src/lib/group-orders.js';
import { linkTokenOf } from '../src/lib/link-token.js';
import { safeFileName } from '../src/lib/save-blob.js';
import { matches } from '../src/lib/search.js';
import { splitLinks } from '../src/lib/split-links.js';
import { checkForm, emptyForm, orderRequest, stillWrong } from '../src/order/order-form.js';

const now = new Date('2026-11-22T12:00:00Z');

describe('search', () => {
  it('finds words in any order, without their marks', () => {
    expect(matches('forstatt lest', 'Jeg har lest og forstått dokumentet')).toBe(true);
    expect(matches('blaer', 'BLÆR')).toBe(true);
    expect(matches('vitne', 'Jeg har lest')).toBe(false);
    expect(matches('  ', 'anything')).toBe(true);
  });
});

describe('links in mail', () => {
  it('ends an address before the full stop of the sentence', () => {
    expect(splitLinks('Åpne http://localhost:3000/sign/AbC-d_1. Hilsen Segl')).toEqual([
      { kind: 'text', text: 'Åpne ' },
      { kind: 'link', text: 'http://localhost:3000/sign/AbC-d_1' },
      { kind: 'text', text: '. Hilsen Segl' },
    ]);
  });

  it('takes nothing but http and https for a link', () => {
    expect(splitLinks('javascript:alert(1)')).toEqual([{ kind: 'text', text: 'javascript:alert(1)' }]);
  });
});

describe('the language', () => {
  it('is the one chosen earlier, else bokmål', () => {
    expect(chooseLanguage(null, 'nn')).toBe('nn');
    expect(chooseLanguage('xx', null)).toBe('nb');
  });
});

describe('file names', () => {
  it('hold nothing that a file system refuses', () => {
    expect(safeFileName('Lån: a/b\\c?\n.pdf')).toBe('Lån- a-b-c--.pdf');
    expect(safeFileName('   ')).toBe('dokument.pdf');
  });
});

describe('the link token of an order', () => {
  it('is the last part of the invitation', () => {
    const link = 'http://localhost:3000/sign/AbCdEfGhIjKlMnOpQrStUv';
    expect(linkTokenOf({ parties: [{ link }] })).toBe('AbCdEfGhIjKlMnOpQrStUv');
    expect(() => linkTokenOf({ parties: [] })).toThrow();
  });
});

describe('the desk', () => {
  const order = (state: OrderSummary['state'], deadlineAt: string): OrderSummary => ({
    id: crypto.randomUUID(),
    title: state,
    state,
    createdAt: now.toISOString(),
    deadlineAt,
    parties: [],
  });

  it('puts first what is late, failed or soon out of time', () => {
    const groups = groupOrders(
      [
        order('open', '2026-11-23T22:59:59Z'),
        order('open', '2026-12-22T22:59:59Z'),
        order('expired', '2026-11-01T22:59:59Z'),
        order('failed', '2026-12-22T22:59:59Z'),
        order('preparing', '2026-12-22T22:59:59Z'),
        order('completed', '2026-12-22T22:59:59Z'),
        order('cancelled', '2026-12-22T22:59:59Z'),
      ],
      now,
    );
    expect(groups.attention.map(({ state }) => state)).toEqual(['open', 'expired', 'failed']);
    expect(groups.waiting.map(({ state }) => state)).toEqual(['open', 'preparing']);
    expect(groups.done.map(({ state }) => state)).toEqual(['completed', 'cancelled']);
  });
});

describe('the form of a new order', () => {
  const filled = {
    ...emptyForm('nb', now),
    intakeId: crypto.randomUUID(),
    name: ' Kari   Solberg Eksempel ',
    person: '17.05.1990',
    email: 'kari@example.no',
    title: 'Låneavtale',
  };

  it('tells everything that is missing at once', () => {
    expect(Object.keys(checkForm(emptyForm('nb', now), 'missing', now))).toEqual([
      'document',
      'name',
      'person',
      'email',
      'title',
    ]);
  });

  it('finds nothing wrong with what is right, and sends it tidied', () => {
    expect(checkForm(filled, 'ready', now)).toEqual({});
    expect(orderRequest(filled, now)).toMatchObject({
      party: { name: 'Kari Solberg Eksempel', birthDate: '1990-05-17' },
      deadline: '2026-12-06',
    });
    expect(orderRequest(filled, now)).not.toHaveProperty('message');
  });

  it('forgets what was wrong as it is mended, and complains of nothing new while typing', () => {
    const found = checkForm({ ...filled, name: 'Kari', title: '' }, 'ready', now);
    const mended = checkForm({ ...filled, title: '', email: 'kari' }, 'ready', now);
    expect(stillWrong(found, mended)).toEqual({ title: found.title });
  });

  it('asks for a document that is ready', () => {
    expect(checkForm(filled, 'not-ready', now)).toHaveProperty('document');
  });

  it('sends the answer about a will with the very document that was asked about', () => {
    const answered = { ...filled, notAWill: filled.intakeId };
    expect(orderRequest(answered, now)).toMatchObject({
      documentKind: 'agreement',
      willAnswer: 'not-a-will',
    });
    const other = { ...answered, intakeId: crypto.randomUUID() };
    expect(orderRequest(other, now)).not.toHaveProperty('willAnswer');
  });

  it.each([
    ['kind', 'will'],
    ['name', 'Kari'],
    ['email', 'kari'],
    ['deadline', '2026-11-22'],
    ['deadline', '2027-03-01'],
    ['organisationNumber', '123456789'],
    ['title', 'x'.repeat(81)],
    ['message', 'x'.repeat(221)],
  ] as const)('does not take %s = %s', (field, value) => {
    expect(Object.keys(checkForm({ ...filled, [field]: value }, 'ready', now))).toEqual([field]);
  });
});
