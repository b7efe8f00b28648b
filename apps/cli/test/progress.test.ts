import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeFolder, makeParty, passphrase, seglHere, writeSigner, type Call } from './support.js';

const { folder, at } = makeFolder();
const erase = '\r\x1b[2K';

beforeAll(async () => {
  await writeSigner(at, makeParty('Test Signer'));
  writeFileSync(at('pass.txt'), passphrase);
  // Bytes behind a comment sign: 8 MiB that have to be read and hashed.
  const filling = Buffer.alloc(8 * 1024 * 1024, '%\n');
  const plain = readFileSync(at('plain.pdf'));
  writeFileSync(at('large.pdf'), Buffer.concat([plain.subarray(0, 9), filling, plain.subarray(9)]));
  mkdirSync(at('many'));
  for (const name of ['a', 'b', 'c']) writeFileSync(at(`many/${name}.pdf`), plain);
  writeFileSync(at('many/bad.pdf'), 'no PDF');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Calls the command with a terminal, or none, behind standard error, by a clock that goes on with every look at it. */
async function call(terminal: 'terminal' | 'none', ...args: string[]): Promise<Call> {
  const before = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
  Object.defineProperty(process.stderr, 'isTTY', { value: terminal === 'terminal', configurable: true });
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 150));
  try {
    return await seglHere(...args, '--p12', at('me.p12'), '--passphrase-file', at('pass.txt'));
  } finally {
    clock.mockRestore();
    if (before) Object.defineProperty(process.stderr, 'isTTY', before);
    else Reflect.deleteProperty(process.stderr, 'isTTY');
  }
}

const large = (): string[] => ['sign', at('large.pdf'), '--out', at('signed.pdf')];
const percents = (stderr: string): number[] =>
  [...stderr.matchAll(/(\d+) %/g)].map(([, percent]) => Number(percent));

describe('progress', () => {
  it('of a large file is shown on a terminal, goes up to its end, and is erased', async () => {
    const { status, stdout, stderr } = await call('terminal', ...large());
    expect(status).toBe(0);
    const shown = percents(stderr);
    expect(shown.length).toBeGreaterThan(3);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
    expect(shown[0]).toBeLessThan(50);
    expect(stderr.startsWith(erase)).toBe(true);
    expect(stderr.endsWith(erase)).toBe(true);
    // Each line is drawn over the one before it.
    expect(stderr).not.toContain('\n');
    expect(stdout).toBe(`${at('large.pdf')} -> ${at('signed.pdf')}: signed, B-B\n`);
  });

  it.each<[string, 'terminal' | 'none', string[]]>([
    ['where standard error is no terminal', 'none', []],
    ['with --quiet', 'terminal', ['--quiet']],
  ])('is not shown %s', async (_, terminal, more) => {
    const { status, stderr } = await call(terminal, ...large(), ...more);
    expect([status, stderr]).toEqual([0, '']);
  });

  it('never gets into what --json tells', async () => {
    const { stdout, stderr } = await call('terminal', ...large(), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    expect(percents(stderr).length).toBeGreaterThan(0);
    expect(stderr.endsWith(erase)).toBe(true);
  });

  it('of a folder counts files and those that were not good, makes room for errors, and ends with a summary', async () => {
    const { status, stdout, stderr } = await call('terminal', 'sign', at('many'), '--out-dir', at('out'));
    expect(status).toBe(2);
    expect(stdout.split('\n').filter((line) => line.endsWith(': signed, B-B'))).toHaveLength(3);
    expect(stderr).toMatch(/\d of 4 files/);
    expect(stderr).toContain(', 1 not good');
    // The error begins on a line of its own.
    expect(stderr).toContain(`${erase}${at('many/bad.pdf')}: `);
    expect(stderr.endsWith(`${erase}3 signed, 1 unreadable\n`)).toBe(true);
  });
});
