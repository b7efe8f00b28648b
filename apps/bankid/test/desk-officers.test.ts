import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desk } from '@segl/contracts';
import { codeAt } from '../src/proof/one-time-codes.js';
import { AtDesk, officerOf, type Answer } from './support/desk.js';
import { openHouse, type House } from './support/house.js';

let house: House;
let gro: AtDesk;
let jon: AtDesk;
let siri: AtDesk;
beforeAll(async () => {
  house = await openHouse();
  gro = await AtDesk.as(house, 'Gro');
  jon = await AtDesk.as(house, 'Jon');
  siri = await AtDesk.as(house, 'Siri');
});
afterAll(() => house.close());

const prisma = () => house.room.context.database.prisma;
const begin = (officer: AtDesk, wanted: desk.BeginBankAct): Promise<Answer> =>
  officer.post('/bank-acts', wanted);
const overview = async () => desk.officerList.parse((await gro.get('/officers')).body);
const idOf = async (username: string): Promise<string> => {
  const found = (await overview()).officers.find((one) => one.username === username);
  if (found === undefined) throw new Error(`no officer ${username}`);
  return found.id;
};

/** Decides on the one act about officers that waits. */
async function decide(officer: AtDesk, decision: 'approve' | 'reject' | 'withdraw'): Promise<Answer> {
  const { waiting } = await overview();
  expect(waiting).toHaveLength(1);
  return officer.post(`/acts/${waiting[0]?.id ?? ''}/decision`, { decision });
}

const mona = { username: 'mona.fjordbanken', name: 'Mona Nyansatt' } as const;
const startCodeFor = async (username: string) =>
  desk.startCode.parse((await gro.post(`/officers/${await idOf(username)}/start-code`, {})).body);

/** The bytes of a secret as an app for codes reads them (RFC 4648 §6). */
function bytesOf(base32: string): Uint8Array {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...base32.replace(/\s/g, '')]
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

