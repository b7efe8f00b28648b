// Loaded into a process that is measured (`node --import`): how long its event loop keeps others waiting. Counts anew at each
// SIGUSR2, and writes the 99th percentile in milliseconds to the file that EVENT_LOOP_REPORT names when it ends.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const report = process.env.EVENT_LOOP_REPORT;
if (isMainThread && report !== undefined) {
  const resolution = 10;
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  process.on('SIGUSR2', () => delay.reset());
  // The histogram holds the time between two looks, of which `resolution` was meant.
  process.on('exit', () => writeFileSync(report, String(delay.percentile(99) / 1e6 - resolution)));
}
