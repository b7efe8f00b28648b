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
    ],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
