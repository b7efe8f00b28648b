import { bankid } from '@segl/contracts';
import type { SessionPerson } from '../sessions/session-data.js';
import type { RoomSecrets } from '../room-secrets.js';

export type BankIdClaims = bankid.BankIdClaims & { nnin?: string | undefined };
export type SeglSignatureDetail = bankid.SeglSignatureDetail;

/** Claims of an id token; the number's claim only comes by its own scope. */
export const bankIdClaimsSchema = bankid.bankIdClaims.extend({
  nnin: bankid.bankIdClaims.shape.sub.optional(),
});

/**
 * The bank's name for people. Norwegian BankID's `originator` is a list such as
 * `CN=BankID - Bank - CA,OU=…;OriginatorId=9980;OriginatorName=Bank`; where it is not, it is the name itself.
 */
export function bankNameOf(originator: string): string {
  const named = /(?:^|;)\s*Or(?:i)?ginatorName=([^;]+)/.exec(originator)?.[1];
  const organisation = /(?:^|,)\s*O=([^,;]+)/.exec(originator)?.[1];
  return (named ?? organisation ?? originator).trim();
}

/** Who logged in, as the session keeps it: no number, only its keyed hash. */
export function personOf(claims: BankIdClaims, secrets: Pick<RoomSecrets, 'nationalIdHmac'>): SessionPerson {
  return {
    sub: claims.sub,
    name: claims.name,
    givenName: claims.given_name,
    birthDate: claims.birthdate,
    bank: bankNameOf(claims.originator),
    ...(claims.nnin === undefined ? {} : { nationalIdHmac: secrets.nationalIdHmac(claims.nnin) }),
  };
}
