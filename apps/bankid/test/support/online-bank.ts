import { ClientSecretBasic, clientCredentialsGrant } from 'openid-client';
import type { ordering } from '@segl/contracts';
import { discover } from './caller.js';
import type { House } from './house.js';
import { register, type Registered } from './shop.js';

/** What the ordering interface answered. */
export interface OrderingAnswer {
  status: number;
  /** Of a refusal. */
  code: string | undefined;
  body: unknown;
}

/** A bank's online bank, as its library makes it. */
export class OnlineBankCaller {
  private constructor(
    private readonly house: House,
    readonly client: Registered,
    readonly token: string,
  ) {}

  static async of(house: House, bank: string): Promise<OnlineBankCaller> {
    const client = await register(house, { name: `Nettbanken (${bank})`, bank });
    return new OnlineBankCaller(house, client, await tokenOf(house, client));
  }

  find(query: { sub: string } | { nationalId: string }): Promise<OrderingAnswer> {
    return this.ask('/customers', query);
  }

  customer(id: string): Promise<OrderingAnswer> {
    return this.ask(`/customers/${id}`);
  }

  order(customerId: string, wanted: Partial<ordering.PlaceOrder> = {}): Promise<OrderingAnswer> {
    return this.ask(`/customers/${customerId}/orders`, { codeUnit: { issue: 'time' }, ...wanted });
  }

  state(orderId: string): Promise<OrderingAnswer> {
    return this.ask(`/orders/${orderId}`);
  }

  withdraw(orderId: string): Promise<OrderingAnswer> {
    return this.ask(`/orders/${orderId}/withdrawal`, {});
  }

  ask(path: string, body?: unknown): Promise<OrderingAnswer> {
    return askOrdering(this.house, this.token, path, body);
  }
}

/** An access token of a client's own, by client_credentials. */
export async function tokenOf(
  house: House,
  { id, secret }: Registered,
  scope = 'bankid:order',
): Promise<string> {
  const configuration = await discover(house, id, ClientSecretBasic(secret));
  return (await clientCredentialsGrant(configuration, { scope })).access_token;
}

export async function askOrdering(
  house: House,
  token: string | undefined,
  path: string,
  body?: unknown,
): Promise<OrderingAnswer> {
  const response = await fetch(`${house.test.context.urls.bankid}/ordering${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      connection: 'close',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  const code =
    typeof answer === 'object' && answer !== null && 'code' in answer ? String(answer.code) : undefined;
  return { status: response.status, code, body: answer };
}
