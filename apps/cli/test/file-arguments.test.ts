import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PadesError } from '@segl/pades';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { policyOf } from '../src/files/commands/policy-options.js';
import { openInput } from '../src/files/document-file.js';
import { FileError, failureOf, inWords } from '../src/files/failure.js';
import { expandInputs } from '../src/files/inputs.js';
import type { FileOutcome, FileTask } from '../src/files/job.js';
import { doneInWords, jsonLine } from '../src/files/outcome.js';
import { planOutputs } from '../src/files/outputs.js';
import { printable } from '../src/files/printable.js';
import { progressText, sharedProgress, makeCounters } from '../src/files/progress.js';
import { runBatch } from '../src/files/run-batch.js';
import { runFiles } from '../src/files/run-files.js';
import { readSecret } from '../src/files/secrets.js';
import { UsageError } from '../src/usage-error.js';
import { makeFolder } from './support.js';

const { folder, at } = makeFolder();
beforeAll(() => {
  mkdirSync(at('in/.hidden'), { recursive: true });
  mkdirSync(at('empty'));
  for (const name of ['in/b.pdf', 'in/a.PDF', 'in/c.txt', 'in/.hidden/d.pdf', 'other.bin'])
    writeFileSync(at(name), 'x');
  symlinkSync(at('in'), at('in/loop'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('inputs', () => {
  it('are files as named, and the PDFs of folders by name; hidden folders and links are passed over', () => {
    const { files, emptyFolders } = expandInputs([at('other.bin'), at('in'), at('missing.pdf'), at('empty')]);
    expect(files.map(({ path: found }) => path.relative(folder, found))).toEqual([
      'other.bin',
      'in/a.PDF',
      'in/b.pdf',
      'missing.pdf',
    ]);
    expect(emptyFolders).toEqual([at('empty')]);
  });
});

describe('odd names', () => {
  it('stay in the list, to be told of one by one, and are no reason to leave out the others', async () => {
    mkdirSync(at('odd'));
    symlinkSync('circle.pdf', at('odd/circle.pdf'));
    symlinkSync(at('in/b.pdf'), at('odd/link.pdf'));
    symlinkSync(at('empty'), at('odd/folder.pdf'));
    symlinkSync('/dev/null', at('odd/device.pdf'));
    symlinkSync('/dev/null', at('device'));
    execFileSync('mkfifo', [at('odd/pipe.pdf')]);
    const long = at(`${'n'.repeat(300)}.pdf`);
    const { files } = expandInputs([long, at('odd')]);
    expect(files.map(({ path: found }) => found)).toEqual([long, at('odd/circle.pdf'), at('odd/link.pdf')]);
    for (const file of [long, at('odd/circle.pdf'), at('odd/pipe.pdf'), at('device')]) {
      expect(() => openInput(file)).toThrow(FileError);
      expect(failureOf(thrownBy(() => openInput(file)))).toMatchObject({ code: 'file.unreadable' });
    }
    expect(planOutputs(files, { outDir: at('out-odd') })).toHaveLength(3);
    const tasks = files.map(({ path: input }) => ({ input }));
    const settings = { trust: [], certificates: [], revocation: 'from-file' } as const;
    const told = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      const job = { command: 'verify', output: 'json', settings } as const;
      expect(await runFiles(job, tasks, { progress: 'none' })).toBe(2);
      expect(told).toHaveBeenCalledTimes(3);
    } finally {
      told.mockRestore();
    }
  });
});

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new TypeError('Nothing was thrown');
};

describe('results', () => {
  const one = [{ path: at('in/b.pdf'), relative: 'b.pdf' }];
  const two = [...one, { path: at('x/b.pdf'), relative: 'b.pdf' }];
  const outputs = (tasks: FileTask[]): (string | undefined)[] => tasks.map(({ output }) => output);

  it('go where they are asked to', () => {
    expect(outputs(planOutputs(one, { out: at('o.pdf') }))).toEqual([at('o.pdf')]);
    expect(outputs(planOutputs(one, { outDir: at('deep/out') }))).toEqual([at('deep/out/b.pdf')]);
    expect(outputs(planOutputs(one, { suffix: '-s' }))).toEqual([at('in/b-s.pdf')]);
    expect(outputs(planOutputs(one, { inPlace: true }))).toEqual([at('in/b.pdf')]);
  });

  it('come once to a file in place, whatever names and links it is reached by', () => {
    symlinkSync(at('in/b.pdf'), at('link-to-b.pdf'));
    const names = ['in/b.pdf', 'link-to-b.pdf', 'in/../in/b.pdf', 'gone.pdf', 'in/a.PDF'];
    const files = names.map((name) => ({ path: `${folder}/${name}`, relative: path.basename(name) }));
    expect(outputs(planOutputs(files, { inPlace: true }))).toEqual(
      ['in/b.pdf', 'gone.pdf', 'in/a.PDF'].map(at),
    );
  });

  it.each([
    ['nowhere', one, {}],
    ['two places', one, { out: 'a', outDir: 'b' }],
    ['over the input', one, { out: at('in/b.pdf') }],
    ['over the input by way of a folder', one, { outDir: at('in') }],
    ['two under one name', two, { outDir: at('out') }],
    ['two into one file', two, { out: at('o.pdf') }],
    ['into a folder that is a file', one, { outDir: at('other.bin') }],
    ['into a folder by the suffix', one, { suffix: '/../../x' }],
  ])('are refused where they would go: %s', (_, files, options) => {
    expect(() => planOutputs(files, options)).toThrow(UsageError);
  });
});

it('names both files whose results would have the same name', () => {
  const files = ['x', 'y'].map((name) => ({ path: at(`${name}/b.pdf`), relative: 'b.pdf' }));
  expect(() => planOutputs(files, { outDir: at('out') })).toThrow(
    `${at('out/b.pdf')}: those of ${at('x/b.pdf')} and ${at('y/b.pdf')}.`,
  );
});

describe('secrets', () => {
  it('come from a file or the environment, and from one place only', () => {
    writeFileSync(at('secret.txt'), 'first line\r\nsecond');
    process.env['SEGL_TEST_SECRET'] = 'from there';
    expect(readSecret('pin', { file: at('secret.txt') })).toBe('first line');
    writeFileSync(at('marked.txt'), '\uFEFFfirst line\n');
    expect(readSecret('pin', { file: at('marked.txt') })).toBe('first line');
    expect(() => readSecret('pin', { file: at('gone.txt') })).toThrow(
      new UsageError(`The file ${at('gone.txt')} with the pin cannot be read: no such file or directory.`),
    );
    expect(() => policyOf({ policy: '1.2.3', policyFile: at('gone.txt') })).toThrow(UsageError);
    expect(readSecret('pin', { env: 'SEGL_TEST_SECRET' })).toBe('from there');
    delete process.env['SEGL_TEST_SECRET'];
    expect(readSecret('pin', {})).toBeUndefined();
    expect(() => readSecret('pin', { env: 'SEGL_TEST_SECRET' })).toThrow(UsageError);
    expect(() => readSecret('pin', { file: 'a', env: 'b' })).toThrow(UsageError);
  });
});

describe('failures', () => {
  it('end with 2 where a file cannot be read, else with 1, and say what to do where that is known', () => {
    expect(failureOf(new PadesError('pdf.malformed', 'x'))).toMatchObject({ exitCode: 2 });
    expect(failureOf(new PadesError('pdf.password-required', 'x'))).toMatchObject({ exitCode: 1 });
    expect(failureOf(new FileError('file.unwritable', 'x'))).toMatchObject({ exitCode: 1 });
    expect(failureOf(Object.assign(new Error('gone'), { code: 'ENOENT' }))).toMatchObject({
      code: 'file.unreadable',
      exitCode: 2,
    });
    expect(failureOf(new RangeError('a bug'))).toMatchObject({ code: 'internal', exitCode: 1 });
    const locked = inWords('a.pdf', failureOf(new PadesError('pdf.password-required', 'It is locked')));
    expect(locked).toMatch(/^a\.pdf: It is locked\. .*--password-file.* \[pdf\.password-required\]\n$/);
  });
});

describe('what was done', () => {
  it('is one line: files, deed, and level or proven time', () => {
    const [file, out] = ['a.pdf', 'b.pdf'];
    expect(doneInWords('sign', { file, out, level: 'B-LT' })).toBe('a.pdf -> b.pdf: signed, B-LT\n');
    expect(doneInWords('extend', { file, out: file, level: 'B-LTA' })).toBe('a.pdf: extended, B-LTA\n');
    const time = '2026-11-22T12:00:00.000Z';
    expect(doneInWords('timestamp', { file, out, level: null, time })).toBe(
      `a.pdf -> b.pdf: time-stamped, ${time}\n`,
    );
    expect(doneInWords('sign', { file: 'a\n.pdf', out, level: 'B-B' })).toContain(String.raw`a\u000a.pdf`);
  });
});

describe('what files say of themselves', () => {
  const evil = 'Kari\n  Signature2: intact, trusted\u001b[2K\u009b1A\u202e\u2028\u{e0001}';

  it('is shown and not obeyed by a terminal', () => {
    const shown = String.raw`Kari\u000a  Signature2: intact, trusted\u001b[2K\u009b1A\u202e\u2028\udb40\udc01`;
    expect(printable(evil)).toBe(shown);
    expect(printable('Åse Ødegård, 株式会社 👍')).toBe('Åse Ødegård, 株式会社 👍');
    expect(inWords(evil, failureOf(new PadesError('pdf.malformed', evil)))).toBe(
      `${shown}: ${shown}. [pdf.malformed]\n`,
    );
    const line = jsonLine({ name: evil });
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028](?!$)/u);
    expect(JSON.parse(line)).toEqual({ name: evil });
  });
});

