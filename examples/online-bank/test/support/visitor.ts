/** A browser: cookies, its own origin, no redirect followed. */
export class Visitor {
  constructor(private readonly home: string) {}

  readonly cookies = new Map<string, string>();

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(new URL(path, this.home), {
      redirect: 'manual',
      ...init,
      headers: {
        connection: 'close',
        cookie: [...this.cookies].map((pair) => pair.join('=')).join('; '),
        'accept-language': 'nb',
        ...(init.headers as Record<string, string> | undefined),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  async page(path: string): Promise<string> {
    return (await this.send(path)).text();
  }

  post(path: string, form: Record<string, string> = {}, origin = this.home): Promise<Response> {
    return this.send(path, { method: 'POST', headers: { origin }, body: new URLSearchParams(form) });
  }

  /** To BankID by a form, and back with the answer. */
  async viaBankId(path: string): Promise<Response> {
    const away = locationOf(await this.post(path));
    return this.send(`/callback?code=c&state=${new URL(away).searchParams.get('state') ?? ''}`);
  }
}
/** Where an answer leads. */
export const locationOf = (response: Response): string => response.headers.get('location') ?? '';
