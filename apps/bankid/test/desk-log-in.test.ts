import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desk } from '@segl/contracts';
import { AtDesk, officerOf } from './support/desk.js';
import { openHouse, type House } from './support/house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const nobody = { username: 'ingen.fjordbanken', password: 'feil-passord-1', code: '000000' };

describe("logging in at a bank's desk", () => {
  it('takes user name, password and code together, and tells who it is', async () => {
    const siri = await AtDesk.as(house, 'Siri');
    expect(desk.me.parse((await siri.get('/me')).body).officer).toMatchObject({
      name: 'Siri Skrankeby',
      roles: ['clerk'],
      bank: { id: 'fjordbanken' },
    });
  });

  it('says the same whichever is wrong, and whether or not anybody has the name', async () => {
    const right = await officerOf(house, 'Jon');
    const somebody = new AtDesk(house);
    const wrongCode = right.code === '000000' ? '111111' : '000000';
    for (const wrong of [{ ...right, password: 'feil' }, { ...right, code: wrongCode }, nobody]) {
      const { setCookie, body, ...told } = await somebody.logIn(wrong);
      expect(told).toEqual({ status: 401, code: 'desk.wrong-credentials' });
      expect(setCookie).toBeNull();
      expect(Object.keys(body as object).sort()).toEqual(['code', 'requestId', 'status', 'title', 'type']);
    }
    expect((await somebody.logIn(right)).status).toBe(200);
  });

  it('takes a code once', async () => {
    const right = await officerOf(house, 'Maja');
    expect((await new AtDesk(house).logIn(right)).status).toBe(200);
    expect((await new AtDesk(house).logIn(right)).code).toBe('desk.wrong-credentials');
  });

  it('lets a code be used by one of many who type it at once', async () => {
    const right = await officerOf(house, 'Ante');
    const answers = await Promise.all(Array.from({ length: 4 }, () => new AtDesk(house).logIn(right)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it.each(['Knut', 'nobody'])('judges five wrong tries for a name, no more: %s', async (who) => {
    const right = who === 'nobody' ? { ...nobody, username: 'noen.eikebanken' } : await officerOf(house, who);
    const wrong = { ...right, password: 'feil-passord-1' };
    const tries = await Promise.all(Array.from({ length: 12 }, () => new AtDesk(house).logIn(wrong)));
    expect(tries.filter(({ code }) => code === 'desk.wrong-credentials')).toHaveLength(5);
    expect((await new AtDesk(house).logIn(right)).code).toBe('desk.too-many-tries');
    house.advance(15 * 60);
    const again = who === 'nobody' ? right : await officerOf(house, who);
    expect((await new AtDesk(house).logIn(again)).status).toBe(who === 'nobody' ? 401 : 200);
  });
});

describe("a session at a bank's desk", () => {
  it('has a cookie for the desk alone, which no script reads and no other site sends', async () => {
    const { setCookie } = await new AtDesk(house).logIn(await officerOf(house, 'Eli'));
    expect(setCookie).toMatch(/^segl_desk=[\w-]{43}; Path=\/bankid\/desk; HttpOnly; SameSite=Strict$/);
  });

  it('stands in the table as a hash only', async () => {
    const eli = await AtDesk.as(house, 'Eli');
    const rows = await house.room.context.database.prisma.deskSession.findMany();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(eli.sessionId());
  });

  it('gets an identifier of its own, whatever was planted', async () => {
    const victim = new AtDesk(house);
    victim.plant('a'.repeat(43));
    await victim.logIn(await officerOf(house, 'Tone'));
    expect(victim.sessionId()).not.toBe('a'.repeat(43));
    const planter = new AtDesk(house);
    planter.plant('a'.repeat(43));
    expect((await planter.get('/customers')).code).toBe('desk.login-required');
  });

  it('ends by log-out, also for whoever copied the cookie', async () => {
    const siri = await AtDesk.as(house, 'Siri');
    const copy = new AtDesk(house);
    copy.plant(siri.sessionId());
    expect((await copy.get('/customers')).status).toBe(200);
    expect((await siri.post('/log-out', {})).status).toBe(204);
    expect((await copy.get('/customers')).code).toBe('desk.login-required');
  });

  it('ends after half an hour without use, and after a working day with it', async () => {
    const idle = await AtDesk.as(house, 'Siri');
    house.advance(30 * 60);
    expect((await idle.get('/acts')).code).toBe('desk.login-required');
    const busy = await AtDesk.as(house, 'Siri');
    let minutes = 0;
    for (; (await busy.get('/acts')).status === 200 && minutes < 24 * 60; minutes += 20)
      house.advance(20 * 60);
    expect(minutes).toBe(9 * 60);
  });

  it('ends when the officer leaves', async () => {
    const per = await AtDesk.as(house, 'Per');
    const withFreshCode = await officerOf(house, 'Per');
    const { prisma } = house.room.context.database;
    await prisma.officer.update({ where: { username: 'per.nordlysbanken' }, data: { state: 'left' } });
    expect((await per.get('/customers')).code).toBe('desk.login-required');
    const { code } = await new AtDesk(house).logIn(withFreshCode);
    expect(code).toBe('desk.wrong-credentials');
  });

  it('takes no request from another site', async () => {
    const siri = await AtDesk.as(house, 'Siri');
    const { code } = await siri.post('/log-out', {}, { origin: 'https://evil.example' });
    expect(code).toBe('platform.cross-origin');
    expect((await siri.get('/acts')).status).toBe(200);
  });

  it('is needed for everything else', async () => {
    const id = crypto.randomUUID();
    const nobodyThere = new AtDesk(house);
    for (const path of ['/acts', '/customers', `/customers/${id}`]) {
      expect((await nobodyThere.get(path)).code, path).toBe('desk.login-required');
    }
    for (const path of [`/acts/${id}/decision`, '/customers', `/customers/${id}/acts`]) {
      expect((await nobodyThere.post(path, {})).code, path).toBe('desk.login-required');
    }
  });
});
