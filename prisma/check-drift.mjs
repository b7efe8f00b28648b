// Exits 1 and prints the missing SQL when the checked-in migrations do not make what schema.prisma says.
import { readMigrations, sqlFromMigrationsToSchema } from './scripts/schema-engine.mjs';

const sql = await sqlFromMigrationsToSchema({ migrations: readMigrations() });
if (sql !== undefined) {
  console.error('schema.prisma and the migrations differ. Missing:\n');
  console.error(sql);
  process.exit(1);
}
console.log('schema.prisma and the migrations agree');