describe('an officer is added', () => {
  it('by an administrator, and another officer has to agree', async () => {
    const wanted: desk.BeginBankAct = { kind: 'add-officer', ...mona, roles: ['clerk'] };
    expect((await begin(siri, wanted)).code).toBe('desk.role-missing');
    expect((await begin(gro, wanted)).body).toEqual({ state: 'proposed' });
    expect((await begin(gro, wanted)).code).toBe('desk.proposed-already');
    const { waiting, officers } = await overview();
    expect(waiting[0]?.officer).toEqual({ ...mona, roles: ['clerk'] });
    expect(officers.map(({ username }) => username)).not.toContain(mona.username);
    expect((await decide(gro, 'approve')).code).toBe('desk.role-missing');
    expect((await decide(siri, 'approve')).code).toBe('desk.role-missing');
    expect((await decide(jon, 'approve')).status).toBe(204);
    expect((await begin(gro, wanted)).code).toBe('desk.username-taken');
    const added = (await overview()).officers.find(({ username }) => username === mona.username);
    expect(added).toMatchObject({ state: 'invited', startCodeUntil: null, roles: ['clerk'] });
  });

  it('and begins with a start code that is told once and kept as a hash', async () => {
    const given = await gro.post(`/officers/${await idOf(mona.username)}/start-code`, {});
    expect(given.status).toBe(201);
    const { startCode } = desk.startCode.parse(given.body);
    const row = await prisma().officer.findUniqueOrThrow({ where: { username: mona.username } });
    const acts = await prisma().deskAct.findMany({ where: { targetId: row.id } });
    const { lastTimeStep: _step, ...stored } = row;
    const told = [(await overview()).officers, (await gro.get('/log')).body];
    const everywhere = JSON.stringify([stored, acts, told]);
    expect(everywhere).not.toContain(startCode);
    expect(everywhere).not.toContain(startCode.replaceAll('-', ''));
    expect((await siri.post(`/officers/${row.id}/start-code`, {})).code).toBe('desk.role-missing');
  });

  it('only the newest start code works, for a password that is hard to guess', async () => {
    const old = await startCodeFor(mona.username);
    const { startCode } = await startCodeFor(mona.username);
    const someone = new AtDesk(house);
    const typed = { username: mona.username, startCode, password: 'Gressklipper-og-hage-9' };
    expect((await someone.post('/begin', { ...typed, password: 'kort1' })).code).toBe(
      'desk.password-too-weak',
    );
    expect((await someone.post('/begin', { ...typed, password: 'Heter-Mona-Faktisk-1' })).code).toBe(
      'desk.password-too-weak',
    );
    expect((await someone.post('/begin', { ...typed, startCode: old.startCode })).code).toBe(
      'desk.wrong-start',
    );
    expect((await someone.post('/begin', { ...typed, username: 'ingen.fjordbanken' })).code).toBe(
      'desk.wrong-start',
    );
    const answers = await Promise.all([1, 2, 3].map(() => someone.post('/begin', typed)));
    const begun = answers.filter(({ status }) => status === 201);
    expect(begun).toHaveLength(1);
    const { secret, address } = desk.begunOfficer.parse(begun[0]?.body);
    expect(address).toContain(`secret=${secret.replaceAll(' ', '')}`);

    const code = codeAt(bytesOf(secret), new Date());
    const { username, password } = typed;
    const answer = await someone.logIn({ username, password, code });
    expect(desk.me.parse(answer.body).officer).toMatchObject({ name: mona.name, roles: ['clerk'] });
    expect((await someone.post('/begin', typed)).code).toBe('desk.wrong-start');
    expect((await gro.post(`/officers/${await idOf(mona.username)}/start-code`, {})).code).toBe(
      'desk.officer-not-found',
    );
  });

  it('five wrong start codes make the right one void', async () => {
    house.advance(1);
    const ulf = { username: 'ulf.nyansatt', name: 'Ulf Nyansatt' };
    await begin(gro, { kind: 'add-officer', ...ulf, roles: ['clerk', 'approver'] });
    await decide(jon, 'approve');
    const { startCode } = await startCodeFor(ulf.username);
    const typed = { username: ulf.username, password: 'Gressklipper-og-hage-9' };
    const someone = new AtDesk(house);
    const tries = await Promise.all(
      Array.from({ length: 12 }, () => someone.post('/begin', { ...typed, startCode: 'AAAA' })),
    );
    expect(tries.filter(({ code }) => code === 'desk.wrong-start')).toHaveLength(5);
    expect(tries.filter(({ code }) => code === 'desk.too-many-tries')).toHaveLength(7);
    house.advance(15 * 60);
    expect((await someone.post('/begin', { ...typed, startCode })).code).toBe('desk.wrong-start');
    const fresh = await startCodeFor(ulf.username);
    house.advance(72 * 3600);
    gro = await AtDesk.as(house, 'Gro');
    jon = await AtDesk.as(house, 'Jon');
    siri = await AtDesk.as(house, 'Siri');
    expect((await someone.post('/begin', { ...typed, startCode: fresh.startCode })).code).toBe(
      'desk.wrong-start',
    );
    const again = await startCodeFor(ulf.username);
    expect((await someone.post('/begin', { ...typed, startCode: again.startCode })).status).toBe(201);
  });
});

