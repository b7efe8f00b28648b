import { ProblemError } from '@segl/platform';
import type { CscClient } from '../config.js';
import { findKey, requireUsable } from '../keys/credentials.js';
import { bind, decodeHashes, isSameDetail, signatureDetail } from './binding.js';
import { clientId as ownClientId } from './bank-login.js';
import { CscError, type CscErrorCode } from './csc-error.js';
import type { CscRoom } from './csc-room.js';
import {
  findGrant,
  hashSecret,
  issueGrant,
  randomSecret,
  useGrant,
  type AuthorizationRequest,
  type SignatureBinding,
} from './grants.js';
import type { CscVersion } from './versions.js';

/** Parameters of a query or form, each at most once. */
export type Parameters = ReadonlyMap<string, string>;

/** Where the browser goes next, and the cookie that says it is the same one when it comes back. */
export interface SentToBank {
  redirectUrl: string;
  cookie: string;
}

/** Where an authorization ends: at the client, with a code or an error. */
export interface ReturnToClient {
  client: CscClient;
  url: string;
}

/** Who asked, once that is certain enough to be answered by redirect. */
interface Asker {
  client: CscClient;
  redirectUri: string;
  state: string | undefined;
}

/**
 * `oauth2/authorize` (CSC v1.0.4.0 §8.3.2, v2.0.0.2 §8.4.2): checks what the client asks for and sends the holder to
 * BankID. With scope `credential` the proof is bound to the hashes.
 *
 * @returns where to send the browser: to the bank, or back to the client with an error
 * @throws CscError when the client or its address is not known, so that nobody can be answered but the browser
 */
export async function startAuthorization(
  room: CscRoom,
  version: CscVersion,
  parameters: Parameters,
): Promise<SentToBank | ReturnToClient> {
  const asker = readAsker(room, parameters);
  try {
    return await sendToBank(room, version, parameters, asker);
  } catch (error) {
    if (error instanceof CscError) return returnError(asker, error);
    throw error;
  }
}

function readAsker({ clients }: CscRoom, parameters: Parameters): Asker {
  const client = clients.find(parameters.get('client_id') ?? '');
  const [only, another] = client.redirectUris;
  const redirectUri = parameters.get('redirect_uri') ?? (another === undefined ? only : undefined);
  if (redirectUri === undefined || !client.redirectUris.includes(redirectUri)) {
    throw new CscError('invalid_request', 'Invalid parameter redirect_uri');
  }
  return { client, redirectUri, state: parameters.get('state') };
}

async function sendToBank(
  room: CscRoom,
  version: CscVersion,
  parameters: Parameters,
  { client, redirectUri, state }: Asker,
): Promise<SentToBank> {
  if (parameters.get('response_type') !== 'code') {
    throw new CscError('unsupported_response_type', 'Invalid parameter response_type');
  }
  const codeChallenge = readCodeChallenge(parameters);
  const binding = await readBinding(room, version, parameters);
  const detail =
    binding === undefined
      ? undefined
      : signatureDetail(binding, { caller: client.name, description: parameters.get('description') });
  const { redirectUrl, ...bank } = await room.bank.push(detail);
  const cookie = randomSecret();
  await issueGrant(room, 'request', {
    owner: '',
    // The bank brings this back: whoever knows it may go on, in the browser that began.
    secret: bank.state,
    payload: {
      clientId: client.clientId,
      redirectUri,
      state: state ?? null,
      codeChallenge: codeChallenge ?? null,
      binding: binding ?? null,
      browserHash: hashSecret(cookie),
      bank,
      consentSha256: detail?.consentSha256 ?? null,
    },
  });
  return { redirectUrl, cookie };
}

/** PKCE (RFC 7636), S256 alone. */
function readCodeChallenge(parameters: Parameters): string | undefined {
  const challenge = parameters.get('code_challenge');
  if (challenge === undefined) return undefined;
  if (parameters.get('code_challenge_method') !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(challenge)) {
    throw new CscError('invalid_request', 'Invalid parameter code_challenge or code_challenge_method');
  }
  return challenge;
}

