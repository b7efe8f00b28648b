import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { exitCode } from './exit-codes.js';
import { addExtendCommand } from './files/commands/extend.js';
import { addInspectCommand } from './files/commands/inspect.js';
import { addSignCommand } from './files/commands/sign.js';
import { addTimestampCommand } from './files/commands/timestamp.js';
import { addVerifyCommand } from './files/commands/verify.js';
import { printable } from './files/printable.js';
import { addClientsCommand } from './operate/clients.js';
import { addMasterKeysCommand } from './operate/master-keys.js';
import { addServiceKeysCommand } from './service-keys.js';
import { addStartCommand } from './start/command.js';
import { UsageError } from './usage-error.js';

// What is imported here is loaded for every command, `--help` included: descriptions and options only. What a command
// does is loaded when it is called.
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The `segl` command with all that it can be asked to do. */
export function makeProgram(): Command {
  const program = new Command('segl')
    .description('Segl: read, confirm, prove who you are, and get a PDF that carries your own signature')
    .version(version)
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride();
  addStartCommand(program);
  addSignCommand(program);
  addExtendCommand(program);
  addTimestampCommand(program);
  addVerifyCommand(program);
  addInspectCommand(program);
  addServiceKeysCommand(program);
  addMasterKeysCommand(program);
  addClientsCommand(program);
  return program;
}

/** Does what a call asks for, and sets the exit code of the process. */
export async function callProgram(args: readonly string[]): Promise<void> {
  try {
    await makeProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = explain(error);
  }
}

/** Says what went wrong before any file was worked on. */
function explain(error: unknown): number {
  // Help and version end well; everything else that commander throws is about how the command was called.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.good : exitCode.usage;
  if (error instanceof UsageError) {
    console.error(`error: ${printable(error.message)}\n(add --help for what there is)`);
    return exitCode.usage;
  }
  console.error(error instanceof Error ? error.message : String(error));
  return exitCode.refused;
}
