import type { Command } from 'commander';
import {
  addCommonOptions,
  addOutputOptions,
  evidenceOf,
  passwordOf,
  run,
  tasksOf,
  tsaOption,
  type ResultFlags,
} from './options.js';

export function addTimestampCommand(program: Command): void {
  const command = program
    .command('timestamp')
    .summary('add a document time-stamp to PDF files')
    .description(
      'Adds a document time-stamp (ETSI.RFC3161): proof that the file existed at a time. It signs nothing.',
    )
    .argument('<files...>', 'PDF files, and folders with PDF files')
    .addOption(tsaOption().makeOptionMandatory());
  addOutputOptions(command);
  addCommonOptions(command, {
    trust: ' (default: any authority is taken)',
    good: 'every file was time-stamped',
    refused: 'one was refused, with its code',
    examples: [
      'segl timestamp report.pdf --out stamped.pdf --tsa https://tsa.example.com',
      'segl timestamp archive/ --out-dir stamped/ --tsa https://one.example.com --tsa https://two.example.com',
    ],
  }).action((files: string[], flags: ResultFlags) =>
    run(flags, () => ({
      command: 'timestamp',
      settings: { ...evidenceOf(flags), ...passwordOf(flags) },
      tasks: tasksOf(files, flags),
    })),
  );
}
