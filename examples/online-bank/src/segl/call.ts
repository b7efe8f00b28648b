import { clientCredentialsGrant, type Configuration } from 'openid-client';
import { z } from 'zod';

/** Segl said no, in its own words: people are shown the code, and what the bank knows to do about it. */
export class SeglError extends Error {
  override readonly name = 'SeglError';
  constructor(
    readonly code: string,
    readonly status: number,
  ) {
    super(`Segl answered ${String(status)} ${code}`);
  }
}

/** What the bank asks a token for. */
export type Purpose = { scope: 'bankid:order' } | { scope: 'signing:orders'; resource: string };

/** The bank's own access tokens, by scope. */
export type Tokens = (purpose: Purpose) => Promise<string>;

/** Tokens by `client_credentials`, each kept until half a minute before its end. */
export function createTokens(configuration: Configuration, now: () => number = Date.now): Tokens {
  const kept = new Map<string, { token: string; endsAt: number }>();
  return async (purpose) => {
    const known = kept.get(purpose.scope);
    if (known !== undefined && known.endsAt > now()) return known.token;
    const answer = await clientCredentialsGrant(configuration, { ...purpose });
    const endsAt = now() + ((answer.expires_in ?? 60) - 30) * 1000;
    kept.set(purpose.scope, { token: answer.access_token, endsAt });
    return answer.access_token;
  };
}

/** A request in the bank's own name; a refusal becomes a {@link SeglError}. */
export async function ask(
  url: string,
  token: string,
  body?: { json: object } | { form: FormData },
): Promise<Response> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(60_000),
    headers: {
      accept: 'application/json, application/pdf',
      authorization: `Bearer ${token}`,
      ...(body !== undefined && 'json' in body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body === undefined ? {} : { body: 'json' in body ? JSON.stringify(body.json) : body.form }),
  });
  if (response.ok) return response;
  const problem = z.object({ code: z.string() }).safeParse(await response.json().catch(() => undefined));
  throw new SeglError(problem.data?.code ?? 'unknown', response.status);
}
