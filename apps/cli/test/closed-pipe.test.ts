import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { certificatePem, keyPem, makeFolder, makeParty, plainPdf } from './support.js';

const { folder, at } = makeFolder();
const names = Array.from({ length: 8 }, (_, index) => `${String(index)}.pdf`);
beforeAll(async () => {
  const me = makeParty('Test Signer');
  mkdirSync(at('in'));
  const plain = await plainPdf();
  for (const name of names) writeFileSync(at(`in/${name}`), plain);
  writeFileSync(at('key.pem'), keyPem(me));
  writeFileSync(at('cert.pem'), certificatePem(me));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Calls the command with nobody who reads what it tells. */
const unread = (...args: string[]): Promise<{ status: number | null; stderr: string }> =>
  new Promise((resolve, reject) => {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const child = spawn(process.execPath, ['--conditions=@segl/source', '--import', 'tsx', main, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, stderr });
    });
  });

it('ends what only tells, without a word', async () => {
  expect(await unread('verify', at('in'), '--json')).toEqual({ status: 141, stderr: '' });
});

it('does not end what writes files before the last is written', async () => {
  const key = ['--key', at('key.pem'), '--cert', at('cert.pem')];
  const done = await unread('sign', at('in'), '--out-dir', at('out'), '--json', ...key);
  expect(done).toEqual({ status: 0, stderr: '' });
  expect(names.filter((name) => !existsSync(at(`out/${name}`)))).toEqual([]);
});
