import { InvalidArgumentError, Option, type Command } from 'commander';
import { UsageError } from '../../usage-error.js';
import { levels, type Level, type SignSettings } from '../job.js';
import type { NewField } from '../sign-settings.js';
import { addKeyOptions, keyOf, type KeyFlags } from './key-options.js';
import {
  addCommonOptions,
  addOutputOptions,
  evidenceOf,
  integer,
  passwordOf,
  repeated,
  run,
  tasksOf,
  tsaOption,
  type ResultFlags,
} from './options.js';
import { addPolicyOptions, policyOf, type PolicyFlags } from './policy-options.js';

interface SignFlags extends ResultFlags, KeyFlags, PolicyFlags {
  readonly level?: Level;
  readonly contentTimestamp?: true;
  readonly field?: string;
  readonly page?: number;
  readonly rect?: NonNullable<NewField['rect']>;
  readonly certify?: '1' | '2' | '3';
  readonly name?: string;
  readonly location?: string;
  readonly commitment?: keyof typeof commitments;
  readonly role?: string[];
  readonly capacity?: string;
  readonly image?: string;
  readonly font?: string[];
  readonly language: 'nb' | 'nn' | 'en';
}

/** What one may say that a signature is for (commitment-type-indication). */
const commitments = {
  origin: 'proofOfOrigin',
  receipt: 'proofOfReceipt',
  delivery: 'proofOfDelivery',
  sender: 'proofOfSender',
  approval: 'proofOfApproval',
  creation: 'proofOfCreation',
} as const;

export function addSignCommand(program: Command): void {
  const command = program
    .command('sign')
    .summary('sign PDF files with a key of your own')
    .description(
      'Signs PDF files (PAdES) with one key, as an update at the end: nothing that is there is touched. Whatever fails is an error with a code; there is never a weaker signature instead.',
    )
    .argument('<in...>', 'PDF files, and folders with PDF files');
  addOutputOptions(command);
  addKeyOptions(command);
  addPlaceOptions(command);
  addContentOptions(command);
  command
    .optionsGroup('Level and time:')
    .addOption(
      new Option('--level <level>', 'baseline level (default: B-T with --tsa, else B-B)').choices(levels),
    )
    .addOption(tsaOption())
    .option('--content-timestamp', 'have the content time-stamped before it is signed, too');
  addCommonOptions(command, {
    trust: '; the time-stamp must lead to one, if any are given',
    good: 'every file was signed',
    refused: 'one was refused, with its code',
    examples: [
      'segl sign in.pdf --out out.pdf --p12 me.p12 --passphrase-file pass.txt',
      'segl sign in.pdf --out out.pdf --key key.pem --cert chain.pem --level B-LTA --tsa https://tsa.example.com',
      'segl sign inbox/ --out-dir signed/ --p12 me.p12 --passphrase-env P12_PASSPHRASE --json',
      'segl sign in.pdf --suffix -signed --p12 me.p12 --passphrase-file - --page -1 --rect 50,50,250,110 < pass.txt',
    ],
  }).action((files: string[], flags: SignFlags) =>
    run(flags, () => ({
      command: 'sign',
      settings: settingsOf(flags),
      tasks: tasksOf(files, flags),
    })),
  );
}

const addPlaceOptions = (command: Command): Command =>
  command
    .optionsGroup('Place of the signature:')
    .option(
      '--field <name>',
      'an empty field to sign in; with --page or --rect: the name of a new one',
      notBlank,
    )
    .addOption(
      new Option('--page <number>', 'page of a new field, from 1; -1 is the last (default: 1)').argParser(
        page,
      ),
    )
    .option('--rect <l,b,r,t>', 'its rectangle in points, which makes the signature visible', rectangle)
    .addOption(
      new Option(
        '--certify <level>',
        'certify, and permit later: 1 nothing, 2 forms and signatures, 3 comments too',
      ).choices(['1', '2', '3']),
    );

