import {
  createCachingResolver,
  createHttpResolver,
  createTimestampClient,
  type TimestampSource,
  type ValidationDataOptions,
} from '@segl/pades';
import { readCertificates } from './certificates.js';
import { CallError } from './failure.js';
import type { EvidenceSettings } from './job.js';

/** Asks the time-stamp authorities of a call, one after another until one answers well; undefined where there are none. */
export function timestampSource({ tsa, trust, certificates }: EvidenceSettings): TimestampSource | undefined {
  if (tsa.length === 0) return undefined;
  const trustAnchors = readCertificates(trust);
  const intermediates = readCertificates(certificates);
  return createTimestampClient({
    servers: tsa.map((url) => ({ url })),
    ...(trustAnchors.length === 0 ? {} : { trustAnchors }),
    ...(intermediates.length === 0 ? {} : { intermediates }),
  });
}

/**
 * Stands where no server was given, for work that finds out about each file whether it needs a time-stamp.
 *
 * @throws CallError `timestamp.no-server` when it is asked
 */
export const noTimestampServer: TimestampSource = () =>
  Promise.reject(
    new CallError('timestamp.no-server', 'This file needs a time-stamp, and no server was named'),
  );

/** Where validation data come from: the network, as the certificates say; each answer is asked for once. */
export function validationOptions({ trust, certificates }: EvidenceSettings): ValidationDataOptions {
  const trustAnchors = readCertificates(trust);
  const known = readCertificates(certificates);
  return {
    resolver: createCachingResolver(createHttpResolver()),
    ...(trustAnchors.length === 0 ? {} : { trustAnchors }),
    ...(known.length === 0 ? {} : { certificates: known }),
  };
}
