import path from 'node:path';
import { z } from 'zod';
import {
  flagSetting,
  httpUrlSetting,
  integerSetting,
  PlatformError,
  readEnv,
  serviceNames,
  type Environment,
  type Locale,
  type ServiceName,
} from '@segl/platform';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** The process's own settings; each room reads its own in its `config.ts`. Explained in `.env.example`. */
const environment = z.object({
  NODE_ENV: z.string().default('production'),
  PORT: integerSetting({ min: 1, max: 65535 }).default(3000),
  HOST: z.string().optional(),
  BASE_URL: httpUrlSetting.optional(),
  TRUSTED_PROXIES: integerSetting({ min: 0, max: 10 }).default(0),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z.string().optional(),
  OBJECT_STORE_URL: z.string().optional(),
  SMTP_URL: z.string().optional(),
  MAIL_FROM: z.string().default('Segl <segl@localhost>'),
  LOG_LEVEL: z.enum(logLevels).default('warn'),
  SEGL_DEMO: flagSetting.default(true),
  SEGL_LOCALE: z.enum(['nb', 'nn', 'en']).default('nb'),
  SEGL_TEST_CLOCK: flagSetting.default(false),
  SEGL_TEST_CLOCK_SHIFT: integerSetting({ min: 0, max: 1_000_000_000 }).default(0),
  TLS_KEY_FILE: z.string().optional(),
  TLS_CERT_FILE: z.string().optional(),
  WEB_URL: httpUrlSetting.optional(),
  UPLOAD_URL: httpUrlSetting.optional(),
  SIGNING_URL: httpUrlSetting.optional(),
  BANKID_URL: httpUrlSetting.optional(),
  VAULT_URL: httpUrlSetting.optional(),
  TRUST_URL: httpUrlSetting.optional(),
  REGISTRY_URL: httpUrlSetting.optional(),
});

/** What `segl start` goes by. */
export interface StartConfig {
  port: number;
  host: string | undefined;
  baseUrl: string;
  urls: Record<ServiceName, string>;
  trustedProxies: number;
  /** Absolute path. */
  dataDir: string;
  databaseUrl: string | undefined;
  databaseUrls: Partial<Record<ServiceName, string>>;
  objectStoreUrl: string | undefined;
  smtpUrl: string | undefined;
  mailFrom: string;
  logLevel: (typeof logLevels)[number];
  demo: boolean;
  locale: Locale;
  /** Tests only: the clock can be moved, and begins so many seconds ahead. */
  testClock: { shiftSeconds: number } | undefined;
  /** `local`: a certificate made at first use. */
  tls: 'none' | 'local' | { keyFile: string; certificateFile: string };
}

/**
 * Reads the process's settings.
 * @throws PlatformError `platform.invalid-settings`
 */
export function readStartConfig(env: Environment, options: { https: boolean }): StartConfig {
  const settings = readEnv(environment, env);
  if (settings.SEGL_TEST_CLOCK && settings.NODE_ENV === 'production') {
    throw new PlatformError(
      'platform.invalid-settings',
      'SEGL_TEST_CLOCK moves the clock and is for tests only: it is refused in production',
    );
  }
  const own = ownDatabases(env);
  if (settings.DATABASE_URL === undefined && Object.keys(own).length > 0) {
    throw new PlatformError(
      'platform.invalid-settings',
      'DATABASE_URL_<ROOM> needs DATABASE_URL too: jobs and limits, which all rooms share, live there',
    );
  }
  const { TLS_KEY_FILE: keyFile, TLS_CERT_FILE: certificateFile } = settings;
  const ownTls =
    keyFile !== undefined && certificateFile !== undefined ? { keyFile, certificateFile } : undefined;
  const tls = ownTls ?? (options.https ? 'local' : 'none');
  const scheme = tls === 'none' ? 'http' : 'https';
  const baseUrl = settings.BASE_URL ?? `${scheme}://localhost:${String(settings.PORT)}`;
  const roomUrl = (name: ServiceName): string =>
    settings[`${name.toUpperCase() as Uppercase<ServiceName>}_URL`] ??
    (name === 'web' ? baseUrl : `${baseUrl}/${name}`);
  return {
    port: settings.PORT,
    host: settings.HOST,
    baseUrl,
    urls: Object.fromEntries(serviceNames.map((name) => [name, roomUrl(name)])) as Record<
      ServiceName,
      string
    >,
    trustedProxies: settings.TRUSTED_PROXIES,
    dataDir: path.resolve(settings.DATA_DIR),
    databaseUrl: settings.DATABASE_URL,
    databaseUrls: own,
    objectStoreUrl: settings.OBJECT_STORE_URL,
    smtpUrl: settings.SMTP_URL,
    mailFrom: settings.MAIL_FROM,
    logLevel: settings.LOG_LEVEL,
    demo: settings.SEGL_DEMO,
    locale: settings.SEGL_LOCALE,
    testClock: settings.SEGL_TEST_CLOCK ? { shiftSeconds: settings.SEGL_TEST_CLOCK_SHIFT } : undefined,
    tls,
  };
}

function ownDatabases(env: Environment): Partial<Record<ServiceName, string>> {
  const own = serviceNames.map((name) => [name, env[`DATABASE_URL_${name.toUpperCase()}`]] as const);
  return Object.fromEntries(own.filter(([, url]) => url !== undefined && url !== ''));
}
