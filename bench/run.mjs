#!/usr/bin/env node
// All measurements, one after the other: `node bench/run.mjs [--quick] [--python PYTHON] [sign|long-term|many|growth|render|journeys …]`.
// Each prints ratios against a peer or a floor measured in the same run; single absolute times depend on the machine.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const all = ['sign', 'long-term', 'many', 'growth', 'render', 'journeys'];
const asked = process.argv.slice(2).filter((word) => all.includes(word));
const quick = process.argv.includes('--quick') ? ['--quick'] : [];
const python = process.argv.includes('--python')
  ? ['--python', process.argv[process.argv.indexOf('--python') + 1]]
  : [];
let failed = false;
for (const name of asked.length > 0 ? asked : all) {
  console.log(`\n## ${name}\n`);
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(here, 'src', `${name}.ts`), ...quick, ...python],
    {
      stdio: 'inherit',
    },
  );
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
