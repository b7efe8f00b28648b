import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { PlatformError } from './errors.js';
import { createFileObjectStore } from './file-object-store.js';
import type { ObjectStore } from './object-store.js';
import { createS3ObjectStore } from './s3-object-store.js';

/** Options of {@link openObjectStores}. */
export interface ObjectStoresOptions {
  /**
   * `s3://bucket/prefix?endpoint=https://host&region=eu-north-1&path-style=1`; credentials come from AWS_ACCESS_KEY_ID
   * and AWS_SECRET_ACCESS_KEY. Without it, files under `<dataDir>/objects/<room>`.
   */
  url?: string | undefined;
  dataDir: string;
}

/**
 * The maker of `ServiceContext.objectStore`.
 * @throws PlatformError `platform.invalid-settings`
 */
export function openObjectStores({ url, dataDir }: ObjectStoresOptions): (room: string) => ObjectStore {
  if (url === undefined) {
    return (room) => createFileObjectStore({ folder: path.join(dataDir, 'objects', checkRoom(room)) });
  }
  const { bucket, prefix, client } = parseS3Url(url);
  return (room) => createS3ObjectStore({ client, bucket, prefix: `${prefix}${checkRoom(room)}/` });
}

function parseS3Url(url: string): { bucket: string; prefix: string; client: S3Client } {
  const invalid = (why: string) => new PlatformError('platform.invalid-settings', `OBJECT_STORE_URL ${why}`);
  if (!URL.canParse(url)) throw invalid('is not an address');
  const { protocol, host, pathname, searchParams, username, password } = new URL(url);
  if (protocol !== 's3:' || host === '') throw invalid('must begin with s3://bucket');
  if (username !== '' || password !== '') throw invalid('must not hold credentials');
  const path = pathname.replaceAll(/^\/+|\/+$/g, '');
  const endpoint = searchParams.get('endpoint');
  return {
    bucket: host,
    prefix: path === '' ? '' : `${path}/`,
    client: new S3Client({
      region: searchParams.get('region') ?? 'us-east-1',
      forcePathStyle: searchParams.get('path-style') === '1',
      // Servers older than 2025 know nothing of the SDK's trailing checksums; the hash of every object is in the database.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...(endpoint === null ? {} : { endpoint }),
    }),
  };
}

function checkRoom(room: string): string {
  if (!/^[a-z][a-z-]*$/.test(room)) throw new TypeError('a room is named in lower-case letters');
  return room;
}