const addContentOptions = (command: Command): Command => {
  command
    .optionsGroup('Said with the signature:')
    .option('--name <text>', 'name of the signer (default: from the certificate)', notBlank)
    .option('--location <text>', 'where you sign')
    .addOption(
      new Option('--commitment <kind>', 'what you commit yourself to').choices(Object.keys(commitments)),
    )
    .option('--role <text>', 'role you claim to sign in; again for more', repeated)
    .option('--capacity <text>', 'capacity shown on a visible signature, such as "for Eksempel AS"')
    .option('--image <file>', 'PNG or JPEG shown on a visible signature')
    .option(
      '--font <file>',
      'TrueType or OpenType font for letters that Noto Sans lacks; again for more, tried in this order',
      repeated,
    )
    .addOption(
      new Option('--language <code>', 'language of a visible signature')
        .choices(['nb', 'nn', 'en'])
        .default('en'),
    );
  return addPolicyOptions(command);
};

function settingsOf(flags: SignFlags): SignSettings {
  const evidence = evidenceOf(flags);
  const level = flags.level ?? (evidence.tsa.length > 0 ? 'B-T' : 'B-B');
  if (evidence.tsa.length === 0 && (level !== 'B-B' || flags.contentTimestamp))
    throw new UsageError(
      `${flags.contentTimestamp ? '--content-timestamp' : `Level ${level}`} needs a time-stamp server: give --tsa URL.`,
    );
  const { field, page: onPage, rect, certify, name, location, commitment, capacity, image, font } = flags;
  const isNew = onPage !== undefined || rect !== undefined;
  if (isNew && field?.includes('.'))
    throw new UsageError('The name of a new field has no full stop: give --field another name.');
  const [said] = Object.entries({ '--capacity': capacity, '--image': image, '--font': font }).flatMap(
    ([option, given]) => (given === undefined ? [] : [option]),
  );
  if (said !== undefined && rect === undefined && (isNew || field === undefined))
    throw new UsageError(
      `${said} is shown on visible signatures only: give --rect, or a --field that is there.`,
    );
  const policy = policyOf(flags);
  return {
    ...evidence,
    ...passwordOf(flags),
    level,
    key: keyOf(flags),
    contentTimestamp: flags.contentTimestamp ? 'ask' : 'none',
    claimedRoles: flags.role ?? [],
    ...(isNew
      ? {
          newField: {
            page: onPage ?? 1,
            ...(field === undefined ? {} : { name: field }),
            ...(rect === undefined ? {} : { rect }),
          },
        }
      : field === undefined
        ? {}
        : { field }),
    ...(certify === undefined ? {} : { certification: certificationLevels[certify] }),
    ...(name === undefined ? {} : { signerName: name }),
    ...(location === undefined ? {} : { location }),
    ...(commitment === undefined ? {} : { commitmentType: commitments[commitment] }),
    ...(policy === undefined ? {} : { policy }),
    // An appearance is drawn where the field shows something; on invisible ones there is no room for it.
    appearance: {
      language: flags.language,
      ...(capacity === undefined ? {} : { capacity }),
      ...(image === undefined ? {} : { imageFile: image }),
      ...(font === undefined ? {} : { fontFiles: font }),
    },
  };
}

const certificationLevels = { '1': 1, '2': 2, '3': 3 } as const;

function notBlank(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

function page(text: string): number {
  const number = integer(-1_000_000, 1_000_000)(text);
  if (number === 0) throw new InvalidArgumentError('Pages are counted from 1; -1 is the last one.');
  return number;
}

function rectangle(text: string): NonNullable<NewField['rect']> {
  const [left, bottom, right, top, more] = text.split(',').map(Number);
  if (
    left === undefined ||
    bottom === undefined ||
    right === undefined ||
    top === undefined ||
    more !== undefined ||
    ![left, bottom, right, top].every(Number.isFinite) ||
    right <= left ||
    top <= bottom
  )
    throw new InvalidArgumentError('It must be left,bottom,right,top in points, such as 50,50,250,110.');
  return [left, bottom, right, top];
}
