import { exitCode } from '../exit-codes.js';
import type { Job } from './job.js';

/**
 * Settles what happens when whoever reads the output stops reading, as `| head` does: a command that only tells leaves
 * without a word; one that writes files goes on to the last of them.
 */
export function bearClosedPipes(command: Job['command']): void {
  const onlyTells = command === 'verify' || command === 'inspect';
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (onlyTells) process.exit(exitCode.pipeClosed);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
