import { defineConfig } from 'vitest/config';

// Workspace packages are resolved to their sources, so that tests need no build.
const conditions = ['@segl/source', 'node', 'development|production'];

/**
 * Files that run one after the other in the same process: each by itself would load the same modules and compile the same
 * database anew, which took nearly half of their time. They leave the process as they found it: its clock, environment, output.
 * What starts a server or a token of its own does not belong here; what is not named here has a process to itself.
 */
const together = [
  'packages/{contracts,domain,pades}/test/**/*.test.ts',
  'apps/{registry,trust,web}/test/**/*.test.{ts,tsx}',
  // It counts calls of a module that it replaces.
  'apps/bankid/test/!(uniform-work).test.ts',
  'apps/vault/test/!(token-keys).test.ts',
  'certs/test/**/*.test.ts',
];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['@segl/source', 'node', 'import'] } },
  test: {
    pool: 'forks',
    // More than two cores: tests wait for files, hashes and each other nearly half of their time.
    maxWorkers: 4,
    // A shared machine may be busy: what hangs is ended all the same.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    // In CI a test may be tried again; vitest says so when one needed it.
    retry: process.env['CI'] === undefined ? 0 : 1,
    projects: [
      {
        extends: true,
        test: {
          name: 'apart',
          include: [
            'packages/*/test/**/*.test.ts',
            'apps/*/test/**/*.test.{ts,tsx}',
            'prisma/test/**/*.test.ts',
            'certs/test/**/*.test.ts',
            'scripts/test/**/*.test.ts',
            'examples/*/test/**/*.test.ts',
          ],
          exclude: together,
        },
      },
      { extends: true, test: { name: 'together', include: together, isolate: false } },
    ],
  },
});
