import { bankid, type ErrorCode } from '@segl/contracts';
import { decodeJwt } from 'jose';
import { codeMethods, passwordMethod } from '../login/identity-provider.js';
import { relationTo, type Identity, type Invitation } from '../invitations/load-invitation.js';

/** Everything that a proof is measured against. */
export interface ProofFacts {
  claims: bankid.BankIdClaims;
  activation: bankid.ActivationClaims;
  holder: Identity;
  /** `sub` of the session that asked. */
  sessionSub: string;
  /** Seconds since 1970 when the attempt was pushed, and now. */
  startedAt: number;
  now: number;
  party: Invitation['party'];
  /** Hash of the prepared revision and of the consent record that were confirmed. */
  preparedSha256: string;
  consentSha256: string;
  vaultUrl: string;
}

/** One thing that must hold, by name, and the code of its failing. */
export interface ProofCheck {
  name: string;
  code: ErrorCode;
  holds(facts: ProofFacts): boolean;
}

/** Clocks of two machines differ a little. */
const skewSeconds = 10;
/** A proof is for now, not for a signature some time later. */
const mostSecondsOld = 120;

/**
 * Step 6: what signing itself makes sure of. openid-client has checked before: state, the id token's signature, issuer,
 * audience, nonce and validity, PKCE.
 */
export const proofChecks: readonly ProofCheck[] = [
  {
    name: 'level of assurance is that of a BankID',
    code: 'signing.proof-insufficient',
    holds: ({ claims }) => claims.acr === bankid.acr,
  },
  {
    name: 'a one-time code was given',
    code: 'signing.proof-insufficient',
    holds: ({ claims }) => claims.amr.some((method) => codeMethods.includes(method)),
  },
  {
    name: 'the personal password was given',
    code: 'signing.proof-insufficient',
    holds: ({ claims }) => claims.amr.includes(passwordMethod),
  },
  {
    name: 'the proof was made for this attempt, no single sign-on',
    code: 'signing.proof-too-old',
    holds: ({ claims, startedAt }) => claims.auth_time >= startedAt - skewSeconds,
  },
  {
    name: 'the proof was made just now',
    code: 'signing.proof-too-old',
    holds: ({ claims, now }) => now - claims.auth_time <= mostSecondsOld,
  },
  {
    name: 'the holder is the person logged in',
    code: 'signing.proof-mismatch',
    holds: ({ claims, sessionSub }) => claims.sub === sessionSub,
  },
  {
    name: 'the holder is the party who was asked',
    code: 'signing.proof-mismatch',
    holds: ({ party, holder }) => relationTo(party, holder) === 'granted',
  },
  {
    name: 'the activation is the holder’s',
    code: 'signing.proof-failed',
    holds: ({ claims, activation }) => activation.sub === claims.sub,
  },
  {
    name: 'the activation is for the vault alone',
    code: 'signing.proof-failed',
    holds: ({ activation, vaultUrl }) => {
      const audiences = [activation.aud].flat();
      return audiences.length === 1 && audiences[0] === vaultUrl;
    },
  },
  {
    name: 'the activation names exactly the documents and the consent that were confirmed',
    code: 'signing.proof-failed',
    holds: ({ activation, preparedSha256, consentSha256 }) => {
      const [detail, ...more] = activation.authorization_details;
      return (
        more.length === 0 &&
        detail?.consentSha256 === consentSha256 &&
        detail.documents.length === 1 &&
        detail.documents[0]?.sha256 === preparedSha256
      );
    },
  },
];

/** The first check that does not hold, or undefined when all do. */
export function findFailedCheck(facts: ProofFacts): ProofCheck | undefined {
  return proofChecks.find((check) => !check.holds(facts));
}

/** Claims of an activation; its signature is verified by the vault, whom it is for. Undefined when it is none. */
export function readActivation(accessToken: string): bankid.ActivationClaims | undefined {
  try {
    return bankid.activationClaims.parse(decodeJwt(accessToken));
  } catch {
    return undefined; // Not a JWT, or not in the shape: the check that follows says so with its own code.
  }
}
