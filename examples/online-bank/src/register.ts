import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { bank, paths, type Config, type Credentials } from './config.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const segl = path.join(root, 'apps/cli/bin/segl.mjs');
const stored = z.object({
  seglUrl: z.string(),
  url: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
});

/**
 * The bank's client at Segl: the one it registered before, where the operator still knows it, else a new one. Does what an operator
 * would type: `segl clients add …`, on the data folder of the Segl that runs.
 */
export async function ensureRegistered({ seglUrl, url }: Config): Promise<Credentials> {
  const file = path.join(dataFolder(), 'online-bank', 'client.json');
  const known = await readKnown(file);
  const list = await operator(seglUrl, ['clients', 'list']);
  if (known?.seglUrl === seglUrl && known.url === url && list.includes(known.clientId)) return known;
  const answer = await operator(seglUrl, registration(url));
  const clientId = /^Client id: (\S+)$/m.exec(answer)?.[1];
  const clientSecret = /^Secret: +(\S+)$/m.exec(answer)?.[1];
  if (clientId === undefined || clientSecret === undefined) throw new Error('Segl gave no credentials.');
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify({ seglUrl, url, clientId, clientSecret }), { mode: 0o600 });
  return { clientId, clientSecret };
}

/** Arguments of `segl` that register the bank. */
export function registration(url: string): string[] {
  return [
    ...['clients', 'add', '--name', bank.clientName, '--bank', bank.id, '--par'],
    ...['--redirect', `${url}${paths.callback}`],
    ...['--orders', '--return', `${url}${paths.loanReturn}`],
  ];
}

async function operator(seglUrl: string, words: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [segl, ...words], {
    env: { ...process.env, DATA_DIR: dataFolder(), BASE_URL: seglUrl },
  });
  return stdout;
}

/** As `npm start` in the root has it. */
const dataFolder = (): string => path.resolve(root, process.env['DATA_DIR'] ?? 'data');

async function readKnown(file: string): Promise<z.infer<typeof stored> | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : stored.parse(JSON.parse(text));
}
