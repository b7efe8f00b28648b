import type { bankid } from '@segl/contracts';
import type { SessionPerson } from '../sessions/session-data.js';
import type { RoomSecrets } from '../room-secrets.js';

/** Who logged in, as the session keeps it: no number, only its keyed hash. */
export function personOf(
  claims: bankid.BankIdClaims,
  secrets: Pick<RoomSecrets, 'nationalIdHmac'>,
): SessionPerson {
  return {
    sub: claims.sub,
    name: claims.name,
    givenName: claims.given_name,
    birthDate: claims.birthdate,
    bank: claims.originator_name,
    provenAt: new Date(claims.auth_time * 1000).toISOString(),
    bankIdValidTo: claims.additionalCertInfo.certValidTo,
    ...(claims.nnin_altsub === undefined
      ? {}
      : { nationalIdHmac: secrets.nationalIdHmac(claims.nnin_altsub) }),
  };
}
