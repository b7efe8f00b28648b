export { createAdvanceableClock, systemClock, type AdvanceableClock, type Clock } from './clock.js';
export { PlatformError, type PlatformErrorCode } from './errors.js';
export type { HttpServer, HttpServerOptions } from './http-server.js';
export type { Job, Jobs, QueueDefinition, SendOptions, SqlTransaction } from './jobs.js';
export { createLogger, type Logger, type LoggerOptions } from './logging.js';
export type { Mailer, MailMessage } from './mail.js';
export {
  isObjectKey,
  type ObjectFacts,
  type ObjectStore,
  type PutOptions,
  type StoredObject,
} from './object-store.js';
export { ProblemError, type ProblemOptions } from './problem.js';
export { notFoundHandler, problemHandler } from './problem-handler.js';
export { createDatabaseRateLimitStore, rateLimit, type RateLimitOptions } from './rate-limit.js';
export { assignRequestId, requestIdOf } from './request-id.js';
export { asyncRoute, parseBody, parseParams, parseQuery } from './route.js';
export { requireSameOrigin, type SameOriginOptions } from './same-origin.js';
export { securityHeaders, type SecurityHeadersOptions } from './security-headers.js';
export {
  serviceNames,
  type Locale,
  type ReadyCheck,
  type Service,
  type ServiceContext,
  type ServiceName,
  type SqlDatabase,
} from './service.js';
export {
  answerError,
  createServiceClient,
  ServiceAnswerError,
  type ServiceClient,
  type ServiceJsonRequest,
  type ServiceRequest,
} from './service-client.js';
export type { ServiceKeys } from './service-keys.js';
export {
  issueServiceToken,
  issueTicket,
  requireServiceToken,
  requireTicket,
  serviceCallerOf,
  ticketOf,
  verifyServiceToken,
  verifyTicket,
  type Admission,
  type ServiceCaller,
  type Ticket,
  type TicketRequest,
  type TokenContext,
} from './service-tokens.js';
export {
  assertOutsideTransaction,
  isInTransactionScope,
  runInTransactionScope,
} from './transaction-scope.js';
