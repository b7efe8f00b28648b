#!/usr/bin/env node
// All measurements, one after the other: `node bench/run.mjs [--quick] [--python PYTHON] [sign|long-term|many|growth|render|journeys|log-ins …]`.
// Each prints ratios against a peer or a floor measured in the same run; single absolute times depend on the machine. At the
// end, one table tells every target and whether it was met. Exits 1 when a measurement broke, never for a missed target.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const all = ['sign', 'long-term', 'many', 'growth', 'render', 'journeys', 'log-ins'];
const asked = process.argv.slice(2).filter((word) => all.includes(word));
const measurements = asked.length > 0 ? asked : all;
const quick = process.argv.includes('--quick') ? ['--quick'] : [];
const python = process.argv.includes('--python')
  ? ['--python', process.argv[process.argv.indexOf('--python') + 1]]
  : [];
const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-bench-'));
const ratios = path.join(folder, 'ratios.jsonl');
writeFileSync(ratios, '');

/** Whether it ran to its end. */
function run(name, parameters) {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(here, 'src', `${name}.ts`), ...parameters],
    { stdio: 'inherit', env: { ...process.env, BENCH_RATIOS: ratios } },
  );
  return status === 0;
}

const broken = [];
for (const name of measurements) {
  console.log(`\n## ${name}\n`);
  if (!run(name, [...quick, ...python])) broken.push(name);
}
console.log('\n## Targets\n');
const summarized = run('summarize', [ratios, ...measurements]);
if (broken.length > 0) console.log(`broken: ${broken.join(', ')}`);
rmSync(folder, { recursive: true, force: true });
process.exit(broken.length === 0 && summarized ? 0 : 1);
