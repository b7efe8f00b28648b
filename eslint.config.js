import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import tseslint from 'typescript-eslint';

/** Who may import whom (docs/architecture.md). Every room lists the packages it may open a door to. */
const services = ['upload', 'signing', 'bankid', 'vault', 'trust', 'registry'];
const doors = {
  'packages/pades': [],
  'packages/domain': [],
  'packages/contracts': ['domain'],
  'packages/platform': ['contracts', 'domain'],
  'packages/testkit': ['domain', 'contracts', 'platform', 'pades', 'database'],
  prisma: ['platform'],
  certs: [],
  'apps/web': ['contracts'],
  'apps/upload': ['domain', 'contracts', 'platform', 'database', 'pades'],
  'apps/signing': ['domain', 'contracts', 'platform', 'database', 'pades'],
  'apps/bankid': ['domain', 'contracts', 'platform', 'database'],
  'apps/vault': ['domain', 'contracts', 'platform', 'database', 'pades'],
  'apps/trust': ['domain', 'contracts', 'platform', 'database', 'pades', 'certs'],
  'apps/registry': ['domain', 'contracts', 'platform', 'database'],
  'apps/cli': ['domain', 'contracts', 'platform', 'database', 'pades', 'certs', ...services],
  e2e: ['contracts', 'pades', 'testkit'],
  // Counts uses of keys and follows the audit chain, which no address tells.
  'e2e/faults': ['contracts', 'pades', 'testkit', 'database'],
  bench: ['pades', 'testkit', 'contracts'],
  // Examples are others' programs: they know Segl by its addresses alone.
  'examples/online-bank': [],
};
const everyRoom = [
  'pades',
  'domain',
  'contracts',
  'platform',
  'testkit',
  'database',
  'certs',
  'web',
  'cli',
  ...services,
];

const roomRules = Object.entries(doors).map(([room, allowed]) => {
  const closed = everyRoom.filter((name) => !allowed.includes(name));
  return {
    files: [
      `${room}/src/**/*.{ts,tsx}`,
      ...(['e2e', 'e2e/faults', 'bench'].includes(room) ? [`${room}/**/*.ts`] : []),
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: closed.map((name) => ({
            name: `@segl/${name}`,
            message: `${room} has no door to ${name} (docs/architecture.md).`,
          })),
          patterns: [
            { group: ['@segl/*/*'], message: 'Enter a room through its index only.' },
            { regex: '(\\.\\./){2,}(apps|packages|prisma|certs)/', message: 'Import other rooms by name.' },
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/generated/**',
      '**/node_modules/**',
      'data/**',
      '.cache/**',
      '**/playwright-report/**',
      '**/test-results/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx,js,mjs}'],
    plugins: { 'import-x': importX },
    settings: {
      // Without these two the rule against cycles looks into no TypeScript file.
      'import-x/extensions': ['.ts', '.tsx', '.js', '.mjs'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver-next': [
        createTypeScriptImportResolver({ conditionNames: ['@segl/source', 'types', 'import', 'default'] }),
      ],
    },
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        setImmediate: 'readonly',
        AbortSignal: 'readonly',
        AbortController: 'readonly',
        performance: 'readonly',
        WebAssembly: 'readonly',
        structuredClone: 'readonly',
        TextEncoder: 'readonly',
        TextDecoder: 'readonly',
        FormData: 'readonly',
        Blob: 'readonly',
        Response: 'readonly',
        Request: 'readonly',
        crypto: 'readonly',
      },
    },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-extraneous-class': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    // What talks to a person at a terminal may print.
    files: [
      'scripts/**',
      'apps/cli/**',
      'e2e/**',
      'bench/**',
      'prisma/**/*.mjs',
      '**/bin/**',
      '**/test/**',
      '**/fuzz/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/test/**', 'e2e/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Runs in a browser, before anything else.
    files: ['apps/web/public/**'],
    languageOptions: { globals: { document: 'readonly', localStorage: 'readonly', window: 'readonly' } },
  },
  {
    // Runs in the browser that shows the dialog.
    files: ['apps/bankid/assets/**'],
    languageOptions: { globals: { document: 'readonly', location: 'readonly' } },
  },
  {
    files: ['apps/web/public/app-service-worker.js'],
    languageOptions: { globals: { self: 'readonly', caches: 'readonly' } },
  },
  ...roomRules,
);
