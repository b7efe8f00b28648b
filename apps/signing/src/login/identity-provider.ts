import { bankid } from '@segl/contracts';
import type { BankIdClaims, SeglSignatureDetail } from './claims.js';

/** A request on its way to the bank: what must be remembered until the answer comes. */
export interface PushedRequest {
  /** Where the browser goes; names nothing but a pushed request. */
  redirectUrl: string;
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** What a pushed request says of the person, and how the dialog speaks. */
export interface IdentityRequest {
  /** Pre-fills the dialog; YYYY-MM-DD. */
  birthDate?: string | undefined;
  language?: 'nb' | 'nn' | 'en' | undefined;
}

/** The bank's answer, its signature, issuer, audience, nonce and times checked by openid-client. */
export interface IdentityAnswer {
  claims: BankIdClaims;
  /** The activation, for a signing; the log-in's is thrown away. */
  accessToken: string;
}

/** How the bank refused, or that the person cancelled. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  constructor(
    /** `cancelled`: by the person · `refused`: by the bank · `invalid`: an answer that does not hold. */
    readonly code: 'cancelled' | 'refused' | 'invalid',
    message: string,
    /** The code BankID shows for it, such as 9314. */
    readonly bankIdCode: string | undefined,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An OpenID Provider in the shape of Norwegian BankID, for which this service is two clients. */
export interface IdentityProvider {
  /** Client `segl-web`. */
  pushLogin(request: IdentityRequest): Promise<PushedRequest>;
  /** @throws IdentityError */
  answerLogin(query: URLSearchParams, pending: Omit<PushedRequest, 'redirectUrl'>): Promise<IdentityAnswer>;
  /** Client `segl-signing`: always a fresh proof, bound to what is signed (RFC 9396). */
  pushSigning(request: IdentityRequest & { detail: SeglSignatureDetail }): Promise<PushedRequest>;
  /** @throws IdentityError */
  answerSigning(query: URLSearchParams, pending: Omit<PushedRequest, 'redirectUrl'>): Promise<IdentityAnswer>;
}

/** `acr` of a BankID with two factors. */
export const requiredAcr = 'urn:bankid:bid;LOA=4';
/** What a proof must hold: a code (of a unit or the app) and the password. */
export const codeMethods: readonly string[] = [bankid.amr.code, bankid.amr.app];
export const passwordMethod: string = bankid.amr.password;
