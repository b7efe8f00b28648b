import { bankid, type ErrorCode } from '@segl/contracts';

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
  /** Asked for where the sender named the party by national identity number. */
  nationalId: 'wanted' | 'not-wanted';
}

/** The bank's answer, its signature, issuer, audience, nonce and times checked by openid-client. */
export interface IdentityAnswer {
  claims: bankid.BankIdClaims;
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
  pushSigning(request: IdentityRequest & { detail: bankid.SeglSignatureDetail }): Promise<PushedRequest>;
  /** @throws IdentityError */
  answerSigning(query: URLSearchParams, pending: Omit<PushedRequest, 'redirectUrl'>): Promise<IdentityAnswer>;
}

/** What a proof must hold: a code (of a unit or the app) and the password. */
export const codeMethods: readonly string[] = [bankid.amr.code, bankid.amr.app];
export const passwordMethod: string = bankid.amr.password;

/** The problem that people are told of for an outcome of the bank's dialog; `cancelled` is the caller's own. */
export function problemCodeOf(
  error: IdentityError,
  own: { cancelled: ErrorCode; failed: ErrorCode },
): ErrorCode {
  if (error.code === 'cancelled') return own.cancelled;
  const outcome = Object.values(bankid.dialogOutcome).find(
    ({ bankIdCode }) => bankIdCode === error.bankIdCode,
  );
  return outcome?.code ?? own.failed;
}
