import { InvalidArgumentError, type Command } from 'commander';
import {
  addCommonOptions,
  inputsOf,
  passwordOf,
  requirePlaces,
  run,
  trustOrDefault,
  type EvidenceFlags,
  type PasswordFlags,
  type RunFlags,
} from './options.js';

interface VerifyFlags extends RunFlags, PasswordFlags, Omit<EvidenceFlags, 'tsa'> {
  readonly at?: string;
  readonly online?: true;
}

export function addVerifyCommand(program: Command): void {
  const command = program
    .command('verify')
    .summary('check every signature and time-stamp of PDF files')
    .description(
      'Checks every signature and time-stamp: that it holds, what it covers, what came after it, and whether it leads to a trust anchor at its best proven time.',
    )
    .argument('<files...>', 'PDF files, and folders with PDF files')
    .option('--at <time>', 'moment of verification, such as 2026-11-22T12:00:00Z (default: now)', moment)
    .option('--online', 'ask OCSP responders and CRL servers for what the file does not bring');
  addCommonOptions(command, {
    trust: ' (default: those of ./data/trust/anchors)',
    good: 'every file has signatures, all intact and trusted',
    refused: 'one is not, or has none',
    examples: [
      'segl verify contract.pdf --trust anchors/',
      "segl verify --json archive/ | jq -r 'select(.ok | not) | .file'",
    ],
  }).action((files: string[], flags: VerifyFlags) =>
    run(flags, () => ({
      command: 'verify',
      settings: {
        trust: anchorsOf(flags),
        certificates: requirePlaces(flags.certificates ?? []),
        revocation: flags.online ? 'ask' : 'from-file',
        ...(flags.at === undefined ? {} : { at: flags.at }),
        ...passwordOf(flags),
      },
      tasks: inputsOf(files),
    })),
  );
}

/** Nothing leads to an anchor where there is none: people who forgot --trust are told, scripts find it in the findings. */
function anchorsOf(flags: VerifyFlags): readonly string[] {
  const trust = trustOrDefault(flags.trust);
  if (trust.length === 0 && !flags.json && !flags.quiet)
    process.stderr.write('segl: no --trust was given, so no signature can be trusted.\n');
  return trust;
}

function moment(text: string): string {
  const time = new Date(text);
  // `new Date` alone takes `1` for a month of 2001.
  if (
    !/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text) ||
    Number.isNaN(time.getTime())
  )
    throw new InvalidArgumentError('It must be a time, such as 2026-11-22T12:00:00Z.');
  return time.toISOString();
}
