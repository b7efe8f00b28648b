// node make-migration.mjs NAME [--from-scratch]
//
// Writes migrations/NAME/migration.sql with what the schema has and the migrations lack. `--from-scratch` throws all
// migrations away first and makes one that creates everything: for the time before the first release only.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  lockFileContent,
  lockFileName,
  migrationsFolder,
  readMigrations,
  sqlFromMigrationsToSchema,
} from './scripts/schema-engine.mjs';

const {
  values: { 'from-scratch': fromScratch },
  positionals: [name],
} = parseArgs({ allowPositionals: true, options: { 'from-scratch': { type: 'boolean', default: false } } });

if (name === undefined || !/^\d{4}_[a-z0-9_]+$/.test(name)) {
  console.error('usage: node make-migration.mjs 0002_what_it_does [--from-scratch]');
  process.exit(2);
}
const migrations = fromScratch ? [] : readMigrations();
const newest = migrations.at(-1);
if (newest !== undefined && newest.name.slice(0, 4) >= name.slice(0, 4)) {
  console.error(`the number must be higher than that of ${newest.name}`);
  process.exit(2);
}

const sql = await sqlFromMigrationsToSchema({ migrations });
if (sql === undefined) {
  console.log('the migrations already make what the schema says');
} else {
  if (fromScratch) rmSync(migrationsFolder, { recursive: true, force: true });
  mkdirSync(path.join(migrationsFolder, name), { recursive: true });
  writeFileSync(path.join(migrationsFolder, lockFileName), lockFileContent);
  writeFileSync(path.join(migrationsFolder, name, 'migration.sql'), sql);
  console.log(`written: migrations/${name}/migration.sql (read it before you commit it)`);
}
