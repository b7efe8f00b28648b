// Prisma's schema engine as WebAssembly: compares schemas and migrations without a native binary or a server.
//
// The package is Prisma's own but not a public interface: its version is pinned to the engine of the pinned `prisma`
// release and moves together with it. Its `applyMigrations` is not used: it leaves its advisory lock behind on PostgreSQL.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import { PrismaPGlite } from 'pglite-prisma-adapter';

const room = fileURLToPath(new URL('..', import.meta.url));
export const schemaFile = path.join(room, 'schema.prisma');
export const migrationsFolder = path.join(room, 'migrations');
export const lockFileName = 'migration_lock.toml';
export const lockFileContent = 'provider = "postgresql"\n';

/**
 * The SQL that leads from what the migrations make to what the schema says; undefined when there is nothing to do.
 *
 * @param {{ migrations: readonly { name: string, sql: string }[] }} options
 * @returns {Promise<string | undefined>}
 */
export async function sqlFromMigrationsToSchema({ migrations }) {
  const pglite = await PGlite.create('memory://');
  try {
    const schema = { path: schemaFile, content: readFileSync(schemaFile, 'utf8') };
    const engine = await openEngine(pglite, schema);
    const { exitCode, stdout } = await engine.diff({
      from: migrations.length === 0 ? { tag: 'empty' } : { tag: 'migrations', ...migrationList(migrations) },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: true,
      shadowDatabaseUrl: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    // 0 no difference, 2 differences; everything else is thrown by the engine.
    if (exitCode === 0) return undefined;
    if (exitCode === 2 && typeof stdout === 'string') return stdout;
    throw new Error(`the schema engine answered ${exitCode}`);
  } finally {
    await pglite.close();
  }
}

/** The checked-in migrations, in the order they are applied. */
export function readMigrations() {
  if (!existsSync(migrationsFolder)) return [];
  return readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({ name, sql: readFileSync(path.join(migrationsFolder, name, 'migration.sql'), 'utf8') }));
}

let loaded;

async function openEngine(pglite, schema) {
  // Once: the generated glue keeps views of the memory of the instance that it was first given.
  loaded ??= loadEngine();
  await loaded;
  const factory = new PrismaPGlite(pglite);
  return glue.SchemaEngine.new(
    { datamodels: [[schema.path, schema.content]] },
    () => undefined, // the engine's own trace
    bindMigrationAwareSqlAdapterFactory({
      provider: factory.provider,
      adapterName: factory.adapterName,
      connect: () => factory.connect(),
      // The migrations are tried on a shadow database; ours is empty and thrown away anyway.
      connectToShadowDb: () => factory.connect(),
    }),
  );
}

async function loadEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY ??= {
    set_message(message) {
      console.error(`schema engine: ${message}`);
    },
  };
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = readFileSync(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

function migrationList(migrations) {
  return {
    baseDir: migrationsFolder,
    lockfile: { path: lockFileName, content: lockFileContent },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}
