import { defineConfig } from 'vitest/config';

// Workspace packages are resolved to their sources, so that tests need no build.
const conditions = ['@segl/source', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['@segl/source', 'node', 'import'] } },
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'apps/*/test/**/*.test.{ts,tsx}',
      'prisma/test/**/*.test.ts',
      'certs/test/**/*.test.ts',
      'scripts/test/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
    ],
    pool: 'forks',
    maxWorkers: 2,
    // A shared machine may be busy: what hangs is ended all the same.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // In CI a test may be tried again; vitest says so when one needed it.
    retry: process.env['CI'] === undefined ? 0 : 1,
  },
});
