import { spawnSync } from 'node:child_process';
import { accessSync, constants, cpSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { makeFolder } from './support.js';

const { folder, at } = makeFolder();
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const top = fileURLToPath(new URL('../../../', import.meta.url));
const room = path.join(top, 'apps/cli');
const { bin } = JSON.parse(readFileSync(path.join(room, 'package.json'), 'utf8')) as {
  bin: Readonly<Record<string, string>>;
};
const program = path.join(room, bin['segl'] ?? '');

it('npx finds segl once npm ci has run: its file is there before any build, and can be executed', () => {
  expect(realpathSync(path.join(top, 'node_modules/.bin/segl'))).toBe(realpathSync(program));
  expect(readFileSync(program, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node');
  accessSync(program, constants.X_OK);
});

it('says what to do where nothing was built, as a wrong call', () => {
  mkdirSync(at('bin'));
  cpSync(program, at('bin/segl.mjs'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [at('bin/segl.mjs'), 'verify', 'x.pdf'], {
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([64, '']);
  expect(stderr).toContain('npm run build');
});
