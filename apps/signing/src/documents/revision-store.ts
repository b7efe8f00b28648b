import { createHash } from 'node:crypto';
import { PlatformError, type ObjectStore } from '@segl/platform';

/** One revision as its row tells it. */
export interface RevisionName {
  documentId: string;
  number: number;
  sha256: string;
}

/** Where a revision lies: its hash is part of the name, so that a repeated step after a crash never meets other bytes. */
export function revisionKey({ documentId, number, sha256 }: RevisionName): string {
  return `documents/${documentId}/${number}-${sha256}.pdf`;
}

/** Lower-case hexadecimal SHA-256. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Stores the bytes of a revision; storing the same again is no error. */
export async function storeRevision(
  objects: ObjectStore,
  revision: Omit<RevisionName, 'sha256'>,
  bytes: Uint8Array,
): Promise<{ sha256: string; sizeBytes: number }> {
  const sha256 = sha256Of(bytes);
  try {
    await objects.put(revisionKey({ ...revision, sha256 }), bytes, {
      ifNoneMatch: '*',
      contentType: 'application/pdf',
    });
  } catch (error) {
    // The name holds the hash of the bytes: what is there is the same.
    if (!(error instanceof PlatformError) || error.code !== 'platform.object-exists') throw error;
  }
  return { sha256, sizeBytes: bytes.length };
}

/**
 * The bytes of a revision, whole and as stored then.
 * @throws Error when they no longer have their hash: a damaged archive must never be signed or handed out
 */
export async function readRevision(objects: ObjectStore, revision: RevisionName): Promise<Uint8Array> {
  const bytes = await objects.getBytes(revisionKey(revision));
  if (sha256Of(bytes) !== revision.sha256) {
    throw new Error(`revision ${revision.number} of document ${revision.documentId} is damaged`);
  }
  return bytes;
}
