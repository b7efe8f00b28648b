export { createAdvanceableClock, systemClock, type AdvanceableClock, type Clock } from './clock.js';
export { PlatformError, type PlatformErrorCode } from './errors.js';
export { createHttpServer, type HttpServer, type HttpServerOptions, type TlsOptions } from './http-server.js';
export { createJobs, type JobsOptions } from './database-jobs.js';
export type { Job, Jobs, QueueDefinition, SendOptions, SqlTransaction } from './jobs.js';
export { createApp, type AppOptions } from './create-app.js';
export { flagSetting, httpUrlSetting, integerSetting, readEnv, type Environment } from './config.js';
export { acquireDataLock, type DataLock } from './data-lock.js';
export { createLogger, type Logger, type LoggerOptions } from './logging.js';
export {
  createSmtpMailer,
  createStoringMailer,
  type Mailer,
  type MailMessage,
  type SmtpOptions,
} from './mail.js';
export {
  isObjectKey,
  type ObjectFacts,
  type ObjectStore,
  type PutOptions,
  type StoredObject,
} from './object-store.js';
export { openObjectStores, type ObjectStoresOptions } from './open-object-stores.js';
export { createFileObjectStore } from './file-object-store.js';
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
export {
  loadMasterKey,
  loadOrCreateSecretFile,
  unwrapKey,
  wrapKey,
  type MasterKey,
  type MasterKeyOptions,
} from './secrets.js';
export {
  generateServiceKeys,
  loadServiceKeys,
  type ServiceKeys,
  type ServiceKeysOptions,
} from './service-keys.js';
export { outboundFetch } from './outbound-fetch.js';
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
  afterCommit,
  assertOutsideTransaction,
  isInTransactionScope,
  runInTransactionScope,
} from './transaction-scope.js';
