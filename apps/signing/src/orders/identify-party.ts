import type { signing } from '@segl/contracts';
import { parseNationalIdentityNumber } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import type { RoomSecrets } from '../room-secrets.js';

/**
 * What is kept to know a party by: the birth date, and of a national identity number only its keyed hash.
 * @throws ProblemError `signing.person-invalid`
 */
export function identifyParty(
  secrets: Pick<RoomSecrets, 'nationalIdHmac'>,
  party: Pick<signing.CreateOrderRequest['party'], 'birthDate' | 'nationalId'>,
): { birthDate: string; nationalIdHmac: string | null } {
  const { birthDate, nationalId } = party;
  if (nationalId === undefined) {
    if (birthDate === undefined) throw new ProblemError('signing.person-invalid');
    return { birthDate, nationalIdHmac: null };
  }
  const number = parseNationalIdentityNumber(nationalId);
  if (!number.valid) {
    throw new ProblemError('signing.person-invalid', { extras: { facts: { fault: number.fault } } });
  }
  if (birthDate !== undefined && birthDate !== number.value.birthDate) {
    throw new ProblemError('signing.person-invalid', { extras: { facts: { fault: 'dates-differ' } } });
  }
  return { birthDate: number.value.birthDate, nationalIdHmac: secrets.nationalIdHmac(nationalId) };
}
