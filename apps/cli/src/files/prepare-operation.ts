import type { Job, Operation } from './job.js';

/** Loads what a job needs, its keys included, once a thread. Only the parts that this job uses are loaded. */
export async function prepareOperation(job: Job): Promise<Operation> {
  switch (job.command) {
    case 'sign':
      return (await import('./operations/sign.js')).prepareSign(job);
    case 'extend':
      return (await import('./operations/extend.js')).prepareExtend(job);
    case 'timestamp':
      return (await import('./operations/timestamp.js')).prepareTimestamp(job);
    case 'inspect':
      return (await import('./operations/inspect.js')).prepareInspect(job);
    case 'verify':
      return (await import('./operations/verify.js')).prepareVerify(job);
  }
}
