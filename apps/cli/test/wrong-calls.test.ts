import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addExtendCommand } from '../src/files/commands/extend.js';
import { addSignCommand } from '../src/files/commands/sign.js';
import { addVerifyCommand } from '../src/files/commands/verify.js';
import { UsageError } from '../src/usage-error.js';
import { makeFolder } from './support.js';

const { folder, at } = makeFolder();
beforeAll(() => {
  mkdirSync(at('trust'));
  for (const name of ['in.pdf', 'me.p12', 'pass.txt']) writeFileSync(at(name), 'x');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What a call is told before any file is worked on. */
async function complaint(...args: string[]): Promise<string> {
  const program = new Command().exitOverride();
  addSignCommand(program);
  addVerifyCommand(program);
  addExtendCommand(program);
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    if (error instanceof CommanderError && error.exitCode !== 0) return error.message;
    throw error;
  } finally {
    told.mockRestore();
  }
  throw new TypeError('The call was taken');
}

const p12 = ['--p12', at('me.p12'), '--passphrase-file', at('pass.txt')];
const csc = ['--credential', 'one', '--access-token-file', at('pass.txt')];

it.each([
  ['a capacity that is not shown', [...p12, '--capacity', 'chair'], '--capacity is shown on visible'],
  ['an image that is not shown', [...p12, '--image', 'x.png', '--page', '1'], '--image is shown on visible'],
  [
    'an image in a new field without a rectangle',
    [...p12, '--image', 'x', '--field', 'A', '--page', '1'],
    '--image',
  ],
  ['a certificate with PKCS#12', [...p12, '--cert', 'c.pem'], '--cert goes with --key or --pkcs11.'],
  ['a token with PKCS#12', [...p12, '--token', 'T'], '--token goes with --pkcs11.'],
  ['an API version with PKCS#12', [...p12, '--csc-version', '2'], '--csc-version goes with --csc.'],
  ['a PIN with PKCS#12', [...p12, '--pin-file', at('pass.txt')], '--pin-file goes with --pkcs11 or --csc.'],
  [
    'a passphrase with a service',
    ['--csc', 'https://a.example', ...csc, '--passphrase-env', 'X'],
    '--passphrase-env goes',
  ],
  ['an empty name', [...p12, '--name', ' '], 'must not be empty'],
  ['an empty field name', [...p12, '--field', ''], 'must not be empty'],
  ['a full stop in the name of a new field', [...p12, '--field', 'a.b', '--page', '1'], 'no full stop'],
  [
    'a service without encryption',
    ['--csc', 'http://signing.example:8080/v2', ...csc],
    'http://signing.example:8080',
  ],
  ['a password in an address', ['--csc', 'https://me:secret@a.example', ...csc], 'no name and password'],
  ['a service that is a file', ['--csc', 'file:///x', ...csc], 'https://'],
])('segl sign refuses %s', async (_, options, message) => {
  expect(await complaint('sign', at('in.pdf'), '--out', at('out.pdf'), ...options)).toContain(message);
});

it.each(['1', '2026', 'tomorrow', '2026-13-01'])('segl verify takes no %s for a time', async (time) => {
  expect(await complaint('verify', at('in.pdf'), '--at', time)).toContain('It must be a time');
});

it('segl extend refuses an archive time-stamp from nobody', async () => {
  const call = ['extend', at('in.pdf'), '--level', 'B-LTA', '--in-place'];
  expect(await complaint(...call)).toBe('Level B-LTA needs a time-stamp server: give --tsa URL.');
});
