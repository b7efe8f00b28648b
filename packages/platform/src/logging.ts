import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Options of {@link createLogger}. */
export interface LoggerOptions {
  level?: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Default: standard output. */
  destination?: DestinationStream;
}

/** Names whose values never reach a log, wherever in the logged object they stand (three levels deep). */
const secretNames = [
  ...[
    'authorization',
    'cookie',
    'set-cookie',
    'token',
    'ticket',
    'secret',
    'accessToken',
    'idToken',
    'activation',
  ],
  ...[
    'password',
    'passphrase',
    'otp',
    'oneTimeCode',
    'nnin',
    'nationalIdentityNumber',
    'birthdate',
    'birthDate',
  ],
  ...['email', 'recipient', 'body', 'query'],
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
    serializers: { err: (error: unknown) => describeError(error) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

interface ErrorDescription {
  type: string;
  code?: string;
  message: string;
  stack?: string;
  cause?: ErrorDescription;
}

/**
 * Of an error its type, code, message, stack and causes, and no other member: a driver's `detail` and Prisma's `meta`
 * quote the values of the row that was refused.
 */
function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error))
    return { type: typeof error, message: 'something was thrown that is no error' };
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined || depth >= 4 ? {} : { cause: describeError(cause, depth + 1) }),
  };
}
