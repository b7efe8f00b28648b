import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Options of {@link createLogger}. */
export interface LoggerOptions {
  level?: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Default: standard output. */
  destination?: DestinationStream;
}

/** Names that never reach a log, wherever in the logged object they stand (two levels deep). */
const secretNames = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'passphrase',
  'code',
  'otp',
  'token',
  'ticket',
  'secret',
  'accessToken',
  'idToken',
  'activation',
  'nnin',
  'nationalIdentityNumber',
  'birthdate',
  'birthDate',
  'email',
  'to',
];

/**
 * A JSON-lines logger without personal numbers, codes, passwords or document content. Redaction is the second line of
 * defence: callers log ids, not people.
 */
export function createLogger({ level = 'info', destination }: LoggerOptions = {}): Logger {
  const paths = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: '[removed]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
