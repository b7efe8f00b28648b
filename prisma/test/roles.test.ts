import { readFile } from 'node:fs/promises';
import { createJobs, createLogger, systemClock } from '@segl/platform';
import { openTestPostgres } from '@segl/testkit';
import { openDatabase } from '@segl/database';
import { afterAll, describe, expect, it } from 'vitest';

const logger = createLogger({ level: 'silent' });
const postgres = await openTestPostgres();
if ('reason' in postgres) console.warn(`roles of services are not tested: ${postgres.reason}`);
afterAll(async () => {
  if ('stop' in postgres) await postgres.stop();
});

describe.runIf(!('reason' in postgres))('roles of services', () => {
  it('each sees its own schema and the shared one, and no other', async () => {
    if ('reason' in postgres) throw new TypeError('guarded by runIf');
    const url = new URL(await postgres.createDatabase());
    const owner = await openDatabase({ url: url.href, logger });
    await owner.migrate();
    const roles = await readFile(new URL('../roles.sql', import.meta.url), 'utf8');
    await owner.executeSql(roles);
    await owner.executeSql(roles); // again changes nothing
    await owner.executeSql(`ALTER ROLE segl_signing PASSWORD 'test'; CREATE TABLE signing.later (id int)`);

    url.username = 'segl_signing';
    url.password = 'test';
    const signing = await openDatabase({ url: url.href, logger });
    // A process of one room holds no other role than this one: it looks whether a migration is due, and none is.
    expect(await signing.migrate()).toEqual({ applied: [] });
    expect(await signing.prisma.signOrder.count()).toBe(0);
    expect((await signing.executeSql('SELECT * FROM signing.later')).rows).toEqual([]);
    const jobs = createJobs({ database: signing, clock: systemClock, logger });
    expect(await jobs.send('signing.test', {})).toBeTypeOf('string');
    for (const table of [
      'bankid."BankId"',
      'vault."VaultKey"',
      'trust."Issuer"',
      'upload."Intake"',
      'registry."Company"',
    ]) {
      await expect(signing.executeSql(`SELECT * FROM ${table}`)).rejects.toThrow('permission denied');
    }
    await expect(signing.executeSql('DROP TABLE platform.job')).rejects.toThrow('must be owner');
    await expect(signing.executeSql('CREATE TABLE signing.mine (id int)')).rejects.toThrow(
      'permission denied',
    );
    await owner.executeSql('DELETE FROM _prisma_migrations');
    await expect(signing.migrate()).rejects.toMatchObject({ code: 'database.migration-forbidden' });
    await signing.close();
    await owner.close();
  });
});
