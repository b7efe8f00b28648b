import path from 'node:path';
import type { Command } from 'commander';

/** What a master key is for now, in words. */
const uses = {
  wraps: 'wraps private keys',
  unwraps: 'unwraps what is not wrapped again yet',
  retired: 'wraps nothing any more; old backups of the database need it',
} as const;

export function addMasterKeysCommand(program: Command): void {
  const masterKeys = program
    .command('master-keys')
    .description("The vault's master keys in the data folder: add one, list them; Segl may run meanwhile");
  masterKeys
    .command('add')
    .description(
      'Make a new one: it wraps from now on, and a running Segl wraps all private keys again under it',
    )
    .action(async () => {
      const { addMasterKey } = await import('@segl/vault');
      const { id, file } = await addMasterKey(await dataFolder());
      console.log(
        [
          `New master key ${id}: ${file}`,
          'A running Segl takes it up within a minute, one that does not run when it is started. When the old one wraps',
          'nothing any more, it is moved to keys/retired: keep it as long as you keep backups from before, then erase it.',
        ].join('\n'),
      );
    });
  masterKeys
    .command('list')
    .description('List them by id, oldest first; the keys themselves are not shown')
    .action(async () => {
      const { listMasterKeys } = await import('@segl/vault');
      const keys = await listMasterKeys(await dataFolder());
      if (keys.length === 0) console.log('There is none yet: Segl makes the first when it is started.');
      for (const { id, use, file } of keys) console.log(`${id}  ${uses[use]}  (${file})`);
    });
}

/**
 * The data folder that Segl runs on.
 * @throws Error when the master keys are settings, which the operator changes
 */
async function dataFolder(): Promise<string> {
  const { readVaultConfig } = await import('@segl/vault');
  if (readVaultConfig(process.env).secrets.masterKeys !== undefined) {
    throw new Error(
      [
        'The master key is a setting here (VAULT_MASTER_KEY), so there is no file to add. To change it while Segl runs:',
        'first give every process the new one in VAULT_OTHER_MASTER_KEYS; then the new one in VAULT_MASTER_KEY and the',
        'old one in VAULT_OTHER_MASTER_KEYS. Private keys are then wrapped again; the old one may go when /ready tells of',
        'no private key under an older one.',
      ].join('\n'),
    );
  }
  return path.resolve(process.env['DATA_DIR'] ?? './data');
}
