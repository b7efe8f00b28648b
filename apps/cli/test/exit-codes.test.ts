import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  lines,
  makeFolder,
  makeParty,
  passphrase,
  seglHere,
  startAuthority,
  writeSigner,
  type Call,
} from './support.js';

const { folder, at } = makeFolder();
const authority = makeParty('Test TSA', 'time-stamping');
let server: Server;
let tsa: string;

beforeAll(async () => {
  await writeSigner(at, makeParty('Test Signer'));
  writeFileSync(at('pass.txt'), passphrase);
  writeFileSync(at('not.pdf'), 'this is no PDF');
  ({ server, url: tsa } = await startAuthority(authority));
  await seglHere('sign', at('plain.pdf'), '--out', at('signed.pdf'), ...key());
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const key = (): string[] => ['--p12', at('me.p12'), '--passphrase-file', at('pass.txt')];

/** How each command is called on a file, and calls that end with 0, 1 and 64; 2 is for a file that cannot be read. */
const commands: readonly (readonly [
  name: string,
  call: (input: string) => string[],
  input: 'plain.pdf' | 'signed.pdf',
  refused: () => string[],
  wrong: () => string[],
])[] = [
  [
    'sign',
    (input) => ['sign', input, '--out', at('out.pdf'), ...key()],
    'plain.pdf',
    () => ['sign', at('plain.pdf'), '--out', at('never.pdf'), '--field', 'Nowhere', ...key()],
    () => ['sign', at('plain.pdf'), '--out', at('never.pdf')],
  ],
  [
    'extend',
    (input) => ['extend', input, '--out', at('out.pdf'), '--level', 'B-T', '--tsa', tsa],
    'signed.pdf',
    () => ['extend', at('plain.pdf'), '--out', at('never.pdf'), '--level', 'B-T', '--tsa', tsa],
    () => ['extend', at('signed.pdf'), '--out', at('never.pdf'), '--tsa', tsa],
  ],
  [
    'timestamp',
    (input) => ['timestamp', input, '--out', at('out.pdf'), '--tsa', tsa],
    'plain.pdf',
    () => ['timestamp', at('plain.pdf'), '--out', at('never.pdf'), '--tsa', `${tsa}/broken`],
    () => ['timestamp', at('plain.pdf'), '--out', at('never.pdf')],
  ],
  [
    'verify',
    (input) => ['verify', input, '--trust', at('trust')],
    'signed.pdf',
    () => ['verify', at('plain.pdf'), '--trust', at('trust')],
    () => ['verify', at('signed.pdf'), '--trust', at('nowhere')],
  ],
];

describe.each(commands)('segl %s', (_, call, input, refused, wrong) => {
  it('ends with 0 where all is good', async () => {
    expect(await seglHere(...call(at(input)))).toMatchObject({ status: 0 });
  });

  it('ends with 1 where it is refused or not good, and writes nothing', async () => {
    const { status, stdout, stderr } = await seglHere(...refused());
    expect(status).toBe(1);
    expect(stdout + stderr).not.toBe('');
    expect(() => readFileSync(at('never.pdf'))).toThrow('ENOENT');
  });

  it.each(['not.pdf', 'missing.pdf'])('ends with 2 where %s cannot be read', async (name) => {
    const told = await seglHere(...call(at(name)));
    expect(told).toMatchObject({ status: 2 });
    expect(told.stderr).toMatch(/\[(?:pdf\.not-a-pdf|file\.unreadable)\]\n$/);
    const [line] = lines<{ file: string }>((await seglHere(...call(at(name)), '--json')).stdout);
    expect(line?.file).toBe(at(name));
  });

  it('ends with 64 where it is called wrongly', async () => {
    for (const args of [wrong(), [...call(at(input)), '--nonsense'], [call(at(input))[0] ?? '']])
      expect(await seglHere(...args)).toMatchObject({ status: 64, stdout: '' });
  });
});

describe('segl inspect', () => {
  const ended = async (...args: string[]): Promise<Call['status']> =>
    (await seglHere('inspect', ...args)).status;

  it('ends with 0 for what can be read, signed or not, 2 for what cannot, and 64 for wrong calls', async () => {
    expect(await ended(at('plain.pdf'), at('signed.pdf'))).toBe(0);
    expect(await ended(at('not.pdf'))).toBe(2);
    expect(await ended(at('plain.pdf'), at('missing.pdf'))).toBe(2);
    expect(await ended()).toBe(64);
    expect(await ended(at('plain.pdf'), '--out', at('x.pdf'))).toBe(64);
  });
});
