import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PlatformError } from './errors.js';
import { isObjectKey, type ObjectStore } from './object-store.js';
import type { S3Settings } from './s3-settings.js';
import { assertOutsideTransaction } from './transaction-scope.js';

/** Opens a bucket of any S3-compatible server; the result makes a store of the keys that begin with a prefix. */
export function openS3Bucket({
  bucket,
  region,
  endpoint,
  addressing,
}: S3Settings): (prefix: string) => ObjectStore {
  const client = new S3Client({
    region,
    forcePathStyle: addressing === 'path',
    // Servers older than 2025 know nothing of the SDK's trailing checksums; the hash of every object is in the database.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  return (prefix) => createS3ObjectStore({ client, bucket, prefix });
}

interface S3Options {
  client: S3Client;
  bucket: string;
  prefix: string;
}

function createS3ObjectStore({ client, bucket, prefix }: S3Options): ObjectStore {
  const place = (key: string) => {
    assertOutsideTransaction('the object store');
    if (!isObjectKey(key)) throw new PlatformError('platform.invalid-object-key', 'not an object key');
    return { Bucket: bucket, Key: `${prefix}${key}` };
  };
  const get = async (key: string) => {
    const { Body } = await client.send(new GetObjectCommand(place(key))).catch(notFound(key));
    if (Body === undefined) throw new PlatformError('platform.object-not-found', `there is no object ${key}`);
    return Body;
  };

  return {
    async put(key, source, { ifNoneMatch, contentType } = {}) {
      const target = place(key);
      return withKnownLength(source, async ({ body, size, sha256 }) => {
        const command = new PutObjectCommand({
          ...target,
          Body: body,
          ContentLength: size,
          ...(ifNoneMatch === undefined ? {} : { IfNoneMatch: ifNoneMatch }),
          ...(contentType === undefined ? {} : { ContentType: contentType }),
        });
        await client.send(command).catch((cause: unknown) => {
          if (
            cause instanceof S3ServiceException &&
            [409, 412].includes(cause.$metadata.httpStatusCode ?? 0)
          ) {
            throw new PlatformError('platform.object-exists', 'the object exists already', { cause });
          }
          throw cause;
        });
        return { size, sha256 };
      });
    },
    async get(key) {
      const body = await get(key);
      if (!(body instanceof Readable)) throw new TypeError('the S3 client is not that of Node');
      return body;
    },
    async getBytes(key) {
      return (await get(key)).transformToByteArray();
    },
    async head(key) {
      try {
        const { ContentLength } = await client.send(new HeadObjectCommand(place(key)));
        return { size: ContentLength ?? 0 };
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    async delete(key) {
      await client.send(new DeleteObjectCommand(place(key)));
    },
  };
}

/**
 * S3 wants the length before the bytes, so that a broken stream leaves no object; a stream is spooled to a file first.
 */
async function withKnownLength<Result>(
  source: Readable | Uint8Array,
  use: (content: { body: Readable | Uint8Array; size: number; sha256: string }) => Promise<Result>,
): Promise<Result> {
  const hash = createHash('sha256');
  if (!(source instanceof Readable)) {
    return use({ body: source, size: source.byteLength, sha256: hash.update(source).digest('hex') });
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'segl-put-'));
  try {
    const file = path.join(folder, 'object');
    const handle = await open(file, 'wx', 0o600);
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, callback) {
        hash.update(chunk);
        size += chunk.byteLength;
        callback(null, chunk);
      },
    });
    await pipeline(source, measure, handle.createWriteStream());
    return await use({ body: createReadStream(file), size, sha256: hash.digest('hex') });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isNotFound(error: unknown): boolean {
  return (
    error instanceof NoSuchKey ||
    error instanceof NotFound ||
    (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404)
  );
}

function notFound(key: string) {
  return (cause: unknown): never => {
    if (isNotFound(cause)) {
      throw new PlatformError('platform.object-not-found', `there is no object ${key}`, { cause });
    }
    throw cause;
  };
}
