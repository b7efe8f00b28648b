import { PlatformError } from './errors.js';
import { assertOutsideTransaction } from './transaction-scope.js';

/**
 * `fetch` for calls to other programs: refused inside a database transaction, and one error for all that do not answer.
 * Redirects, time limits and statuses are the caller's.
 *
 * @param whom for the message of an error, such as `the company register`
 * @throws PlatformError `platform.io-in-transaction`, `platform.service-unreachable`
 */
export async function outboundFetch(whom: string, url: string, init: RequestInit): Promise<Response> {
  assertOutsideTransaction(`a call to ${whom}`);
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new PlatformError('platform.service-unreachable', `${whom} did not answer`, { cause });
  }
}
