import { digestOid } from '../cms/algorithms.js';
import type { TimestampSource } from '../cms/create-signature.js';
import type { DigestAlgorithm } from '../cms/types.js';
import { PadesError } from '../errors.js';
import { parseTimestampToken, verifyTimestampToken } from './token.js';

/** A token that is of what was to be stamped. */
export interface CheckedTokenOf {
  /** DER. */
  readonly token: Uint8Array;
  readonly genTime: Date;
}

/**
 * Asks a source for a time-stamp over a digest and makes sure that this is what it gives: a token that verifies and whose
 * imprint is that digest. Sources may be anybody's; nothing else is ever embedded. Whether the authority is trusted is for
 * the source to see to.
 *
 * @throws PadesError `timestamp.malformed`, `timestamp.invalid`, `timestamp.mismatch`; errors of the source pass through.
 */
export async function getToken(
  timestamp: TimestampSource,
  digest: Uint8Array,
  digestAlgorithm: DigestAlgorithm,
): Promise<CheckedTokenOf> {
  const token = await timestamp({ digest, digestAlgorithm });
  const parsed = parseTimestampToken(token);
  verifyTimestampToken(parsed);
  const { digestOid: stampedOid, hash } = parsed.tstInfo.messageImprint;
  if (stampedOid !== digestOid(digestAlgorithm) || Buffer.compare(hash, digest) !== 0)
    throw new PadesError('timestamp.mismatch', 'The time-stamp is of something else (imprint)');
  return { token, genTime: parsed.tstInfo.genTime };
}
