import { errors } from 'oidc-provider';
import { bankid } from '@segl/contracts';

/** The rich authorization request of a signing among a request's parameters; undefined when it is a log-in. */
export function signatureDetailOf(authorizationDetails: unknown): bankid.SeglSignatureDetail | undefined {
  if (authorizationDetails === undefined || authorizationDetails === null) return undefined;
  const details: unknown =
    typeof authorizationDetails === 'string' ? JSON.parse(authorizationDetails) : authorizationDetails;
  if (!Array.isArray(details) || details.length === 0) return undefined;
  return bankid.seglSignatureDetail.parse(details[0]);
}

/**
 * Checks one authorization detail (RFC 9396) of type `segl_signature`: exact shape, nothing beside it.
 * @throws errors.InvalidAuthorizationDetails
 */
export function validateSignatureDetail(detail: unknown): void {
  const result = bankid.seglSignatureDetail.strict().safeParse(detail);
  if (result.success) return;
  const paths = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new errors.InvalidAuthorizationDetails(`segl_signature does not fit: ${paths.join('; ')}`);
}