describe('an officer', () => {
  it('neither changes themself nor agrees to what is about them', async () => {
    const groId = await idOf('gro.fjordbanken');
    const own: desk.BeginBankAct = {
      kind: 'change-officer',
      target: groId,
      roles: ['administrator', 'approver'],
    };
    expect((await begin(gro, own)).code).toBe('desk.about-yourself');
    expect((await gro.post(`/officers/${groId}/start-code`, {})).code).toBe('desk.about-yourself');
    const jonId = await idOf('jon.fjordbanken');
    await begin(gro, { kind: 'change-officer', target: jonId, roles: ['approver', 'administrator'] });
    expect((await decide(jon, 'approve')).code).toBe('desk.about-yourself');
    expect((await decide(gro, 'withdraw')).status).toBe(204);
  });

  it('of another bank is not found, and an auditor is nothing else', async () => {
    const maja = await prisma().officer.findUniqueOrThrow({ where: { username: 'maja.nordlysbanken' } });
    expect((await begin(gro, { kind: 'end-officer', target: maja.id })).code).toBe('desk.officer-not-found');
    expect((await gro.post(`/officers/${maja.id}/start-code`, {})).code).toBe('desk.officer-not-found');
    const mixed: desk.BeginBankAct = {
      kind: 'add-officer',
      ...mona,
      username: 'ny.en',
      roles: ['auditor', 'clerk'],
    };
    expect((await begin(gro, mixed as unknown as desk.BeginBankAct)).status).toBe(400);
    expect((await siri.get('/officers')).code).toBe('desk.role-missing');
  });

  it('who gets other roles logs in again, and has them', async () => {
    const siriId = await idOf('siri.fjordbanken');
    await begin(gro, { kind: 'change-officer', target: siriId, roles: ['clerk', 'approver'] });
    await decide(jon, 'approve');
    expect((await siri.get('/acts')).code).toBe('desk.login-required');
    siri = await AtDesk.as(house, 'Siri');
    expect(desk.me.parse((await siri.get('/me')).body).officer?.roles).toEqual(['clerk', 'approver']);
    const same: desk.BeginBankAct = { kind: 'change-officer', target: siriId, roles: ['approver', 'clerk'] };
    expect((await begin(gro, same)).code).toBe('desk.act-not-possible');
  });

  it('who is the last administrator stays one, also of two who would unseat each other at once', async () => {
    const groId = await idOf('gro.fjordbanken');
    const siriId = await idOf('siri.fjordbanken');
    await begin(gro, {
      kind: 'change-officer',
      target: siriId,
      roles: ['clerk', 'approver', 'administrator'],
    });
    await decide(jon, 'approve');
    siri = await AtDesk.as(house, 'Siri');
    await begin(siri, { kind: 'change-officer', target: groId, roles: ['clerk'] });
    await begin(gro, { kind: 'change-officer', target: siriId, roles: ['clerk', 'approver'] });
    const { waiting } = await overview();
    const answers = await Promise.all(
      waiting.map(({ id }) => jon.post(`/acts/${id}/decision`, { decision: 'approve' })),
    );
    const refused = answers.filter(({ code }) => code === 'desk.last-administrator');
    expect(refused).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const left = await prisma().officer.findMany({ where: { bankId: 'fjordbanken', state: 'active' } });
    expect(left.filter(({ roles }) => JSON.stringify(roles).includes('administrator'))).toHaveLength(1);
  });
});

describe('an officer who leaves', () => {
  it('is out at once, with everything that they proposed', async () => {
    const nils = await AtDesk.as(house, 'Nils');
    const maja = await AtDesk.as(house, 'Maja');
    const ante = await AtDesk.as(house, 'Ante');
    const customer = await ante.find('Ola');
    const [bankId] = (await ante.customer(customer)).bankIds;
    await ante.act(customer, { kind: 'reset-password', target: bankId?.id ?? '' });
    const { officers } = desk.officerList.parse((await nils.get('/officers')).body);
    const target = officers.find(({ name }) => name.startsWith('Ante'))?.id ?? '';
    const before = await officerOf(house, 'Ante');
    expect((await begin(nils, { kind: 'end-officer', target })).body).toEqual({ state: 'proposed' });
    const act = desk.officerList.parse((await nils.get('/officers')).body).waiting[0];
    expect((await maja.post(`/acts/${act?.id ?? ''}/decision`, { decision: 'approve' })).status).toBe(204);
    expect((await ante.get('/acts')).code).toBe('desk.login-required');
    expect((await new AtDesk(house).logIn(before)).code).toBe('desk.wrong-credentials');
    expect((await maja.customer(customer)).waiting).toEqual([]);
  });
});

