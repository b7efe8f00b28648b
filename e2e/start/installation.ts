import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bankid } from '@segl/contracts';
import type { PersonsProduct } from '../support/http-person.js';
import { freePort } from '../support/product.js';
import { ask, type Answer } from './ask.js';
import { Terminal, type Ended } from './terminal.js';

/** This checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const npmStart = ['npm', 'start', '--'];
/** What `npm start` runs, for whoever needs the process itself. */
const nodeStart = [process.execPath, 'scripts/start.mjs'];

/** So that nobody waits for a code, passwords cost little, and a busy machine may take its time. */
const testSettings = {
  NODE_ENV: 'test',
  SEGL_TEST_CLOCK: '1',
  BANKID_ARGON2_MEMORY_KIB: '1024',
  BANKID_ARGON2_TIME_COST: '2',
  UPLOAD_CHECK_TIMEOUT_SECONDS: '300',
  UPLOAD_PAGE_TIMEOUT_SECONDS: '300',
};

export interface Start {
  by?: 'npm' | 'node';
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** A running Segl that was started at a terminal. */
export interface Running extends PersonsProduct {
  readonly terminal: Terminal;
  /** From the command to the word that it is ready. */
  readonly milliseconds: number;
  ask(path: string, options?: { method?: string; json?: object }): Promise<Answer>;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<Ended>;
}

/** One data folder and one port, on which Segl is started again and again. */
export class Installation {
  private shiftSeconds = 0;
  private readonly terminals: Terminal[] = [];

  private constructor(
    private readonly folder: string,
    readonly dataDir: string,
    readonly port: number,
    private readonly checkout: string,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** On a data folder that is not there yet. */
  static async create(): Promise<Installation> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'segl-start-'));
    const dataDir = path.join(folder, 'data');
    return new Installation(folder, dataDir, await freePort(), root, { ...testSettings, DATA_DIR: dataDir });
  }

  /** Of a checkout in a folder of its own, by its defaults but for the port. */
  static async ofNewcomer(folder: string, checkout: string): Promise<Installation> {
    return new Installation(folder, path.join(checkout, 'data'), await freePort(), checkout, {});
  }

  /** Starts Segl and waits until it says that it is ready. */
  async start(start: Start = {}, { withinSeconds = 600 } = {}): Promise<Running> {
    const began = performance.now();
    const terminal = this.open(start);
    await terminal.said('Segl is ready at ', { withinSeconds });
    await terminal.said('Ctrl-C stops it.', { withinSeconds: 10 });
    const milliseconds = performance.now() - began;
    const scheme = start.args?.includes('--https') === true ? 'https' : 'http';
    const url = start.env?.['BASE_URL'] ?? `${scheme}://localhost:${String(this.port)}`;
    const askHere: Running['ask'] = (where, options) => ask(url + where, { ...options, ...this.trust() });
    const people: Running['people'] = async () =>
      bankid.demoPeople.parse(JSON.parse((await askHere('/bankid/demo/people')).text)).people;
    return {
      terminal,
      milliseconds,
      url,
      ask: askHere,
      people,
      advanceClock: (seconds) =>
        'SEGL_TEST_CLOCK' in this.settings ? this.moveClock(seconds, askHere) : untilNextCode(people),
      stop() {
        terminal.signalAll('SIGINT');
        return terminal.ended;
      },
    };
  }

  /** A start that is to end by itself. */
  async refused(start: Start = {}): Promise<Ended & { output: string }> {
    const terminal = this.open(start);
    return { ...(await terminal.ended), output: terminal.output };
  }

  /** Ends what still runs after a fault, telling what it said, and removes everything. */
  async discard(): Promise<void> {
    for (const terminal of this.terminals) {
      if (!terminal.isOver) console.log(`A Segl that still runs has said:\n${terminal.output}`);
      terminal.signalAll('SIGKILL');
      await terminal.ended;
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private open({ by = 'npm', args = [], env = {} }: Start): Terminal {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(npm_|SEGL_|NODE_ENV$|INIT_CWD$|DATA_DIR$|DATABASE_URL|BASE_URL$|HOST$)/.test(name),
    );
    const terminal = new Terminal([...(by === 'npm' ? npmStart : nodeStart), ...args], {
      cwd: this.checkout,
      env: {
        ...Object.fromEntries(inherited),
        ...this.settings,
        PORT: String(this.port),
        SEGL_TEST_CLOCK_SHIFT: String(this.shiftSeconds),
        ...env,
      },
    });
    this.terminals.push(terminal);
    return terminal;
  }

  /** The local certificate, once there is one. */
  private trust(): { certificate?: string } {
    const file = path.join(this.dataDir, 'tls/local.cert.pem');
    return existsSync(file) ? { certificate: readFileSync(file, 'utf8') } : {};
  }

  private async moveClock(seconds: number, askHere: Running['ask']): Promise<void> {
    const { status } = await askHere('/test/clock', { method: 'POST', json: { advanceSeconds: seconds } });
    if (status !== 200) throw new Error(`clock: ${String(status)}`);
    this.shiftSeconds += seconds;
  }
}

/** Where the clock is the real one, a person looks at the code unit until it shows a code not used yet. */
async function untilNextCode(people: Running['people']): Promise<void> {
  const deadline = performance.now() + 120_000;
  while ((await people()).some(({ codeUnit }) => codeUnit.used)) {
    if (performance.now() > deadline) throw new Error('no new code within two minutes');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
