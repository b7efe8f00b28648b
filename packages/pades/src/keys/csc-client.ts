import { PadesError } from '../errors.js';
import { within } from '../within.js';
import { resolveSecret, type SecretSource } from './secret-source.js';

/** Versions of the CSC API that are spoken: 2.0 and 1.0.4. They differ in names of members (see `csc.ts`). */
export type CscApiVersion = '2' | '1.0.4';

/** Where the service is, and who asks. */
export interface CscServiceOptions {
  /** Base address of the API, with its version: `https://qtsp.example/csc/v2`. Plain http is spoken with this machine only. */
  readonly url: string;
  readonly apiVersion: CscApiVersion;
  /** Access token of the service scope; a function is asked before each request. */
  readonly accessToken: SecretSource;
  /** Default 30 000 milliseconds a request. */
  readonly timeoutMilliseconds?: number;
  /** Takes the place of the global `fetch`. */
  readonly fetch?: typeof fetch;
}

const MAX_ANSWER_BYTES = 1024 * 1024;
const DEFAULT_TIMEOUT_MILLISECONDS = 30_000;

export type JsonObject = Readonly<Record<string, unknown>>;

/** Speaks to a CSC service: POST with JSON, a bearer token, and errors as RFC 6749 has them (CSC API v2 §10). */
export class CscClient {
  constructor(private readonly options: CscServiceOptions) {}

  /** For messages; no more than the host, since addresses may hold secrets. */
  private get at(): string {
    const { url } = this.options;
    return URL.canParse(url) ? ` at ${new URL(url).host}` : '';
  }

  /**
   * Calls a method of the API.
   *
   * @param secrets what must not show in an error, should the service repeat it
   * @throws PadesError `key.csc-unreachable` or `key.csc-refused`
   */
  async call(method: string, body: JsonObject, secrets: readonly string[] = []): Promise<JsonObject> {
    const { url, accessToken, timeoutMilliseconds = DEFAULT_TIMEOUT_MILLISECONDS } = this.options;
    requireSafeAddress(url);
    const token = (await resolveSecret(accessToken)).trim();
    // The error of fetch would repeat it.
    if (!/^[\x21-\x7e]+$/.test(token))
      throw new PadesError(
        'key.csc-unreachable',
        'The access token cannot be sent: it has other than visible ASCII',
      );
    const request = this.options.fetch ?? fetch;
    let response: Response;
    let text: string;
    try {
      [response, text] = await within(timeoutMilliseconds, async (signal) => {
        const answered = await request(`${url.replace(/\/+$/, '')}/${method}`, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            Accept: 'application/json',
            Authorization: `Bearer ${token}`,
          },
          body: JSON.stringify(body),
          redirect: 'error',
          signal,
        });
        return [answered, await readBounded(answered)] as const;
      });
    } catch (cause) {
      throw new PadesError('key.csc-unreachable', `The signing service${this.at} did not answer ${method}`, {
        cause,
      });
    }
    const answer = parseObject(text);
    if (!response.ok) throw refusal(method, response.status, answer, [token, ...secrets]);
    if (answer === undefined)
      throw new PadesError(
        'key.csc-unreachable',
        `The answer of the signing service${this.at} to ${method} is no JSON`,
      );
    return answer;
  }
}

/** PIN and token travel in what is sent. The address is not repeated: somebody may have put a password into it. */
function requireSafeAddress(url: string): void {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  const local = address !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(address.hostname);
  const safe = address?.protocol === 'https:' || (address?.protocol === 'http:' && local);
  if (address === undefined || !safe)
    throw new PadesError('key.csc-unreachable', 'The address of the signing service must be one of https');
  if (address.username !== '' || address.password !== '')
    throw new PadesError('key.csc-unreachable', 'The address of the signing service must hold no password');
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new PadesError('key.csc-unreachable', 'The answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // an answer that is not JSON; the caller says so, or tells the status
  }
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Codes by which services say that PIN or one-time password are wrong (CSC API v1.0.4 §11.6, v2 §11.6). */
const PIN_ERRORS: ReadonlySet<string> = new Set(['invalid_pin', 'invalid_otp']);
const PIN_LOCKED: ReadonlySet<string> = new Set(['pin_locked', 'otp_locked']);

function refusal(
  method: string,
  status: number,
  answer: JsonObject | undefined,
  secrets: readonly string[],
): PadesError {
  const told = answer?.['error'];
  const error = typeof told === 'string' && /^[\w.-]{1,60}$/.test(told) ? told : undefined;
  if (error !== undefined && PIN_ERRORS.has(error))
    return new PadesError('key.pin-wrong', `The signing service does not accept what was entered (${error})`);
  if (error !== undefined && PIN_LOCKED.has(error))
    return new PadesError('key.pin-locked', `The signing service has locked the credential (${error})`);
  const description = answer?.['error_description'];
  const words = typeof description === 'string' ? `: ${redact(description, secrets)}` : '';
  return new PadesError(
    'key.csc-refused',
    `The signing service refused ${method} (HTTP ${status}, ${error ?? 'no error code'})${words}`,
  );
}

/** The longest first, in case one is part of another; cut at the end, lest half a secret be left. */
function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of [...secrets].sort((a, b) => b.length - a.length))
    if (secret !== '') clean = clean.replaceAll(secret, '***');
  return clean.slice(0, 300);
}
