import { createHash, randomUUID } from 'node:crypto';
import express, { Router } from 'express';
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT, type JSONWebKeySet } from 'jose';
import { z } from 'zod';

/** What the bank says of the next holder. */
export interface BankAnswer {
  sub: string;
  credentialId: string;
  amr?: string[];
  /** Somebody between the bank and the vault signs the id token with a key of their own. */
  idToken?: 'forged';
  /** Whose proof the activation says it is; default: the vault's. */
  clientId?: string;
  /** Replaces the authorization details that were asked for. */
  authorizationDetails?: unknown;
  /** The holder cancels. */
  error?: string;
}

/** An OpenID Provider in miniature: PAR, code with PKCE, private_key_jwt. What it was asked stays to be looked at. */
export interface FakeBank {
  router: Router;
  /** Pushed requests, oldest first. */
  pushed: Record<string, string>[];
  answerNext(answer: BankAnswer): void;
  signActivation(claims: Record<string, unknown>, header: { typ?: string; kid?: string }): Promise<string>;
}

const form = z.record(z.string(), z.string());

/** `clientKeys` are the public keys that client assertions are checked with. */
export async function createFakeBank(options: {
  issuer: string;
  clientKeys(): Promise<JSONWebKeySet>;
  now(): Date;
}): Promise<FakeBank> {
  const { issuer, now } = options;
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'bank-1', alg: 'ES256', use: 'sig' };
  const pushed: Record<string, string>[] = [];
  const codes = new Map<string, Record<string, string>>();
  let next: BankAnswer | undefined;

  const signActivation: FakeBank['signActivation'] = (claims, header) => {
    const issuedAt = Math.floor(now().getTime() / 1000);
    return new SignJWT({
      iss: issuer,
      client_id: 'segl-signing',
      jti: randomUUID(),
      iat: issuedAt,
      exp: issuedAt + 300,
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'bank-1', ...header })
      .sign(privateKey);
  };

  const checkClient = async (body: Record<string, string>) => {
    const keys = createLocalJWKSet(await options.clientKeys());
    await jwtVerify(body['client_assertion'] ?? '', keys, { issuer: 'segl-vault', subject: 'segl-vault' });
  };

  const router = Router();
  router.use(express.urlencoded({ extended: false }));
  router.get('/jwks', (_request, response) => void response.json({ keys: [jwk] }));
  router.get('/.well-known/openid-configuration', (_request, response) => {
    response.json({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      pushed_authorization_request_endpoint: `${issuer}/par`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['ES256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    });
  });
  router.post('/par', async (request, response) => {
    const body = form.parse(request.body);
    await checkClient(body);
    pushed.push(body);
    response.status(201).json({ request_uri: `urn:request:${pushed.length - 1}`, expires_in: 60 });
  });
  router.get('/auth', (request, response) => {
    const asked = pushed[Number(String(request.query['request_uri']).split(':').at(-1))];
    if (asked === undefined || next === undefined) throw new Error('nothing was pushed, or nobody is there');
    const back = new URL(asked['redirect_uri'] ?? '');
    back.searchParams.set('state', asked['state'] ?? '');
    back.searchParams.set('iss', issuer);
    if (next.error === undefined) {
      const code = randomUUID();
      codes.set(code, asked);
      back.searchParams.set('code', code);
    } else back.searchParams.set('error', next.error);
    response.redirect(303, back.href);
  });
  router.post('/token', async (request, response) => {
    const body = form.parse(request.body);
    await checkClient(body);
    const asked = codes.get(body['code'] ?? '');
    if (asked === undefined || next === undefined) throw new Error('unknown code');
    codes.delete(body['code'] ?? '');
    const challenge = createHash('sha256')
      .update(body['code_verifier'] ?? '')
      .digest('base64url');
    if (challenge !== asked['code_challenge']) throw new Error('wrong code verifier');
    const { sub, credentialId, amr = ['bid', 'bid-mfa', 'bid-otp', 'bid-pwd'] } = next;
    const issuedAt = Math.floor(now().getTime() / 1000);
    const idToken = await new SignJWT({ sub, amr, nonce: asked['nonce'] ?? '', auth_time: issuedAt })
      .setProtectedHeader({ alg: 'ES256', kid: 'bank-1' })
      .setIssuer(issuer)
      .setAudience('segl-vault')
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + 300)
      .sign(next.idToken === 'forged' ? (await generateKeyPair('ES256')).privateKey : privateKey);
    const details = asked['authorization_details'];
    const accessToken =
      details === undefined
        ? randomUUID()
        : await signActivation(
            {
              sub,
              aud: asked['resource'],
              client_id: next.clientId ?? 'segl-vault',
              credential_id: credentialId,
              authorization_details: next.authorizationDetails ?? JSON.parse(details),
            },
            {},
          );
    response.json({ access_token: accessToken, token_type: 'Bearer', expires_in: 300, id_token: idToken });
  });

  return {
    router,
    pushed,
    answerNext: (answer) => {
      next = answer;
    },
    signActivation,
  };
}
