import type { Command } from 'commander';
import type { OutputOptions } from '../outputs.js';
import {
  addOutputOptions,
  addPasswordOptions,
  addRunOptions,
  addTrustOptions,
  evidenceOf,
  exitCodes,
  outputOf,
  passwordOf,
  run,
  tasksOf,
  webAddress,
  type EvidenceFlags,
  type PasswordFlags,
  type RunFlags,
} from './options.js';

export function addTimestampCommand(program: Command): void {
  const command = program
    .command('timestamp')
    .summary('add a document time-stamp to PDF files')
    .description(
      'Adds a document time-stamp (ETSI.RFC3161): proof that the file existed at a time. It signs nothing.',
    )
    .argument('<files...>', 'PDF files, and folders with PDF files')
    .requiredOption(
      '--tsa <url>',
      'RFC 3161 time-stamp server; again for others to fall back on',
      webAddress,
    );
  addOutputOptions(command);
  addTrustOptions(command, ' (default: any authority is taken)');
  addPasswordOptions(command);
  addRunOptions(command)
    .addHelpText(
      'after',
      `${exitCodes('every file was time-stamped', 'one was refused, with its code')}

Examples:
  segl timestamp report.pdf --out stamped.pdf --tsa https://tsa.example.com
  segl timestamp archive/ --out-dir stamped/ --tsa https://one.example.com --tsa https://two.example.com`,
    )
    .action((files: string[], flags: RunFlags & PasswordFlags & EvidenceFlags & OutputOptions) =>
      run(flags, () => ({
        job: {
          command: 'timestamp',
          output: outputOf(flags),
          settings: { ...evidenceOf(flags), ...passwordOf(flags) },
        },
        tasks: tasksOf(files, flags),
      })),
    );
}
