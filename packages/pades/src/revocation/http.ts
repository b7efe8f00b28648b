/** How requests to authorities are made. */
export interface HttpOptions {
  /** Stands in for the global `fetch`: for tests, proxies, and machines without a network. */
  readonly fetch?: typeof globalThis.fetch;
  /** For each request. Default 10,000. */
  readonly timeoutMs?: number;
  /** Largest answer that is read. */
  readonly maxBytes?: number;
}

export interface HttpRequest {
  readonly url: string;
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 256 * 1024;

/**
 * Fetches a binary answer within a time and a size. Rejects with a plain `Error` that says what went wrong; callers give
 * it their own code.
 */
export async function fetchBytes(request: HttpRequest, options: HttpOptions): Promise<Uint8Array> {
  const { protocol } = new URL(request.url);
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error(`Protocol ${protocol} is not fetched`);
  const doFetch = options.fetch ?? globalThis.fetch;
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  const response = await doFetch(request.url, {
    method: request.body === undefined ? 'GET' : 'POST',
    headers: { ...request.headers },
    ...(request.body === undefined ? {} : { body: new Uint8Array(request.body) }),
    signal: AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
  });
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
