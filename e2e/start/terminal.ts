import { spawn, type ChildProcess } from 'node:child_process';

/** How a command ended. */
export interface Ended {
  /** Null when a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/** A command in a terminal of its own: a process group, which Ctrl-C reaches as a whole. */
export class Terminal {
  private text = '';
  private readonly child: ChildProcess;
  private readonly waiting = new Set<() => void>();
  /** When it has ended and all that it said has been read. */
  readonly ended: Promise<Ended>;
  isOver = false;

  constructor([program = '', ...args]: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    this.child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this.child);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.text += chunk;
        for (const look of this.waiting) look();
      });
    }
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => {
        this.isOver = true;
        running.delete(this.child);
        for (const look of this.waiting) look();
        resolve({ code, signal });
      });
    });
  }

  get output(): string {
    return this.text;
  }

  /** Resolves when it has said this. @throws with all that it said when it ended, or took too long, without it */
  said(words: string, { withinSeconds }: { withinSeconds: number }): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (end: () => void): void => {
        clearTimeout(limit);
        this.waiting.delete(look);
        end();
      };
      const fail = (why: string): void => {
        done(() => {
          reject(new Error(`${why} before it said "${words}":\n${this.text}`));
        });
      };
      const limit = setTimeout(() => {
        fail(`${String(withinSeconds)} s went by`);
      }, withinSeconds * 1000);
      const look = (): void => {
        if (this.text.includes(words)) done(resolve);
        else if (this.isOver) fail('It ended');
      };
      this.waiting.add(look);
      look();
    });
  }

  /** Ctrl-C, and what else a terminal sends to everybody in it. */
  signalAll(name: NodeJS.Signals): void {
    if (this.isOver) return;
    signalGroup(this.child, name);
  }

  /** To the one process that was started. */
  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }
}

function signalGroup({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    // ESRCH: all of them have ended.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
