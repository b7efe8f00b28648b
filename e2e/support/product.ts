import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bankid } from '@segl/contracts';

const segl = fileURLToPath(new URL('../../apps/cli/bin/segl.mjs', import.meta.url));

/** A running Segl of its own: own port, own data folder, own clock. */
export interface Product {
  url: string;
  dataDir: string;
  /** Seconds its clock is ahead: give them to the next process on the same data. */
  clockShift(): number;
  /** What it has printed so far. */
  output(): string;
  /** Moves the clock of the whole process forward. */
  advanceClock(seconds: number): Promise<void>;
  /** Lets it kill itself when it next comes to this crash point. */
  crashAt(point: string): Promise<void>;
  people(): Promise<bankid.DemoPeople['people']>;
  signal(name: NodeJS.Signals): void;
  /** Ends it as Ctrl-C does; resolves to the exit code. */
  stop(): Promise<number | null>;
  /** Resolves when the process has ended, by whatever cause. */
  ended: Promise<number | null>;
  kill(): Promise<void>;
  /** Removes its data; call after it has ended. */
  discard(): Promise<void>;
}

export interface ProductOptions {
  port?: number;
  dataDir?: string;
  env?: Record<string, string>;
  clockShift?: number;
  args?: string[];
}

export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}

/** Starts Segl and waits until it says that it is ready. @throws with its output when it ends before. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'segl-e2e-')));
  const child = spawn(process.execPath, [segl, 'start', ...(options.args ?? [])], {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      SEGL_TEST_CLOCK: '1',
      SEGL_TEST_CLOCK_SHIFT: String(options.clockShift ?? 0),
      // The lowest cost that argon2 takes: the journeys prove behaviour, not slowness.
      BANKID_ARGON2_MEMORY_KIB: '1024',
      BANKID_ARGON2_TIME_COST: '2',
      // Everybody here comes from one address.
      BANKID_WRONG_CODES_PER_ADDRESS: '1000',
      BANKID_REQUESTS_PER_ADDRESS: '100000',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      resolve(code);
    }),
  );
  const url = `http://localhost:${String(port)}`;
  await untilReady(url, child, ended, () => output);

  const signal = async (name: NodeJS.Signals): Promise<number | null> => {
    child.kill(name);
    return await ended;
  };
  let shift = options.clockShift ?? 0;
  return {
    url,
    clockShift: () => shift,
    dataDir,
    ended,
    output: () => output,
    async advanceClock(seconds) {
      const answer = await fetch(`${url}/test/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ advanceSeconds: seconds }),
      });
      if (!answer.ok) throw new Error(`clock: ${String(answer.status)}`);
      shift += seconds;
    },
    async crashAt(point) {
      const answer = await fetch(`${url}/test/crash`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ at: point }),
      });
      if (!answer.ok) throw new Error(`crash point ${point}: ${String(answer.status)}`);
    },
    async people() {
      const answer = await fetch(`${url}/bankid/demo/people`);
      return bankid.demoPeople.parse(await answer.json()).people;
    },
    signal(name) {
      child.kill(name);
    },
    stop: () => signal('SIGINT'),
    async kill() {
      await signal('SIGKILL');
    },
    discard: () => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Polls `/ready` until it says yes. Each try waits for an answer or a refused connection, not for a time. */
async function untilReady(
  url: string,
  child: ChildProcess,
  ended: Promise<number | null>,
  output: () => string,
): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  // Long, since a busy machine is no fault of Segl's; a start that fails ends its process and is told at once.
  const deadline = Date.now() + 600_000;
  while (Date.now() < deadline) {
    if (over) throw new Error(`Segl ended before it was ready:\n${output()}`);
    const ready = await fetch(`${url}/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`Segl did not become ready:\n${output()}`);
}
