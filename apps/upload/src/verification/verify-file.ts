import { readFile } from 'node:fs/promises';
import { upload } from '@segl/contracts';
import { UploadError } from '../errors.js';
import type { ReceivedFile } from '../intake/receive-file.js';
import type { UploadRoom } from '../room.js';
import { WorkerError } from '../workers/worker-pool.js';
import type { TrustAnchorSource } from './trust-anchors.js';

/**
 * Judges every signature of a received file, in a worker with a time limit.
 * @throws UploadError `upload.unreadable`, `upload.password-required`, `upload.password-wrong`; PlatformError when trust does not answer
 */
export async function verifyFile(
  { checks, config, context }: UploadRoom,
  file: ReceivedFile,
  trustAnchors: TrustAnchorSource,
): Promise<upload.Verification> {
  const bytes = new Uint8Array(await readFile(file.path));
  const anchors = await trustAnchors();
  const { report, pageCount } = await checks
    .run(
      'verify',
      { bytes, trustAnchors: anchors, password: file.fields['password'] || undefined },
      { timeoutSeconds: config.checks.timeoutSeconds, transfer: [bytes.buffer] },
    )
    .catch((error: unknown) => {
      throw isFilesFault(error) ? unreadable(error) : error;
    });
  return upload.verification.parse({
    ...report,
    file: file.fileName,
    pageCount,
    sha256: file.sha256,
    sizeBytes: file.sizeBytes,
    verifiedAt: context.clock.now().toISOString(),
  });
}

/** A file that takes a thread down, or keeps it busy, is no file that can be judged. */
const isFilesFault = (error: unknown): error is WorkerError =>
  error instanceof WorkerError && (error.code === 'worker.timed-out' || error.code === 'worker.crashed');

function unreadable(cause: WorkerError): UploadError {
  return new UploadError(
    'upload.unreadable',
    'The file could not be judged in reasonable time, so nothing can be said about signatures in it.',
    { cause, facts: { reason: cause.code } },
  );
}
