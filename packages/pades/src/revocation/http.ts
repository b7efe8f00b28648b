import { within } from '../within.js';

/** How requests to authorities are made. */
export interface HttpOptions {
  /** Stands in for the global `fetch`: for tests, proxies, and machines without a network. */
  readonly fetch?: typeof globalThis.fetch;
  /** For each request. Default 10,000. */
  readonly timeoutMs?: number;
  /** Largest answer that is read. */
  readonly maxBytes?: number;
  /**
   * Whether an address may be asked; called for each address and for each that a server redirects to. Default: every
   * http and https address, private and local ones too. It sees names, not what they resolve to: where answers must not
   * come from inside a network, let `fetch` go through a proxy that sees to it.
   */
  readonly allowAddress?: (url: URL) => boolean;
}

export interface HttpRequest {
  readonly url: string;
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where redirects may lead. Default `anywhere`; headers that carry secrets want `same-origin`. */
  readonly redirects?: 'anywhere' | 'same-origin';
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 256 * 1024;
const MAX_REDIRECTS = 2;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches a binary answer within a time and a size, over http and https and at most two redirects. Rejects with a plain
 * `Error` that says what went wrong; callers give it their own code.
 */
export async function fetchBytes(request: HttpRequest, options: HttpOptions): Promise<Uint8Array> {
  return within(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, async (signal) => {
    const response = await follow(request, options, signal);
    return readBytes(response, options.maxBytes ?? DEFAULT_MAX_BYTES);
  });
}

async function readBytes(response: Response, maxBytes: number): Promise<Uint8Array> {
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`The server answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new Error(`The answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Redirects are followed here, so that each address is looked at before it is asked. */
async function follow(request: HttpRequest, options: HttpOptions, signal: AbortSignal): Promise<Response> {
  const doFetch = options.fetch ?? globalThis.fetch;
  const { origin } = new URL(request.url);
  let { url, body } = request;
  for (let hops = 0; ; hops++) {
    const address = new URL(url);
    const { protocol } = address;
    if (protocol !== 'http:' && protocol !== 'https:') throw new Error(`Protocol ${protocol} is not fetched`);
    if (options.allowAddress?.(address) === false)
      throw new Error(`The address ${address.host} is not allowed`);
    const response = await doFetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...request.headers },
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      redirect: 'manual',
      signal,
    });
    const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null;
    if (location === null) return response;
    await response.body?.cancel();
    if (hops === MAX_REDIRECTS) throw new Error(`The server redirects more than ${MAX_REDIRECTS} times`);
    const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
    if (next === undefined) throw new Error('The server redirects to something that is no address');
    if (request.redirects === 'same-origin' && next.origin !== origin)
      throw new Error(`The server redirects to ${next.host}, which must not learn what is sent`);
    url = next.href;
    if (response.status === 303) body = undefined;
  }
}