describe('an officer who has lost the code unit', () => {
  it('begins anew: password, unit and sessions are void until then', async () => {
    const aud = await AtDesk.as(house, 'Aud');
    const knut = await AtDesk.as(house, 'Knut');
    const eli = await AtDesk.as(house, 'Eli');
    const before = await officerOf(house, 'Eli');
    const { officers } = desk.officerList.parse((await aud.get('/officers')).body);
    const target = officers.find(({ name }) => name.startsWith('Eli'))?.id ?? '';
    await begin(aud, { kind: 'reset-officer', target });
    const act = desk.officerList.parse((await aud.get('/officers')).body).waiting[0];
    await knut.post(`/acts/${act?.id ?? ''}/decision`, { decision: 'approve' });
    expect((await eli.get('/acts')).code).toBe('desk.login-required');
    expect((await eli.logIn(before)).code).toBe('desk.wrong-credentials');
    const given = desk.startCode.parse((await aud.post(`/officers/${target}/start-code`, {})).body);
    const password = 'Gressklipper-og-hage-9';
    const { username } = before;
    const begun = await eli.post('/begin', { username, password, startCode: given.startCode.toLowerCase() });
    const { secret } = desk.begunOfficer.parse(begun.body);
    expect((await eli.logIn({ username, password, code: codeAt(bytesOf(secret), new Date()) })).status).toBe(
      200,
    );
  });
});

describe('the book of acts', () => {
  it('tells who did what, page by page and by kind, officer, state and day', async () => {
    const read = async (query: string) => desk.actLog.parse((await jon.get(`/log${query}`)).body);
    const all = await read('');
    expect(all.acts.length).toBeGreaterThan(8);
    const added = await read('?kind=add-officer&state=done');
    expect(added.acts.map(({ officer }) => officer?.username)).toEqual(['ulf.nyansatt', 'mona.fjordbanken']);
    const { id: jonId } = await prisma().officer.findUniqueOrThrow({
      where: { username: 'jon.fjordbanken' },
    });
    const byJon = await read(`?officer=${jonId}`);
    expect(byJon.acts.length).toBeGreaterThan(0);
    for (const act of byJon.acts) expect([act.proposedBy.id, act.decidedBy?.id]).toContain(jonId);
    expect((await read('?to=2026-11-21')).acts).toEqual([]);
    expect((await read('?from=2026-11-22&to=2026-11-22')).acts.length).toBeGreaterThan(0);
    expect((await jon.get('/log?from=i-fjor')).status).toBe(400);
    const { bankId } = await prisma().officer.findUniqueOrThrow({ where: { id: jonId } });
    const ids = await prisma().deskAct.findMany({ where: { bankId: { not: bankId } }, select: { id: true } });
    const foreign = new Set(ids.map(({ id }) => id));
    expect(all.acts.some(({ id }) => foreign.has(id))).toBe(false);
  });

  it('goes on where the page before ended', async () => {
    const { id: proposedById } = await prisma().officer.findUniqueOrThrow({
      where: { username: 'maja.nordlysbanken' },
    });
    await prisma().deskAct.createMany({
      data: Array.from({ length: 60 }, (_, index) => ({
        bankId: 'nordlysbanken',
        kind: 'give-start-code',
        targetId: proposedById,
        details: {},
        state: 'done',
        proposedById,
        proposedAt: new Date(Date.now() + index),
      })),
    });
    const maja = await AtDesk.as(house, 'Maja');
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = `?kind=give-start-code${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page: desk.ActLog = desk.actLog.parse((await maja.get(`/log${query}`)).body);
      seen.push(...page.acts.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect([seen.length, new Set(seen).size]).toEqual([60, 60]);
  });
});
