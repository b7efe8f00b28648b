import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '@segl/platform';
import type { Request, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { UploadError } from '../errors.js';

/** A file received whole, in the temporary folder; whoever asked for it removes it. */
export interface ReceivedFile {
  path: string;
  /** The sender's name for it, without folders and controls. */
  fileName: string;
  sizeBytes: number;
  /** SHA-256, lower-case hexadecimal, computed while it streamed. */
  sha256: string;
  /** Text fields that came along. */
  fields: Readonly<Record<string, string>>;
}

/** Options of {@link createFileReceiver}. */
export interface ReceiverOptions {
  /** An existing folder (0700). */
  temporaryFolder: string;
  maxBytes: number;
}

/** Receives the one file of a multipart request. */
export type FileReceiver = (request: Request, response: Response) => Promise<ReceivedFile>;

/** What the storage engine adds to multer's file. */
interface StoredFile {
  path: string;
  size: number;
  sha256: string;
}

/**
 * Makes a receiver of multipart requests with one `file`: streamed to disk and hashed on the way, never whole in memory.
 * When the connection drops or a limit is passed, nothing is left behind.
 *
 * The receiver throws UploadError `upload.too-large`, `upload.file-missing`.
 */
export function createFileReceiver({ temporaryFolder, maxBytes }: ReceiverOptions): FileReceiver {
  const receive = multer({
    storage: hashingStorage(temporaryFolder),
    limits: { fileSize: maxBytes, files: 1, fields: 4, fieldSize: 1000, parts: 5, headerPairs: 50 },
    defParamCharset: 'utf8',
  }).single('file');

  return async (request, response) => {
    await new Promise<void>((resolve, reject) => {
      receive(request, response, (error: unknown) => {
        if (error === undefined || error === null) resolve();
        else reject(toUploadError(error, maxBytes));
      });
    });
    const file = request.file as (Express.Multer.File & Partial<StoredFile>) | undefined;
    if (file?.sha256 === undefined) {
      throw new UploadError('upload.file-missing', 'No file came along. Choose a file and try again.');
    }
    return {
      path: file.path,
      fileName: cleanFileName(file.originalname),
      sizeBytes: file.size,
      sha256: file.sha256,
      fields: textFields(request.body),
    };
  };
}

function hashingStorage(folder: string): StorageEngine {
  return {
    _handleFile(_request, file, callback) {
      const target = path.join(folder, randomUUID());
      store(file.stream, target).then(
        (stored) => callback(null, stored),
        (error: unknown) => callback(error),
      );
    },
    _removeFile(_request, file, callback) {
      rm(file.path, { force: true }).then(
        () => callback(null),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
      );
    },
  };
}

async function store(source: NodeJS.ReadableStream, target: string): Promise<StoredFile> {
  const hash = createHash('sha256');
  let size = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await pipeline(source, counting, createWriteStream(target, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    await rm(target, { force: true }); // a dropped connection leaves nothing behind
    throw error;
  }
  return { path: target, size, sha256: hash.digest('hex') };
}

function toUploadError(error: unknown, maxBytes: number): unknown {
  if (!(error instanceof MulterError)) {
    // Faults of the disk are ours; the rest are the form parser's words about a form that is none.
    if (!(error instanceof Error) || 'syscall' in error) return error;
    return new ProblemError('platform.invalid-request', { cause: error, detail: 'The form cannot be read.' });
  }
  if (error.code === 'LIMIT_FILE_SIZE') {
    const megabytes = Math.floor(maxBytes / 1_000_000);
    return new UploadError(
      'upload.too-large',
      `The file is larger than ${megabytes} MB. Make it smaller, for example with fewer or smaller pictures.`,
      { cause: error, facts: { maxBytes } },
    );
  }
  return new UploadError('upload.file-missing', 'The request must carry one file, named "file".', {
    cause: error,
  });
}

/** The last part of a name, without controls or what could turn the direction of writing; at most 150 characters. */
export function cleanFileName(name: string): string {
  const base = name.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const clean = base
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (clean === '' || /^\.+$/.test(clean)) return 'document';
  const extension = path.extname(clean).slice(0, 10);
  return clean.length <= 150 ? clean : clean.slice(0, 150 - extension.length) + extension;
}

function textFields(body: unknown): Record<string, string> {
  const entries = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
