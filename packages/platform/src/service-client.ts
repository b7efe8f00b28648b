import type { z } from 'zod';
import { PlatformError } from './errors.js';
import { outboundFetch } from './outbound-fetch.js';
import { issueServiceToken, type TokenContext } from './service-tokens.js';
import type { ServiceContext, ServiceName } from './service.js';

/** A request to another service. */
export interface ServiceRequest extends Omit<RequestInit, 'headers'> {
  /** Why the call is made; the endpoint lists which purposes it admits. */
  purpose: string;
  headers?: Readonly<Record<string, string>>;
  /** Default 30. */
  timeoutSeconds?: number;
  /** Needed by fetch when `body` is a stream. */
  duplex?: 'half';
}

/** A request whose body is JSON. */
export interface ServiceJsonRequest<Schema extends z.ZodType> extends Omit<ServiceRequest, 'body'> {
  /** Sent as JSON when given. */
  json?: unknown;
  /** Shape of a good answer. */
  schema: Schema;
}

/** Calls one other service over HTTP, with a fresh service token each time; also when it runs in the same process. */
export interface ServiceClient {
  /**
   * @param path below the service's address, such as `/intakes/…/pdf`
   * @throws PlatformError `platform.service-unreachable`, `platform.io-in-transaction`
   */
  fetch(path: `/${string}`, request: ServiceRequest): Promise<Response>;
  /**
   * Sends and receives JSON.
   * @throws ServiceAnswerError when the answer's status is not 2xx; PlatformError `platform.unexpected-answer` when its shape is not `schema`'s
   */
  json<Schema extends z.ZodType>(
    path: `/${string}`,
    request: ServiceJsonRequest<Schema>,
  ): Promise<z.output<Schema>>;
}

/** Another service refused: its problem code and status, to be handled or passed on. */
export class ServiceAnswerError extends Error {
  override readonly name = 'ServiceAnswerError';
  constructor(
    readonly service: ServiceName,
    readonly status: number,
    /** The problem's `code`; undefined when the answer was not a problem document. */
    readonly code: string | undefined,
    readonly problem: Readonly<Record<string, unknown>>,
    /** The `Retry-After` of the answer, where it had one. */
    readonly retryAfter: string | undefined,
  ) {
    super(`${service} answered ${status}${code === undefined ? '' : ` ${code}`}`);
  }
}

/** Makes a client of `target`, found at `context.urls[target]`. */
export function createServiceClient(
  context: TokenContext & Pick<ServiceContext, 'urls'>,
  target: ServiceName,
): ServiceClient {
  const call: ServiceClient['fetch'] = async (
    path,
    { purpose, timeoutSeconds = 30, headers, signal, ...init },
  ) => {
    const token = await issueServiceToken(context, { audience: target, purpose });
    const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
    return outboundFetch(target, `${context.urls[target]}${path}`, {
      redirect: 'error',
      ...init,
      headers: { ...headers, authorization: `Bearer ${token}` },
      signal: signal == null ? timeout : AbortSignal.any([signal, timeout]),
    });
  };
  return {
    fetch: call,
    async json(path, { json, schema, ...request }) {
      const response = await call(path, {
        ...request,
        headers: {
          accept: 'application/json',
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...request.headers,
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
      if (!response.ok) throw await answerError(target, response);
      const parsed = schema.safeParse(await readJson(response));
      if (!parsed.success) {
        throw new PlatformError('platform.unexpected-answer', `${target} answered in another shape`, {
          cause: parsed.error,
        });
      }
      return parsed.data;
    },
  };
}

/** Reads a refusal as {@link ServiceAnswerError}; for users of `fetch`. Consumes the body. */
export async function answerError(service: ServiceName, response: Response): Promise<ServiceAnswerError> {
  const body = await readJson(response);
  const problem: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const code = typeof problem['code'] === 'string' ? problem['code'] : undefined;
  const retryAfter = response.headers.get('retry-after') ?? undefined;
  return new ServiceAnswerError(service, response.status, code, problem, retryAfter);
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: the caller sees it as another shape or a refusal without a code
  }
}
