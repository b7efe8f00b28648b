import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const eslint = new ESLint({ cwd: root });

const services = ['upload', 'signing', 'bankid', 'vault', 'trust', 'registry'];
const apps = [...services, 'web', 'cli'];
const everyName = [...apps, 'pades', 'domain', 'contracts', 'platform', 'database', 'testkit', 'certs'];
const rooms = [
  ...['apps', 'packages'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => existsSync(path.join(root, folder, name, 'package.json')))
      .map((name) => `${folder}/${name}`),
  ),
  'prisma',
  'certs',
];
const nameOf = (room: string): string => (room === 'prisma' ? 'database' : path.basename(room));

/** What lint says of the import rules when `file` holds `code`; the file itself is left alone. */
async function importErrors(file: string, code: string): Promise<{ rule: string | null; message: string }[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
  return (result?.messages ?? [])
    .filter(({ ruleId, fatal }) => fatal === true || /no-restricted-imports|no-cycle/.test(ruleId ?? ''))
    .map(({ ruleId, message }) => ({ rule: ruleId, message }));
}

/** The rooms of ours that a file in `room` may not import. */
async function refusedIn(room: string): Promise<string[]> {
  const names = everyName.filter((name) => name !== nameOf(room));
  const code = names.map((name) => `import '@segl/${name}';`).join('\n');
  const errors = await importErrors(`${room}/src/made-up.ts`, `${code}\n`);
  return names.filter((name) => errors.some(({ message }) => message.includes(`'@segl/${name}'`)));
}

/** Everything of ours but `allowed` and the room itself. */
const allBut = (room: string, allowed: readonly string[]): string[] =>
  everyName.filter((name) => name !== nameOf(room) && !allowed.includes(name));

describe('lint keeps the doors between rooms', () => {
  it.each(['packages/pades', 'packages/domain', 'certs'])('%s imports nothing of ours', async (room) => {
    expect(await refusedIn(room)).toEqual(allBut(room, []));
  });

  it('the web imports contracts alone', async () => {
    expect(await refusedIn('apps/web')).toEqual(allBut('apps/web', ['contracts']));
  });

  it.each(rooms.filter((room) => room !== 'apps/cli'))('%s imports no app', async (room) => {
    expect(await refusedIn(room)).toEqual(
      expect.arrayContaining(apps.filter((name) => name !== nameOf(room))),
    );
  });

  it('the command line alone starts services, and sees no pages', async () => {
    expect(await refusedIn('apps/cli')).toEqual(['web', 'testkit']);
  });

  it.each(rooms.filter((room) => room !== 'packages/testkit'))(
    '%s ships nothing made for tests',
    async (room) => {
      expect(await refusedIn(room)).toContain('testkit');
    },
  );

  it.each([
    ['packages/platform', 'database'],
    ['apps/bankid', 'pades'],
    ['apps/registry', 'pades'],
    ['apps/signing', 'certs'],
    ['e2e', 'platform'],
    ['bench', 'database'],
  ])('%s has no door to %s', async (room, name) => {
    expect(await refusedIn(room)).toContain(name);
  });

  it('lets through what has a door', async () => {
    const code = `import '@segl/contracts';\nimport '@segl/platform';\n`;
    expect(await importErrors('apps/signing/src/made-up.ts', code)).toEqual([]);
  });

  it.each([
    ['by a file behind its index', `import '@segl/contracts/src/signing.js';`],
    ['by its folder', `import '../../../packages/contracts/src/index.js';`],
    ['by the folder of a neighbour', `import '../../../apps/vault/src/index.js';`],
  ])('refuses to enter a room %s', async (_way, code) => {
    const errors = await importErrors('apps/signing/src/made-up.ts', `${code}\n`);
    expect(errors.map(({ rule }) => rule)).toEqual(['no-restricted-imports']);
  });

  it('refuses files that import each other', async () => {
    const folder = 'packages/domain/src';
    const index = readFileSync(path.join(root, folder, 'index.ts'), 'utf8');
    const part = /from '\.\/([a-z-]+)\.js'/.exec(index)?.[1] ?? '';
    const code = `import * as everything from './index.js';\nexport const names = Object.keys(everything);\n`;
    const errors = await importErrors(`${folder}/${part}.ts`, code);
    expect(errors.map(({ rule }) => rule)).toEqual(['import-x/no-cycle']);
  });
});
