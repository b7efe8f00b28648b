import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort, type Product } from './product.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The example `online-bank`, run as its README says, beside a product. */
export interface OnlineBank {
  url: string;
  stop(): Promise<void>;
}

/** Starts it and waits for the line that tells its address. @throws with its output when it ends before */
export async function startOnlineBank(product: Product): Promise<OnlineBank> {
  const port = String(await freePort());
  const child = spawn('npm', ['start', '--silent', '-w', '@segl/example-online-bank'], {
    cwd: root,
    // A group of its own: npm, the program and what it runs end together.
    detached: true,
    env: { ...process.env, SEGL_URL: product.url, DATA_DIR: product.dataDir, ONLINE_BANK_PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = `http://localhost:${port}`;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      if (output.includes(url)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => reject(new Error(`the online bank ended:\n${output}`)));
  });
  return {
    url,
    async stop() {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      await ended;
    },
  };
}
