import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';

export function addServiceKeysCommand(program: Command): void {
  program
    .command('service-keys')
    .description('Make the keys that rooms in processes of their own know each other by')
    .requiredOption('--out <folder>', 'where they go; keys that are there already are kept')
    .action(async ({ out }: { out: string }) => {
      const { loadServiceKeys } = await import('@segl/platform');
      const folder = path.resolve(out);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const keys = await loadServiceKeys({ dataDir: folder });
      const publicFile = path.join(folder, 'service-keys-public.json');
      await writeFile(publicFile, `${JSON.stringify(await keys.publicKeys())}\n`);
      console.log(
        [
          `Public keys of all rooms: ${publicFile}`,
          '  give its content to every process as SERVICE_KEYS_PUBLIC',
          `Private keys: ${path.join(folder, 'keys', 'service-<room>.json')}`,
          '  give each process those of its own rooms alone, as SERVICE_KEY_<ROOM>',
        ].join('\n'),
      );
    });
}
