import { registry } from '@segl/contracts';
import { isOrganisationNumber } from '@segl/domain';
import { outboundFetch, PlatformError, ProblemError } from '@segl/platform';
import type { SigningRoom } from '../signing-room.js';

/**
 * A company's name by its number, from the register's open address (Enhetsregisteret, `enheter/{orgnr}`).
 * @throws ProblemError `registry.organisation-number-invalid`, `registry.company-not-found`
 */
export async function findOrganisationName(
  room: Pick<SigningRoom, 'context'>,
  organisationNumber: string,
): Promise<string> {
  if (!isOrganisationNumber(organisationNumber)) {
    throw new ProblemError('registry.organisation-number-invalid');
  }
  const url = `${room.context.urls.registry}/enhetsregisteret/api/enheter/${organisationNumber}`;
  // The register is open to everybody: no token of ours goes there, since an operator may set its real address.
  const response = await outboundFetch('the company register', url, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status === 404 || response.status === 410) {
    throw new ProblemError('registry.company-not-found');
  }
  if (!response.ok) {
    throw new PlatformError(
      'platform.service-unreachable',
      `the company register answered ${response.status}`,
    );
  }
  const found = registry.enhet.safeParse(await response.json());
  if (!found.success) {
    throw new PlatformError('platform.unexpected-answer', 'the company register answered in another shape', {
      cause: found.error,
    });
  }
  // A deleted company still answers, with the date it ended.
  if (found.data.slettedato !== undefined) throw new ProblemError('registry.company-not-found');
  return found.data.navn;
}
