import { integerSetting, readEnv, type Environment } from '@segl/platform';
import { z } from 'zod';

const settings = z.object({
  UPLOAD_MAX_BYTES: integerSetting({ min: 1000, max: 500_000_000 }).default(35_000_000),
  UPLOAD_MAX_PAGES: integerSetting({ min: 1, max: 10_000 }).default(1000),
  UPLOAD_MAX_PAGE_POINTS: integerSetting({ min: 600, max: 100_000 }).default(14_400),
  UPLOAD_RENDER_THREADS: integerSetting({ min: 1, max: 16 }).default(2),
  UPLOAD_RENDER_MAX_PIXELS: integerSetting({ min: 1_000_000, max: 100_000_000 }).default(16_000_000),
  UPLOAD_PAGE_TIMEOUT_SECONDS: integerSetting({ min: 1, max: 600 }).default(20),
  UPLOAD_DOCUMENT_TIMEOUT_SECONDS: integerSetting({ min: 1, max: 7200 }).default(1200),
  UPLOAD_CHECK_THREADS: integerSetting({ min: 1, max: 16 }).default(2),
  UPLOAD_CHECK_TIMEOUT_SECONDS: integerSetting({ min: 1, max: 600 }).default(30),
  UPLOAD_WORKER_MEMORY_MB: integerSetting({ min: 64, max: 8192 }).default(512),
  UPLOAD_INTAKES_PER_MINUTE: integerSetting({ min: 1, max: 100_000 }).default(60),
  UPLOAD_VERIFICATIONS_PER_MINUTE: integerSetting({ min: 1, max: 100_000 }).default(20),
  UPLOAD_ROOM_KEY: z.base64().optional(),
});

/** Settings of upload. */
export interface UploadConfig {
  /** Bytes of a file. */
  maxBytes: number;
  /** Pages of a document. */
  maxPages: number;
  /** Longest side of a page in points; 14,400 (508 cm) is what PDF itself foresees. */
  maxPagePoints: number;
  rendering: {
    threads: number;
    /** Pixels of one page image; larger pages are drawn less dense. */
    maxPixels: number;
    pageTimeoutSeconds: number;
    documentTimeoutSeconds: number;
  };
  checks: {
    threads: number;
    timeoutSeconds: number;
  };
  /** Heap, and WebAssembly memory, of one worker thread. */
  workerMemoryMegabytes: number;
  /** Files and texts that one owner may send. */
  intakesPerMinute: number;
  /** Files that one address may have verified. */
  verificationsPerMinute: number;
}

/** Secrets, kept apart so that settings can be logged. */
export interface UploadSecrets {
  /** 32 bytes in base64, which wraps passwords of documents; undefined: a key file in the data folder, made at first start. */
  roomKey: string | undefined;
}

/** Reads the secrets. @throws PlatformError `platform.invalid-settings` */
export function readUploadSecrets(env: Environment): UploadSecrets {
  return { roomKey: readEnv(settings, env).UPLOAD_ROOM_KEY };
}

/** Reads the environment. @throws PlatformError `platform.invalid-settings` */
export function readUploadConfig(env: Environment): UploadConfig {
  const read = readEnv(settings, env);
  return {
    maxBytes: read.UPLOAD_MAX_BYTES,
    maxPages: read.UPLOAD_MAX_PAGES,
    maxPagePoints: read.UPLOAD_MAX_PAGE_POINTS,
    rendering: {
      threads: read.UPLOAD_RENDER_THREADS,
      maxPixels: read.UPLOAD_RENDER_MAX_PIXELS,
      pageTimeoutSeconds: read.UPLOAD_PAGE_TIMEOUT_SECONDS,
      documentTimeoutSeconds: read.UPLOAD_DOCUMENT_TIMEOUT_SECONDS,
    },
    checks: {
      threads: read.UPLOAD_CHECK_THREADS,
      timeoutSeconds: read.UPLOAD_CHECK_TIMEOUT_SECONDS,
    },
    workerMemoryMegabytes: read.UPLOAD_WORKER_MEMORY_MB,
    intakesPerMinute: read.UPLOAD_INTAKES_PER_MINUTE,
    verificationsPerMinute: read.UPLOAD_VERIFICATIONS_PER_MINUTE,
  };
}
