import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { inWords, isMet, showRatio, targets, type TargetName } from './targets.js';

/** Median of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Milliseconds of each run after one warm-up. */
export async function time(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  await work();
  const measured: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    await work();
    measured.push(performance.now() - began);
  }
  return measured;
}

/** Prints rows as a Markdown table. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  console.log([line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n'));
}

export const quick = process.argv.includes('--quick');

/** A python with pyHanko (`--python PATH`, else python3 where it has it); undefined where there is none. */
export function findPyhanko(): string | undefined {
  const given = process.argv.includes('--python')
    ? process.argv[process.argv.indexOf('--python') + 1]
    : undefined;
  const candidate = given ?? 'python3';
  const { status } = spawnSync(candidate, ['-c', 'import pyhanko.sign'], { stdio: 'ignore' });
  if (status === 0) return candidate;
  if (given !== undefined) throw new Error(`${given} has no pyHanko`);
  return undefined;
}

/**
 * A ratio beside its target, such as `1.8x (≤ 2x)`, with a mark where it is missed. Also written to the file that the
 * environment names (`BENCH_RATIOS`), for the summary at the end of a run.
 */
export function against(name: TargetName, ratio: number): string {
  const file = process.env['BENCH_RATIOS'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ name, ratio })}\n`);
  const target = targets[name];
  return `${showRatio(ratio)} (${inWords(target)})${isMet(target, ratio) ? '' : ' MISSED'}`;
}
