import { desk } from '@segl/contracts';
import { describeDesk } from '../../src/demo/describe-desk.js';
import type { House } from './house.js';

/** What the desk answered. */
export interface Answer {
  status: number;
  /** Of a refusal. */
  code: string | undefined;
  body: unknown;
  setCookie: string | null;
}

/** Somebody at a desk's screen: cookies and headers as a browser sends them. */
export class AtDesk {
  private cookie: string | undefined;
  constructor(private readonly house: House) {}

  /** Who is logged in, by first name of a demo officer. */
  static async as(house: House, firstName: string): Promise<AtDesk> {
    const person = new AtDesk(house);
    const { status } = await person.logIn(await officerOf(house, firstName));
    if (status !== 200) throw new Error(`${firstName} could not log in: ${String(status)}`);
    return person;
  }

  async logIn(wanted: { username: string; password: string; code: string }): Promise<Answer> {
    const { username, password, code } = wanted;
    return this.post('/log-in', { username, password, code });
  }

  get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask('POST', path, body, headers);
  }

  /** Sends this cookie from now on. */
  plant(sessionId: string): void {
    this.cookie = `${desk.deskCookie}=${sessionId}`;
  }

  sessionId(): string {
    return this.cookie?.split('=')[1] ?? '';
  }

  async customer(id: string): Promise<desk.Customer> {
    return desk.customer.parse((await this.get(`/customers/${id}`)).body);
  }

  async find(query: string): Promise<string> {
    const { body } = await this.get(`/customers?q=${encodeURIComponent(query)}`);
    const [first] = desk.customerList.parse(body).customers;
    if (first === undefined) throw new Error(`nobody is found by ${query}`);
    return first.id;
  }

  act(customerId: string, wanted: desk.BeginAct): Promise<Answer> {
    return this.post(`/customers/${customerId}/acts`, wanted);
  }

  /** Decides on the one act that waits for this customer. */
  async decide(customerId: string, decision: 'approve' | 'reject' | 'withdraw'): Promise<Answer> {
    const [waiting] = (await this.customer(customerId)).waiting;
    return this.post(`/acts/${waiting?.id ?? 'none'}/decision`, { decision });
  }

  private async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const { bankid, web } = this.house.test.context.urls;
    const response = await fetch(`${bankid}/desk/api${path}`, {
      method,
      headers: {
        connection: 'close',
        origin: new URL(web).origin,
        ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookies = response.headers.getSetCookie();
    const last = cookies.at(-1);
    if (last !== undefined) this.cookie = /^[^=]+=[^;]+/.exec(last)?.[0];
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, code: codeOf(answer), body: answer, setCookie: last ?? null };
  }
}

/** A demo officer with a code that has not been used: time goes on where it has. */
export async function officerOf(
  house: House,
  firstName: string,
): Promise<desk.DemoDesk['officers'][number] & { password: string }> {
  const read = async () =>
    (await describeDesk(house.room)).officers.find(({ name }) => name.startsWith(firstName));
  if ((await read())?.used === true) house.advance(30);
  const officer = await read();
  if (officer?.password == null) throw new Error(`no officer ${firstName} of the demo`);
  return { ...officer, password: officer.password };
}

/** The invented passport of a demo person or newcomer. */
export async function passportOf(
  house: House,
  firstName: string,
): Promise<desk.DemoDesk['passports'][number]> {
  const { passports } = await describeDesk(house.room);
  const passport = passports.find(({ name }) => name.startsWith(firstName));
  if (passport === undefined) throw new Error(`no passport of ${firstName}`);
  return passport;
}

function codeOf(answer: unknown): string | undefined {
  return typeof answer === 'object' && answer !== null && 'code' in answer ? String(answer.code) : undefined;
}
