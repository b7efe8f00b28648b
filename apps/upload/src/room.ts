import type { DatabaseHandle } from '@segl/database';
import type { ObjectStore, ServiceContext } from '@segl/platform';
import type { UploadConfig } from './config.js';
import type { CrashSeam } from './crash-points.js';
import type { DocumentPasswords } from './document-passwords.js';
import type { RenderMethods } from './rendering/drawn-page.js';
import type { CheckMethods } from './workers/check-methods.js';
import type { WorkerPool } from './workers/worker-pool.js';

/** What the use cases of this room work with. */
export interface UploadRoom {
  context: ServiceContext<DatabaseHandle>;
  config: UploadConfig;
  store: ObjectStore;
  /** Of encrypted PDFs. */
  passwords: DocumentPasswords;
  /** Threads that check, convert and verify. */
  checks: WorkerPool<CheckMethods>;
  /** Threads that draw pages. */
  renderers: WorkerPool<RenderMethods>;
  crashAt: CrashSeam;
}

/** Queues of background work. */
export const queues = {
  /** {intakeId}: check what came in, convert it, ask for its pages. */
  checkIntake: 'upload.check-intake',
  /** {renderingId}: draw pages. */
  render: 'upload.render',
} as const;

/** Where things lie in the object store. */
export const objectKeys = {
  /** Bytes received that are no PDF. */
  original: (intakeId: string) => `intakes/${intakeId}/original`,
  /** The PDF that a rendering shows; for an intake also the PDF to be signed. */
  pdf: (renderingId: string) => `renderings/${renderingId}/document.pdf`,
  image: (sha256: string) => `images/${sha256.slice(0, 2)}/${sha256}`,
  text: (sha256: string) => `texts/${sha256.slice(0, 2)}/${sha256}.json`,
} as const;
