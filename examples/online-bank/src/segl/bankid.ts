import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrlWithPAR,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  discovery,
  enableNonRepudiationChecks,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import { z } from 'zod';
import { paths, type Config, type Credentials } from '../config.js';

const claims = z.object({
  sub: z.string(),
  name: z.string(),
  given_name: z.string(),
  birthdate: z.iso.date(),
  originator_name: z.string(),
});

/** Who BankID says is there. */
export interface Person {
  sub: string;
  name: string;
  givenName: string;
  birthDate: string;
  /** The bank that their BankID is from, which may be another one. */
  bankIdFrom: string;
}

/** A request on its way, kept in the session of the browser that it was made for. */
export interface Pending {
  state: string;
  nonce: string;
  codeVerifier: string;
  errand: Errand;
}

/** What the customer is sent to BankID for. */
export type Errand = 'log-in' | 'change-password';

/** BankID did not vouch for anybody. */
export class BankIdRefusal extends Error {
  override readonly name = 'BankIdRefusal';
  /** @param code BankID's own, such as 9001 for what the person cancelled */
  constructor(
    readonly code: string | undefined,
    cause: unknown,
  ) {
    super(`BankID refused: ${code ?? 'no code'}`, { cause });
  }
}

/** BankID as this bank uses it. */
export interface BankId {
  /** Where the browser goes. A birth date that the bank knows is filled in. */
  begin(
    errand: Errand,
    facts: { birthDate: string | undefined; language: string },
  ): Promise<{ url: string; pending: Pending }>;
  /** The answer to that very request. @throws BankIdRefusal */
  finish(query: string, pending: Pending): Promise<Person>;
}

/** Reads what the provider says of itself. @throws when Segl does not answer */
export async function connectBankId(
  { seglUrl, url }: Config,
  { clientId, clientSecret }: Credentials,
): Promise<BankId & { configuration: Configuration }> {
  const issuer = new URL(`${seglUrl}/bankid`);
  const configuration = await discovery(issuer, clientId, {}, ClientSecretBasic(clientSecret), {
    execute: [enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : [])],
  });
  const redirectUri = `${url}${paths.callback}`;
  return {
    configuration,
    async begin(errand, { birthDate, language }) {
      const pending = {
        state: randomState(),
        nonce: randomNonce(),
        codeVerifier: randomPKCECodeVerifier(),
        errand,
      };
      // Pushed (RFC 9126): what the bank knows of its customer stands in no address.
      const asked = await buildAuthorizationUrlWithPAR(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid profile',
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await calculatePKCECodeChallenge(pending.codeVerifier),
        code_challenge_method: 'S256',
        prompt: 'login',
        ui_locales: language,
        ...(birthDate === undefined ? {} : { login_hint: `birthdate:${birthDate}` }),
        ...(errand === 'log-in' ? {} : { segl_task: errand }),
      });
      return { url: asked.href, pending };
    },
    async finish(query, { state, nonce, codeVerifier }) {
      const answer = new URL(redirectUri);
      answer.search = query;
      try {
        const tokens = await authorizationCodeGrant(configuration, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        });
        const { sub, name, given_name, birthdate, originator_name } = claims.parse(tokens.claims());
        return { sub, name, givenName: given_name, birthDate: birthdate, bankIdFrom: originator_name };
      } catch (error) {
        if (!(error instanceof AuthorizationResponseError)) throw error;
        const code = /^(\d{4}|BID-[0-9A-Z]{4})\b/.exec(error.error_description ?? '')?.[1];
        throw new BankIdRefusal(code, error);
      }
    },
  };
}
