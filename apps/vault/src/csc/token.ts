import { createHash, timingSafeEqual } from 'node:crypto';
import type { CscClient } from '../config.js';
import type { Parameters } from './authorize.js';
import { CscError } from './csc-error.js';
import type { CscRoom } from './csc-room.js';
import { findGrant, issueGrant, useGrant } from './grants.js';

/** Answer of `oauth2/token`. */
export interface TokenAnswer {
  access_token: string;
  /** `SAD`: authorizes the signatures that the holder allowed, once (v1.0.4.0 §8.3.3, v2.0.0.2 §8.4.4). */
  token_type: 'Bearer' | 'SAD';
  expires_in: number;
  scope: 'service' | 'credential';
  credentialID?: string;
}

/**
 * `oauth2/token`: exchanges a code, once, for an access token (scope `service`) or a SAD (scope `credential`).
 * The client proves itself by its secret, in the body or by HTTP Basic (RFC 6749 §2.3.1).
 *
 * @throws CscError `invalid_client`, `invalid_grant`, `unsupported_grant_type`, `invalid_request`
 */
export async function exchangeCode(
  room: CscRoom,
  parameters: Parameters,
  authorization: string | undefined,
): Promise<TokenAnswer> {
  const client = authenticate(room, parameters, authorization);
  if (parameters.get('grant_type') !== 'authorization_code') {
    throw new CscError('unsupported_grant_type', 'Invalid parameter grant_type');
  }
  const code = await findGrant(room, 'code', parameters.get('code') ?? '');
  if (code === undefined || code.payload.clientId !== client.clientId) {
    throw new CscError('invalid_grant', 'Invalid parameter code');
  }
  const { redirectUri, codeChallenge, binding } = code.payload;
  if ((parameters.get('redirect_uri') ?? redirectUri) !== redirectUri) {
    throw new CscError('invalid_grant', 'Invalid parameter redirect_uri');
  }
  requireVerifier(codeChallenge, parameters.get('code_verifier'));
  if (!(await useGrant(room, code))) throw new CscError('invalid_grant', 'The code has been used');
  const { owner } = code;
  if (binding === null) {
    const { secret, expiresInSeconds } = await issueGrant(room, 'token', {
      owner,
      payload: { clientId: client.clientId },
    });
    return { access_token: secret, token_type: 'Bearer', expires_in: expiresInSeconds, scope: 'service' };
  }
  const { secret, expiresInSeconds } = await issueGrant(room, 'sad', {
    owner,
    payload: { clientId: client.clientId, binding },
  });
  return {
    access_token: secret,
    token_type: 'SAD',
    expires_in: expiresInSeconds,
    scope: 'credential',
    credentialID: binding.credentialId,
  };
}

function authenticate(
  { clients }: CscRoom,
  parameters: Parameters,
  authorization: string | undefined,
): CscClient {
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) {
    return clients.authenticate(parameters.get('client_id') ?? '', parameters.get('client_secret') ?? '');
  }
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':', 2);
  return clients.authenticate(decodeForm(id), decodeForm(secret));
}

/** Credentials in Basic are form-encoded first (RFC 6749 §2.3.1); many clients do not, and ours need no escapes. */
function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function requireVerifier(challenge: string | null, verifier: string | undefined): void {
  if (challenge === null) return;
  const made = Buffer.from(
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url'),
  );
  const expected = Buffer.from(challenge);
  if (made.length !== expected.length || !timingSafeEqual(made, expected)) {
    throw new CscError('invalid_grant', 'Invalid parameter code_verifier');
  }
}
