import type { Router } from 'express';
import type { Clock } from './clock.js';
import type { Jobs } from './jobs.js';
import type { Logger } from './logging.js';
import type { Mailer } from './mail.js';
import type { ObjectStore } from './object-store.js';
import type { ServiceKeys } from './service-keys.js';

/** Every room that has an address of its own. */
export const serviceNames = ['web', 'upload', 'signing', 'bankid', 'vault', 'trust', 'registry'] as const;

/** The name of a room; also issuer and audience of service tokens. */
export type ServiceName = (typeof serviceNames)[number];

/** One thing a service needs before it can do its work, as told by `/ready`. */
export interface ReadyCheck {
  name: string;
  ok: boolean;
  /** Words for the operator; never secrets or personal data. */
  detail?: string;
}

/** A service, made by its app's `create<Name>Service(context)` and started by the command line. */
export interface Service {
  name: ServiceName;
  /** Where the router is mounted, such as `/signing`. */
  path: `/${string}`;
  router: Router;
  /** Starts jobs and first-run work (keys, demo people). Called once, after migration, when the HTTP port listens. */
  start(): Promise<void>;
  /** What the service needs, checked now. */
  ready(): Promise<ReadyCheck[]>;
  /** What makes first requests quick and can wait. Called once, when every service is ready; nobody waits for it. */
  warmUp?(): void;
  /** Waits for running work (a running signature finishes), takes no new. Called once, after requests have drained. */
  stop(): Promise<void>;
}

/** The least that platform needs of a database: SQL outside any Prisma transaction. */
export interface SqlDatabase {
  kind: 'pglite' | 'postgresql';
  /** Runs one statement with `$1`-style parameters. Refused inside a transaction scope (`platform.io-in-transaction`). */
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** Languages that people read Segl in. */
export type Locale = 'nb' | 'nn' | 'en';

/**
 * What a service gets from whoever starts it.
 * `Database` is `DatabaseHandle` of `@segl/database` in services: platform itself does not import the database.
 */
export interface ServiceContext<Database extends SqlDatabase = SqlDatabase> {
  /** The service this context was made for; issuer of its tokens, and whose key is used. */
  service: ServiceName;
  /** Public origin of the web, without trailing slash: `http://localhost:3000`. */
  baseUrl: string;
  /** Public address of each room including its path prefix, without trailing slash: `http://localhost:3000/signing`. */
  urls: Readonly<Record<ServiceName, string>>;
  /** The environment, for the service's own `config.ts` alone. */
  env: Readonly<Record<string, string | undefined>>;
  database: Database;
  /** The store of one room; keys of different rooms never meet. */
  objectStore(room: string): ObjectStore;
  jobs: Jobs;
  mailer: Mailer;
  /** A child logger that names the service. */
  logger: Logger;
  clock: Clock;
  serviceKeys: ServiceKeys;
  /** Absolute path of the data folder (0700). */
  dataDir: string;
  demo: { enabled: boolean };
  /** End-to-end tests only: told of every crash point that the room passes; may end the process there. */
  crashAt?: (point: string) => void;
  /** The language when a person has not chosen one. */
  locale: Locale;
}
