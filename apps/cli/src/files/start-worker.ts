import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { WorkerStart } from './worker-messages.js';

/** Starts a worker: built code as it is; sources (tests, development) by way of tsx. */
export function startWorker(workerData: WorkerStart): Worker {
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./worker.js', import.meta.url), { workerData, execArgv: [] });
  const tsxPackage = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'));
  const bootstrap = `
    import(${JSON.stringify(new URL('./dist/esm/api/index.mjs', tsxPackage).href)}).then(({ register }) => {
      register();
      return import(${JSON.stringify(new URL('./worker.ts', import.meta.url).href)});
    });
  `;
  return new Worker(bootstrap, { eval: true, workerData, execArgv: ['--conditions=@segl/source'] });
}