async function readBinding(
  room: CscRoom,
  version: CscVersion,
  parameters: Parameters,
): Promise<SignatureBinding | undefined> {
  const scope = parameters.get('scope') ?? 'service';
  if (scope === 'service') return undefined;
  if (scope !== 'credential') throw new CscError('invalid_scope', 'Invalid parameter scope');
  const credentialId = parameters.get('credentialID');
  if (credentialId === undefined) throw new CscError('invalid_request', 'Missing parameter credentialID');
  await requireCredential(room, credentialId);
  const texts = parameters.get(version.hashes)?.split(',');
  if (texts === undefined) throw new CscError('invalid_request', `Missing parameter ${version.hashes}`);
  const hashes = decodeHashes(texts, parameters.get('hashAlgorithmOID'));
  const numSignatures = Number(parameters.get('numSignatures') ?? Number.NaN);
  if (!Number.isInteger(numSignatures))
    throw new CscError('invalid_request', 'Missing parameter numSignatures');
  return bind(credentialId, numSignatures, hashes);
}

async function requireCredential(room: CscRoom, credentialId: string): Promise<void> {
  const row = await room.database.prisma.vaultKey.findUnique({ where: { credentialId } });
  if (row === null) throw new CscError('invalid_request', 'Invalid parameter credentialID');
  try {
    requireUsable(row, room);
  } catch (cause) {
    throw new CscError('invalid_request', 'The credential cannot be used', { cause });
  }
}

/**
 * The bank sends the holder back. Checks the answer, and gives the client a code.
 *
 * @param cookie of the browser; it must be the one that began
 * @throws CscError `invalid_request` when nothing is known of the request, so that no client can be told
 */
export async function finishAuthorization(
  room: CscRoom,
  query: URLSearchParams,
  cookie: string | undefined,
): Promise<ReturnToClient> {
  const request = await findGrant(room, 'request', query.get('state') ?? '');
  if (request === undefined || cookie === undefined || hashSecret(cookie) !== request.payload.browserHash) {
    throw new CscError('invalid_request', 'This log-in was not begun here, or too long ago');
  }
  if (!(await useGrant(room, request)))
    throw new CscError('invalid_request', 'This log-in has been answered');
  const { clientId, redirectUri, state } = request.payload;
  const asker = { client: room.clients.find(clientId), redirectUri, state: state ?? undefined };
  try {
    const owner = await proveHolder(room, query, request.payload);
    const { codeChallenge, binding } = request.payload;
    const { secret } = await issueGrant(room, 'code', {
      owner,
      payload: { clientId, redirectUri, codeChallenge, binding },
    });
    return { client: asker.client, url: redirectTo(asker, { code: secret }) };
  } catch (error) {
    if (error instanceof CscError) return returnError(asker, error);
    throw error;
  }
}

/** `sub` of the holder who proved themselves; with scope `credential`, for these very hashes. */
async function proveHolder(
  room: CscRoom,
  query: URLSearchParams,
  { bank, binding, clientId, consentSha256 }: AuthorizationRequest,
): Promise<string> {
  const { sub, accessToken } = await room.bank.answer(query, bank);
  if (binding === null) return sub;
  const { claims, validity } = await room.verifier.verify(accessToken).catch((error: unknown) => {
    const isRefused = error instanceof ProblemError && error.code === 'vault.activation-invalid';
    throw isRefused
      ? new CscError('access_denied', 'The holder’s proof does not hold', { cause: error })
      : error;
  });
  const key = await findKey(room, binding.credentialId);
  const asked = signatureDetail(binding, {
    caller: room.clients.find(clientId).name,
    description: undefined,
  });
  const isBound =
    validity === 'current' &&
    claims.client_id === ownClientId &&
    claims.sub === sub &&
    key.owner === sub &&
    claims.credential_id === binding.credentialId &&
    asked.consentSha256 === consentSha256 &&
    claims.authorization_details.some((detail) => isSameDetail(detail, asked));
  if (!isBound)
    throw new CscError('access_denied', 'The holder’s proof is not for this credential and these hashes');
  return sub;
}

function returnError({ client, ...asker }: Asker, { code, description }: CscError): ReturnToClient {
  const told: CscErrorCode = code;
  return { client, url: redirectTo(asker, { error: told, error_description: description }) };
}

function redirectTo(
  { redirectUri, state }: Pick<Asker, 'redirectUri' | 'state'>,
  answer: Readonly<Record<string, string>>,
): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set('state', state);
  return url.href;
}
