import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { makeProgram } from '../src/program.js';
import { seglHere } from './support.js';

const read = (place: string): string => readFileSync(new URL(place, import.meta.url), 'utf8');
const guide = read('../../../docs/command-line.md');
const readme = read('../README.md');
const { commands } = makeProgram();

/** `--tsa`, `--out-dir`, and the like. */
const optionsIn = (text: string): Set<string> =>
  new Set([...text.matchAll(/(?<![\w-])--[a-z][a-z0-9]*(?:-[a-z0-9]+)*/g)].map(([option]) => option));
const optionsOf = (command: Command): string[] =>
  command.options.flatMap(({ long }) => (typeof long === 'string' ? [long] : []));
const section = (heading: string): string => {
  const [, text] = guide.split(`## ${heading}\n`);
  if (text === undefined) throw new TypeError(`The guide has no section ${heading}`);
  return text.split(/\n## /)[0] ?? '';
};
/** Given to npm and jq in examples. */
const notOurs = new Set(['--arg']);
const common = section('What they have in common');
const ofFiles = commands.filter((command) => optionsOf(command).includes('--json'));

describe('the guide to the command line', () => {
  it('is about every command that works on files', () => {
    expect(ofFiles.map((command) => command.name())).toEqual([
      'sign',
      'extend',
      'timestamp',
      'verify',
      'inspect',
    ]);
  });

  it.each(ofFiles.map((command) => [command.name(), command] as const))(
    'tells of every option of segl %s, and of none that is not there',
    (name, command) => {
      const own = section(`segl ${name}`);
      const told = optionsIn(own);
      const toldAnywhere = new Set([...told, ...optionsIn(common)]);
      const there = optionsOf(command);
      expect(there.filter((option) => !toldAnywhere.has(option))).toEqual([]);
      expect([...told].filter((option) => !there.includes(option) && !notOurs.has(option))).toEqual([]);
    },
  );

  it('tells of no common option that no command has', () => {
    const there = new Set([...ofFiles.flatMap(optionsOf), '--help']);
    expect([...optionsIn(common)].filter((option) => !there.has(option))).toEqual([]);
  });
});

describe('the table in the README of the command', () => {
  it('has a row for every command, with options that are there', () => {
    const rows = [...readme.matchAll(/^\| `segl ([\w-]+)(.*?)` +\|/gm)];
    expect(rows.map(([, name]) => name).sort()).toEqual(commands.map((command) => command.name()).sort());
    for (const [, name, usage = ''] of rows) {
      const command = commands.find((one) => one.name() === name);
      const there = command ? optionsOf(command) : [];
      expect([...optionsIn(usage)].filter((option) => !there.includes(option))).toEqual([]);
    }
  });

  it.each(['start', 'service-keys'])('has every option of segl %s, which has no other guide', (name) => {
    const [, usage = ''] = new RegExp(`^\\| \`segl ${name}(.*?)\` +\\|`, 'm').exec(readme) ?? [];
    const command = commands.find((one) => one.name() === name);
    expect([...optionsIn(usage)].sort()).toEqual(command ? optionsOf(command).sort() : []);
  });
});

describe('--help', () => {
  it.each(commands.map((command) => command.name()))(
    'of segl %s has its options and ends well',
    async (name) => {
      const { status, stdout, stderr } = await seglHere(name, '--help');
      expect([status, stderr]).toEqual([0, '']);
      const command = commands.find((one) => one.name() === name);
      for (const option of command ? optionsOf(command) : []) expect(stdout).toContain(option);
      // An option without a word about it is of no help.
      for (const { description, flags } of command?.options ?? [])
        expect([flags, description]).not.toEqual([flags, '']);
    },
  );

  it.each(ofFiles.map((command) => command.name()))(
    'of segl %s tells the exit codes, and gives examples whose options are there',
    async (name) => {
      const { stdout } = await seglHere(name, '--help');
      for (const code of ['0', '1', '2', '64']) expect(stdout).toMatch(new RegExp(`^ {2}${code} +\\S`, 'm'));
      const examples = stdout.split('Examples:\n')[1] ?? '';
      expect(examples).toContain(`segl ${name}`);
      const command = commands.find((one) => one.name() === name);
      const there = command ? optionsOf(command) : [];
      expect([...optionsIn(examples)].filter((option) => !there.includes(option))).toEqual([]);
    },
  );

  it('of segl itself names every command; an unknown one is a wrong call', async () => {
    const { status, stdout } = await seglHere('--help');
    expect(status).toBe(0);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command.name()} .*\\S$`, 'm'));
    expect((await seglHere('dance')).status).toBe(64);
    expect((await seglHere()).status).toBe(64);
    expect((await seglHere('--version')).status).toBe(0);
  });
});
