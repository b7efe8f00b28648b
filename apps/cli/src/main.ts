import { Command, CommanderError } from 'commander';
import { exitCode } from './exit-codes.js';
import { addInspectCommand } from './files/inspect.js';
import { addSignCommand } from './files/sign.js';
import { addVerifyCommand } from './files/verify.js';
import { addServiceKeysCommand } from './service-keys.js';
import { addStartCommand } from './start/command.js';

const program = new Command('segl')
  .description('Segl: read, confirm, prove who you are, and get a PDF that carries your own signature')
  .showHelpAfterError()
  .exitOverride();

addStartCommand(program);
addVerifyCommand(program);
addSignCommand(program);
addInspectCommand(program);
addServiceKeysCommand(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version end well; everything else that commander throws is about how the command was called.
    process.exitCode = error.exitCode === 0 ? exitCode.good : exitCode.usage;
  } else {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = exitCode.refused;
  }
}
