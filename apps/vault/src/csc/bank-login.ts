import { bankid } from '@segl/contracts';
import { assertOutsideTransaction, type ServiceContext } from '@segl/platform';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrlWithPAR,
  calculatePKCECodeChallenge,
  ClientError,
  discovery,
  enableNonRepudiationChecks,
  PrivateKeyJwt,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
  type Configuration,
} from 'openid-client';
import { ZodError } from 'zod';
import { CscError } from './csc-error.js';

/** What must be kept between sending a holder to the bank and the answer. */
export interface PendingLogin {
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** Who logged in, and the activation when signatures were asked for. */
export interface BankAnswer {
  sub: string;
  accessToken: string;
}

/** The bank as an OpenID Provider; the vault is its client `segl-vault`. */
export interface BankLogin {
  /**
   * Pushes a request (RFC 9126); with `detail` a fresh proof bound to what is signed (RFC 9396).
   * @throws CscError `temporarily_unavailable`
   */
  push(detail: bankid.SeglSignatureDetail | undefined): Promise<PendingLogin & { redirectUrl: string }>;
  /** Checks the bank's answer: code, tokens and the id token's signature, nonce, and that it vouches for code and password. @throws CscError `access_denied` */
  answer(query: URLSearchParams, pending: PendingLogin): Promise<BankAnswer>;
}

/** Where the bank sends the holder back, below the vault's address. */
export const bankCallbackPath = '/csc/oauth2/callback';

/** The vault as a client of the bank. */
export const clientId = 'segl-vault';
const secondFactors: readonly string[] = [bankid.amr.code, bankid.amr.app];

/** Makes a {@link BankLogin}; the bank is discovered when first needed. */
export function createBankLogin(context: Pick<ServiceContext, 'urls' | 'serviceKeys'>): BankLogin {
  const redirectUri = `${context.urls.vault}${bankCallbackPath}`;
  let known: Promise<Configuration> | undefined;
  /** Asked for before every call to the bank: whoever calls it must not hold a transaction open meanwhile. */
  const configuration = (): Promise<Configuration> => {
    assertOutsideTransaction('a call to the bank');
    known ??= discoverBank(context, redirectUri).catch((cause: unknown) => {
      known = undefined; // the bank may be up at the next try
      throw new CscError('temporarily_unavailable', 'BankID does not answer', { cause });
    });
    return known;
  };

  return {
    async push(detail) {
      const pending = { state: randomState(), nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier() };
      const url = await buildAuthorizationUrlWithPAR(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid profile',
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await calculatePKCECodeChallenge(pending.codeVerifier),
        code_challenge_method: 'S256',
        // Always a fresh proof, no single sign-on.
        prompt: 'login',
        max_age: '0',
        ...(detail === undefined
          ? {}
          : { authorization_details: JSON.stringify([detail]), resource: context.urls.vault }),
      }).catch((cause: unknown) => {
        throw new CscError('temporarily_unavailable', 'BankID did not take the request', { cause });
      });
      return { ...pending, redirectUrl: url.href };
    },
    async answer(query, pending) {
      const url = new URL(redirectUri);
      url.search = query.toString();
      try {
        const tokens = await authorizationCodeGrant(await configuration(), url, {
          expectedState: pending.state,
          expectedNonce: pending.nonce,
          pkceCodeVerifier: pending.codeVerifier,
          idTokenExpected: true,
        });
        const { sub, amr } = bankid.bankIdClaims.pick({ sub: true, amr: true }).parse(tokens.claims());
        if (!amr.includes(bankid.amr.password) || !amr.some((method) => secondFactors.includes(method))) {
          throw new CscError('access_denied', 'BankID did not vouch for code and password');
        }
        return { sub, accessToken: tokens.access_token };
      } catch (error) {
        throw denied(error);
      }
    },
  };
}

async function discoverBank(
  context: Pick<ServiceContext, 'urls' | 'serviceKeys'>,
  redirectUri: string,
): Promise<Configuration> {
  const issuer = new URL(context.urls.bankid);
  const { kid, key } = await context.serviceKeys.signingKey('vault');
  return discovery(issuer, clientId, { redirect_uris: [redirectUri] }, PrivateKeyJwt({ key, kid }), {
    timeout: 15,
    execute: [
      // Without it, openid-client trusts the token endpoint's TLS instead of the id token's signature.
      enableNonRepudiationChecks,
      // On one machine without https (the default), the bank is on loopback.
      ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : []),
    ],
  });
}

function denied(error: unknown): unknown {
  if (error instanceof AuthorizationResponseError) {
    return new CscError('access_denied', error.error_description ?? 'BankID refused', { cause: error });
  }
  if (error instanceof ResponseBodyError || error instanceof ClientError || error instanceof ZodError) {
    return new CscError('access_denied', 'The answer of BankID does not hold', { cause: error });
  }
  return error;
}
