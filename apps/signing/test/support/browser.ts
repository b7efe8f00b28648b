import type { z } from 'zod';

/** A browser as far as the service can tell: keeps cookies, sends its origin, follows no redirect by itself. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly origin: string) {}

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** A request to an address of the house, or a path of it. */
  async request(url: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(new URL(url, this.origin), {
      redirect: 'manual',
      ...init,
      // A busy machine may close an idle connection at the moment it is used again.
      headers: {
        connection: 'close',
        cookie: this.cookieHeader,
        ...(init.headers as Record<string, string> | undefined),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** GETs JSON and parses it by its contract. */
  async get<Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.output<Schema>> {
    const response = await this.request(path);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return schema.parse(await response.json());
  }

  /** POSTs JSON as our own page does. */
  post(path: string, body: unknown = {}): Promise<Response> {
    return this.request(path, {
      method: 'POST',
      headers: { origin: this.origin, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** POSTs JSON and parses the answer by its contract. */
  async send<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    body: unknown = {},
  ): Promise<z.output<Schema>> {
    const response = await this.post(path, body);
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return schema.parse(await response.json());
  }
}

/** The problem code of a refusal. */
export async function codeOf(response: Response | Promise<Response>): Promise<string> {
  const answer = await response;
  const body = (await answer.json()) as { code?: unknown };
  return `${answer.status} ${String(body.code)}`;
}
