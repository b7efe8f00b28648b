export { createTestClock, type TestClock } from './clock.js';
export { openTestDatabase, openTestPostgres, type TestPostgres } from './database.js';
export { findPostgresPrograms, type NoPostgres } from './postgres-server.js';
export { createTestContext, type TestContext, type TestContextOptions } from './service-context.js';
