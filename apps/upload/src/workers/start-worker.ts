import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type ResourceLimits } from 'node:worker_threads';

/**
 * Starts `module` (a name such as `./check-worker`, beside this file) in a thread that has no environment variables, no
 * standard input and a bounded heap. Built code is started as it is; sources (tests, development) by way of tsx.
 */
export function startWorker(module: `./${string}`, resourceLimits: ResourceLimits): Worker {
  const fromSource = import.meta.url.endsWith('.ts');
  const entry = new URL(`${module}${fromSource ? '.ts' : '.js'}`, import.meta.url);
  const isolation = { env: {}, argv: [], stdin: false, resourceLimits };
  if (!fromSource) return new Worker(entry, { ...isolation, execArgv: [] });
  const tsxPackage = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'));
  return new Worker(sourceBootstrap, {
    ...isolation,
    eval: true,
    execArgv: ['--conditions=@segl/source'],
    workerData: { tsx: new URL('./dist/esm/api/index.mjs', tsxPackage).href, entry: entry.href },
  });
}

const sourceBootstrap = `
const { workerData: { tsx, entry } } = require('node:worker_threads');
import(tsx).then(({ register }) => { register(); return import(entry); });
`;
