// Makes inputs and runs every target that fits on each. Says through shared memory where it is, so that the thread that
// watches can tell what it hangs on.
import { parentPort, workerData } from 'node:worker_threads';
import { PadesError } from '../src/index.js';
import { makeCase } from './make-case.js';
import { makeSeeds } from './seeds.js';
import { making, type Finding, type Progress, type WorkerInput } from './supervise.js';
import { targets } from './targets.js';

const input = workerData as WorkerInput;
const place = new Int32Array(input.place);
const copy = new Uint8Array(input.bytes);
const seeds = await makeSeeds(input.corpus);
const send = (message: Progress | Finding): void => parentPort?.postMessage(message);

let refused = 0;
let passed = 0;
let slowestMs = 0;
for (let number = input.first; ; number++) {
  Atomics.store(place, 2, making);
  const { seed, bytes } = makeCase(input.seed, number, seeds);
  Atomics.add(place, 3, 1);
  copy.set(bytes);
  Atomics.store(place, 1, bytes.length);
  for (const [index, target] of targets.entries()) {
    if (!target.kinds.includes(seed.kind)) continue;
    Atomics.store(place, 2, index);
    Atomics.store(place, 0, number);
    Atomics.add(place, 3, 1);
    const began = process.cpuUsage();
    try {
      await target.run(bytes, seeds);
      passed++;
    } catch (error) {
      if (error instanceof PadesError) refused++;
      else {
        const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
        send({
          kind: 'finding',
          number,
          target: target.name,
          seed: seed.name,
          what: stack,
          bytes: Buffer.from(bytes),
        });
      }
    }
    const { user, system } = process.cpuUsage(began);
    const milliseconds = (user + system) / 1000;
    slowestMs = Math.max(slowestMs, milliseconds);
    if (milliseconds > input.limitMs) {
      const what = `slow: ${Math.round(milliseconds)} ms`;
      send({
        kind: 'finding',
        number,
        target: target.name,
        seed: seed.name,
        what,
        bytes: Buffer.from(bytes),
      });
    }
  }
  if (number % 10 === 0) {
    send({ kind: 'progress', number, refused, passed, slowestMs });
    // Lets messages and the watching thread's end-of-run through.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
