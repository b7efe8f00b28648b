// Makes the Prisma client from schema.prisma, with or without a network.
//
// Prisma's command line asks for its native schema engine before it does anything, also for `generate`, which has not
// used that engine since the client became TypeScript. Naming any existing file satisfies the question, so nothing is
// downloaded. Only `generate` may run like this: `prisma migrate` with such a stand-in would do nothing and claim success.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const prismaManifest = require.resolve('prisma/package.json');
const cli = path.join(path.dirname(prismaManifest), require(prismaManifest).bin.prisma);

const { status, error } = spawnSync(process.execPath, [cli, 'generate', '--schema', 'schema.prisma'], {
  cwd: here,
  stdio: 'inherit',
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? fileURLToPath(import.meta.url),
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
});
if (error) throw error;
process.exit(status ?? 1);
