import type { Command } from 'commander';
import { serviceNames, type ServiceName } from '@segl/platform';

/** Options of `segl start` as typed. */
export interface StartOptions {
  only?: ServiceName[];
  https?: true;
  resetDemo?: true;
}

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('Run Segl: all rooms on one port, or some of them')
    .option('--only <rooms>', `run these rooms only, by comma: ${serviceNames.join(', ')}`, parseRooms)
    .option('--https', 'serve https with a local certificate made at first use')
    .option('--reset-demo', 'begin anew: forget everything in the data folder')
    .action(async (options: StartOptions) => {
      const { start } = await import('./start.js');
      await start(options);
    });
}

function parseRooms(text: string): ServiceName[] {
  return text.split(',').map((name) => {
    const found = serviceNames.find((known) => known === name.trim());
    if (found === undefined)
      throw new Error(`There is no room called "${name}". Rooms: ${serviceNames.join(', ')}.`);
    return found;
  });
}
