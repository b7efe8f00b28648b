import { errors } from 'oidc-provider';
import { bankid } from '@segl/contracts';

/** The rich authorization request of a signing among a request's parameters; undefined when it is a log-in. */
export function signatureDetailOf(authorizationDetails: unknown): bankid.SeglSignatureDetail | undefined {
  const [detail] = readDetails(authorizationDetails);
  return detail === undefined ? undefined : bankid.seglSignatureDetail.parse(detail);
}

function readDetails(authorizationDetails: unknown): unknown[] {
  const details: unknown =
    typeof authorizationDetails === 'string' ? JSON.parse(authorizationDetails) : authorizationDetails;
  return Array.isArray(details) ? details : [];
}

/**
 * Checks one authorization detail (RFC 9396) of type `segl_signature`: exact shape, nothing beside it, and no other detail
 * in the request, as the dialog shows one.
 * @param authorizationDetails the request's parameter, JSON
 * @throws errors.InvalidAuthorizationDetails
 */
export function validateSignatureDetail(detail: unknown, authorizationDetails: unknown): void {
  if (readDetails(authorizationDetails).length !== 1) {
    throw new errors.InvalidAuthorizationDetails(
      'one segl_signature is allowed in a request, and nothing else',
    );
  }
  const result = bankid.seglSignatureDetail.strict().safeParse(detail);
  if (result.success) return;
  const paths = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new errors.InvalidAuthorizationDetails(`segl_signature does not fit: ${paths.join('; ')}`);
}
