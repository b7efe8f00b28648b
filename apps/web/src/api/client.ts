import { problem } from '@segl/contracts';
import type { ZodType } from 'zod';
import { ApiError } from './api-error.js';

/** Options of every request. */
export interface RequestOptions {
  signal?: AbortSignal | undefined;
  /** Sent as `Authorization: Bearer`, for rooms that know tickets instead of sessions. */
  ticket?: string | undefined;
}

/** GETs JSON and checks it against its contract. Throws {@link ApiError}. */
export async function getJson<T>(schema: ZodType<T>, url: string, options: RequestOptions = {}): Promise<T> {
  return parseAnswer(schema, await send('GET', url, undefined, options));
}

/** POSTs JSON and checks the answer against its contract. Throws {@link ApiError}. */
export async function postJson<T>(
  schema: ZodType<T>,
  url: string,
  body: unknown,
  options: RequestOptions = {},
): Promise<T> {
  return parseAnswer(schema, await send('POST', url, body, options));
}

/** POSTs JSON where only success matters. Throws {@link ApiError}. */
export async function post(url: string, body: unknown, options: RequestOptions = {}): Promise<void> {
  await send('POST', url, body, options);
}

/** GETs bytes, such as a page image behind a ticket. Throws {@link ApiError}. */
export async function getBlob(url: string, options: RequestOptions = {}): Promise<Blob> {
  return (await send('GET', url, undefined, options)).blob();
}

async function send(
  method: 'GET' | 'POST',
  url: string,
  body: unknown,
  { signal, ticket }: RequestOptions,
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json, */*' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (ticket !== undefined) headers['authorization'] = `Bearer ${ticket}`;
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw new ApiError('web.aborted', { cause });
    throw new ApiError('web.offline', { cause });
  }
  if (!response.ok) throw problemError(response.status, await response.text());
  return response;
}

/** The error that an unsuccessful answer stands for: problem details where the body holds them. */
export function problemError(status: number, body: string): ApiError {
  try {
    const parsed = problem.safeParse(JSON.parse(body));
    if (parsed.success) return new ApiError(parsed.data.code, { status, problem: parsed.data });
  } catch {
    // Not JSON: an intermediary answered. The status alone tells.
  }
  return new ApiError(status >= 502 && status <= 504 ? 'web.offline' : 'web.unexpected-answer', { status });
}

async function parseAnswer<T>(schema: ZodType<T>, response: Response): Promise<T> {
  let body: unknown;
  try {
    body = await response.json();
  } catch (cause) {
    throw new ApiError('web.unexpected-answer', { status: response.status, cause });
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    throw new ApiError('web.unexpected-answer', { status: response.status, cause: parsed.error });
  }
  return parsed.data;
}
