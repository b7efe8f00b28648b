import { InvalidArgumentError, type Command } from 'commander';
import type { ServiceName } from '@segl/platform';

/** Options of `segl start` as typed. */
export interface StartOptions {
  only?: ServiceName[];
  https?: true;
  resetDemo?: true;
}

/** Every room; a name that is missing here, or one too many, does not compile. */
const roomNames = Object.keys({
  upload: true,
  signing: true,
  bankid: true,
  vault: true,
  trust: true,
  registry: true,
  web: true,
} satisfies Record<ServiceName, true>) as ServiceName[];

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('Run Segl: all rooms on one port, or some of them')
    .option('--only <rooms>', `run these rooms only, by comma: ${roomNames.join(', ')}`, parseRooms)
    .option('--https', 'serve https with a local certificate made at first use')
    .option('--reset-demo', 'begin anew: forget everything in the data folder')
    .action(async (options: StartOptions) => {
      const { start } = await import('./start.js');
      await start(options);
    });
}

function parseRooms(text: string): ServiceName[] {
  return text.split(',').map((name) => {
    const found = roomNames.find((known) => known === name.trim());
    if (found === undefined)
      throw new InvalidArgumentError(`There is no room called "${name}". Rooms: ${roomNames.join(', ')}.`);
    return found;
  });
}
