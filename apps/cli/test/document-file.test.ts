import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { Increment } from '@segl/pades';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { writeOutput } from '../src/files/document-file.js';
import { FileError } from '../src/files/failure.js';
import { makeFolder } from './support.js';

const { folder, at } = makeFolder();
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(at('in.pdf'), 'document', { mode: 0o600 });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const document = Buffer.from('document');
const signed: Increment = {
  increment: Buffer.from(' and more'),
  originalBytes: document.length,
  toBytes: () => Buffer.from('document and more'),
  writeTo: () => Promise.reject(new TypeError('Small documents are written at once')),
};
const write = (output: string, input = at('in.pdf')): Promise<void> =>
  writeOutput({ input, output }, document, signed);
const failureTo = async (output: string): Promise<FileError> => {
  const error: unknown = await write(output).catch((caught: unknown) => caught);
  if (error instanceof FileError) return error;
  throw new TypeError('It was written', { cause: error });
};

describe('a result', () => {
  it('takes over the mode of the file that it replaces', async () => {
    await write(at('in.pdf'));
    expect(readFileSync(at('in.pdf'), 'latin1')).toBe('document and more');
    expect(statSync(at('in.pdf')).mode & 0o777).toBe(0o600);
    writeFileSync(at('out.pdf'), 'old');
    chmodSync(at('out.pdf'), 0o664);
    await write(at('out.pdf'));
    expect(statSync(at('out.pdf')).mode & 0o777).toBe(0o664);
  });

  it('in place of a link goes where the link leads, and the link stays', async () => {
    symlinkSync('in.pdf', at('link.pdf'));
    await write(at('link.pdf'), at('link.pdf'));
    expect(lstatSync(at('link.pdf')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('in.pdf'), 'latin1')).toBe('document and more');
  });

  it('never replaces a folder or a device, by link or not', async () => {
    mkdirSync(at('folder'));
    symlinkSync('/dev/null', at('device'));
    expect(await failureTo(at('folder'))).toMatchObject({ code: 'file.not-regular' });
    expect(await failureTo(at('device'))).toMatchObject({ code: 'file.not-regular' });
    expect(lstatSync(at('device')).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['device', 'folder', 'in.pdf']);
  });

  it('may have a name as long as names can be', async () => {
    const name = at(`${'n'.repeat(251)}.pdf`);
    await write(name);
    expect(existsSync(name)).toBe(true);
  });

  it('that cannot be written is named in the message, and nothing of it is left behind', async () => {
    const { code, message } = await failureTo(at('no-folder/out.pdf'));
    expect(code).toBe('file.unwritable');
    expect(message).toBe(`${at('no-folder/out.pdf')} cannot be written: no such file or directory`);
    const long = at('n'.repeat(300));
    // The part beside it can be made; only putting it in its place fails.
    expect((await failureTo(long)).message).toBe(`${long} cannot be written: name too long`);
    expect(readdirSync(folder)).toEqual(['in.pdf']);
  });
});
