import { bankid } from '@segl/contracts';
import { ProblemError, type Clock } from '@segl/platform';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';

/** A checked activation (step 6). */
export interface Activation {
  claims: bankid.ActivationClaims;
  /** When it was issued it held; an expired one may still have its stored signature repeated, and nothing else. */
  validity: 'current' | 'expired';
}

/** Checks activations against the keys that bankid publishes. */
export interface ActivationVerifier {
  /**
   * Checks signature, issuer, audience, type and shape, and tells whether the time is past. Whether the activation has
   * been used is not known here.
   *
   * @throws ProblemError `vault.activation-invalid`; `platform.upstream-unavailable` when bankid's keys cannot be read
   */
  verify(token: string): Promise<Activation>;
}

/** What {@link createActivationVerifier} needs. */
export interface ActivationVerifierOptions {
  /** The only issuer whose activations count; its keys are at `<issuer>/jwks`. */
  issuer: string;
  /** This vault's address. */
  audience: string;
  clock: Clock;
}

/** An activation lives five minutes at most (docs/signing-cycle.md, step 6). */
const longestLifeSeconds = 300;

/** Makes an {@link ActivationVerifier}; keys are fetched when first needed and when an unknown one is named. */
export function createActivationVerifier(options: ActivationVerifierOptions): ActivationVerifier {
  const keys = createRemoteJWKSet(new URL(`${options.issuer}/jwks`), { timeoutDuration: 5000 });
  return {
    async verify(token) {
      const { payload, validity } = await verifyToken(token, keys, options);
      const claims = bankid.activationClaims.safeParse(payload);
      if (!claims.success) throw new ProblemError('vault.activation-invalid', { cause: claims.error });
      if (claims.data.exp - claims.data.iat > longestLifeSeconds) {
        throw new ProblemError('vault.activation-invalid', { detail: 'The activation lives too long.' });
      }
      return { claims: claims.data, validity };
    },
  };
}

async function verifyToken(
  token: string,
  keys: ReturnType<typeof createRemoteJWKSet>,
  { issuer, audience, clock }: ActivationVerifierOptions,
): Promise<{ payload: JWTPayload; validity: Activation['validity'] }> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['ES256'],
      typ: 'at+jwt', // RFC 9068 §4
      issuer,
      audience,
      requiredClaims: ['exp', 'iat', 'jti', 'sub'],
      currentDate: clock.now(),
      clockTolerance: 5,
    });
    return { payload, validity: 'current' };
  } catch (error) {
    // jose checks the time last: signature, type, issuer and audience held.
    if (error instanceof errors.JWTExpired) return { payload: error.payload, validity: 'expired' };
    if (isAboutToken(error)) throw new ProblemError('vault.activation-invalid', { cause: error });
    throw new ProblemError('platform.upstream-unavailable', { cause: error });
  }
}

/** Faults of the token itself; what is left are faults in fetching the keys. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported
  );
}
