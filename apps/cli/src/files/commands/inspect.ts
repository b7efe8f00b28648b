import type { Command } from 'commander';
import { addCommonOptions, inputsOf, passwordOf, run, type PasswordFlags, type RunFlags } from './options.js';

export function addInspectCommand(program: Command): void {
  const command = program
    .command('inspect')
    .summary('show what is in PDF files, who changed what, and what they allow')
    .description(
      'Shows revisions and what each of them changed, signature fields, permissions, encryption, active content, and what had to be mended to read the file. Nothing is verified: see `segl verify`.',
    )
    .argument('<files...>', 'PDF files, and folders with PDF files');
  addCommonOptions(command, {
    good: 'every file could be read',
    refused: '(not used)',
    examples: [
      'segl inspect contract.pdf',
      "segl inspect --json forms/ | jq -r '.file as $f | .signatureFields[] | select(.signed | not) | [$f, .name] | @tsv'",
    ],
  }).action((files: string[], flags: RunFlags & PasswordFlags) =>
    run(flags, () => ({
      command: 'inspect',
      settings: passwordOf(flags),
      tasks: inputsOf(files),
    })),
  );
}