describe('a batch', () => {
  const outcome = (name: string): FileOutcome => ({ exitCode: 0, stdout: name, stderr: '' });

  it('keeps the order of the files, and never works on more at once than it may', async () => {
    const waiting: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const told: string[] = [];
    const tasks = ['a', 'b', 'c', 'd'].map((input) => ({ input }));
    const done = runBatch(
      {
        concurrency: 2,
        async run({ input }) {
          running += 1;
          most = Math.max(most, running);
          if (input === 'a') await new Promise<void>((resolve) => waiting.push(resolve));
          running -= 1;
          if (input === 'd') for (const release of waiting) release();
          return outcome(input);
        },
      },
      tasks,
      undefined,
      ({ stdout }) => told.push(stdout),
    );
    await done;
    expect(told).toEqual(['a', 'b', 'c', 'd']);
    expect(most).toBe(2);
  });
});

describe('progress', () => {
  it('counts small reads too, and says what is left', () => {
    const counters = makeCounters();
    let drawn = 0;
    const progress = sharedProgress(counters, () => (drawn += 1));
    for (let i = 0; i < 3; i++) progress.addBytes(1000);
    progress.addFile(0);
    progress.addFile(1);
    expect([...new Int32Array(counters)]).toEqual([2, 2, 1]);
    expect(drawn).toBe(5);
    expect(progressText({ files: 10_000, filesDone: 2500, notGood: 1, done: 0.25, elapsedMs: 4000 })).toBe(
      '25 %, 2,500 of 10,000 files, 1 not good, 12 s left',
    );
    expect(progressText({ files: 1, filesDone: 0, notGood: 0, done: 0.5, elapsedMs: 600_000 })).toBe(
      '50 %, 10 min left',
    );
  });
});
