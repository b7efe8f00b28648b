import { bankidApp } from '@segl/contracts';
import type { ZodType } from 'zod';
import { ApiError } from '../../api/api-error.js';
import { problemError } from '../../api/client.js';
import type { KeptDevice } from './device-store.js';
import { sha256Hex, signText } from './device-keys.js';

const base = '/bankid/app';

/** Who signs a request. */
type Signer = Pick<KeptDevice, 'id' | 'signingKey' | 'clockOffset'>;

interface AppRequest {
  method: 'GET' | 'POST';
  path: string;
  body?: unknown;
  signal?: AbortSignal;
}

/** Milliseconds that the server's clock is ahead of this device's. @throws ApiError */
export async function fetchClockOffset(): Promise<number> {
  const response = await reach(`${base}/clock`, {});
  const { now } = await parse(bankidApp.appClock, response);
  return Date.parse(now) - Date.now();
}

/** Sends a request signed by the device's key. @throws ApiError */
export async function sendSigned(signer: Signer, request: AppRequest): Promise<Response> {
  const { method, path, signal } = request;
  const body = request.body === undefined ? '' : JSON.stringify(request.body);
  const at = new Date(Date.now() + signer.clockOffset).toISOString();
  const statement = bankidApp.requestStatement({
    method,
    path,
    deviceId: signer.id,
    at,
    bodySha256: await sha256Hex(body),
  });
  const signature = await signText(signer.signingKey, statement);
  return reach(`${base}${path}`, {
    method,
    headers: {
      accept: 'application/json, application/problem+json, text/event-stream',
      authorization: `${bankidApp.deviceScheme} ${signer.id};${at};${signature}`,
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === '' ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Activates: the answer holds the device's place, and the server's half of the agreement. @throws ApiError */
export async function activate(
  signer: Omit<Signer, 'id'>,
  body: bankidApp.ActivationRequest,
): Promise<ReturnType<typeof bankidApp.activationAnswer.parse>> {
  const request = { method: 'POST', path: '/activations', body } as const;
  return parse(bankidApp.activationAnswer, await sendSigned({ ...signer, id: bankidApp.newDevice }, request));
}

/** Hears server-sent events until the line ends. @throws ApiError */
export async function hearEvents(
  signer: Signer,
  { onEvent, signal }: { onEvent: (event: bankidApp.AppEvent) => void; signal: AbortSignal },
): Promise<void> {
  const response = await sendSigned(signer, { method: 'GET', path: '/events', signal });
  if (response.body === null) throw new ApiError('web.unexpected-answer', { status: response.status });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new ApiError(signal.aborted ? 'web.aborted' : 'web.offline', { cause });
    });
    if (done) return;
    text += value;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) onEvent(bankidApp.appEvent.parse(JSON.parse(data)));
    }
  }
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...init });
  } catch (cause) {
    throw new ApiError(init.signal?.aborted === true ? 'web.aborted' : 'web.offline', { cause });
  }
  if (!response.ok) throw problemError(response.status, await response.text());
  return response;
}

async function parse<T>(schema: ZodType<T>, response: Response): Promise<T> {
  const parsed = schema.safeParse(await response.json());
  if (!parsed.success) {
    throw new ApiError('web.unexpected-answer', { status: response.status, cause: parsed.error });
  }
  return parsed.data;
}
