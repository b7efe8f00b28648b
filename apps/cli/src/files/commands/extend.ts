import { Option, type Command } from 'commander';
import { UsageError } from '../../usage-error.js';
import { levels, type Level } from '../job.js';
import {
  addCommonOptions,
  addOutputOptions,
  evidenceOf,
  passwordOf,
  repeated,
  run,
  tasksOf,
  tsaOption,
  type ResultFlags,
} from './options.js';

interface ExtendFlags extends ResultFlags {
  readonly level: Exclude<Level, 'B-B'>;
  readonly field?: string[];
}

export function addExtendCommand(program: Command): void {
  const command = program
    .command('extend')
    .summary('raise signatures of PDF files to a level, or renew their archive time-stamps')
    .description(
      'Raises signatures, whoever made them: a time-stamp (B-T), validation data (B-LT), an archive time-stamp over both (B-LTA). A file that is at B-LTA already is renewed: validation data of the last time-stamp, then a new one.',
    )
    .argument('<files...>', 'PDF files, and folders with PDF files')
    .addOption(new Option('--level <level>', 'level to reach').choices(levels.slice(1)).makeOptionMandatory())
    .addOption(tsaOption())
    .option('--field <name>', 'only the signature in this field; again for more (default: all)', repeated);
  addOutputOptions(command);
  addCommonOptions(command, {
    trust: ' (default: chains end where their certificates do)',
    good: 'every file reached the level',
    refused: 'one was refused, with its code',
    examples: [
      'segl extend signed.pdf --level B-LTA --tsa https://tsa.example.com --trust anchors/ --out archived.pdf',
      'segl extend archive/ --level B-LTA --tsa https://tsa.example.com --in-place --json',
    ],
  }).action((files: string[], flags: ExtendFlags) =>
    run(flags, () => {
      // Lower levels may have the time-stamps that they need; an archive time-stamp is always a new one.
      if (flags.level === 'B-LTA' && flags.tsa === undefined)
        throw new UsageError('Level B-LTA needs a time-stamp server: give --tsa URL.');
      return {
        command: 'extend',
        settings: {
          ...evidenceOf(flags),
          ...passwordOf(flags),
          level: flags.level,
          fields: flags.field ?? [],
        },
        tasks: tasksOf(files, flags),
      };
    }),
  );
}
