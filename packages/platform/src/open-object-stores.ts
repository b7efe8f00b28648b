import path from 'node:path';
import { createFileObjectStore } from './file-object-store.js';
import type { ObjectStore } from './object-store.js';
import { parseS3Url } from './s3-settings.js';

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
  const settings = parseS3Url(url);
  // Loaded when used: the SDK is the largest of our dependencies, and few need it.
  let bucket: Promise<(prefix: string) => ObjectStore> | undefined;
  return (room) => {
    const prefix = `${settings.prefix}${checkRoom(room)}/`;
    return deferObjectStore(async () => {
      bucket ??= import('./s3-object-store.js').then(({ openS3Bucket }) => openS3Bucket(settings));
      return (await bucket)(prefix);
    });
  };
}

function deferObjectStore(open: () => Promise<ObjectStore>): ObjectStore {
  return {
    put: async (key, source, options) => (await open()).put(key, source, options),
    get: async (key) => (await open()).get(key),
    getBytes: async (key) => (await open()).getBytes(key),
    head: async (key) => (await open()).head(key),
    delete: async (key) => (await open()).delete(key),
  };
}

function checkRoom(room: string): string {
  if (!/^[a-z][a-z-]*$/.test(room)) throw new TypeError('a room is named in lower-case letters');
  return room;
}
