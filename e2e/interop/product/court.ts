import { spawnSync } from 'node:child_process';

/** What a program ended with, and all that it said. */
export interface Output {
  status: number | null;
  output: string;
}

/** Runs a program to its end; whatever it exits with is an answer. */
export function run(command: string, args: readonly string[], env = process.env): Output {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env,
  });
  return { status, output: `${stdout}${stderr}${error === undefined ? '' : String(error)}` };
}

/** Takes judgements down, and counts those that are not as expected. */
export class Court {
  failed = 0;

  readonly judge = (what: string, good: boolean, detail = ''): void => {
    if (!good) this.failed += 1;
    console.log(`${good ? 'ok  ' : 'FAIL'} ${what}${good ? '' : `\n       ${detail.slice(0, 600)}`}`);
  };
}
