import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  certificatePem,
  keyPem,
  lines,
  makeFolder,
  makeParty,
  passphrase,
  segl,
  writeSigner,
  type Call,
} from './support.js';

const { folder, at } = makeFolder();
const me = makeParty('Test Signer');

const key = (): string[] => ['--p12', at('me.p12'), '--passphrase-file', at('pass.txt')];
/** A call that signs one file, without its key. */
const signing = (input: string, out: string): string[] => ['sign', input, '--out', out];
const sign = (input: string, out: string, ...more: string[]): Promise<Call> =>
  segl([...signing(input, out), ...key(), ...more]);

interface Line {
  readonly file: string;
  readonly out: string | null;
  readonly ok: boolean | null;
  readonly level: string | null;
  readonly code?: string;
}

beforeAll(async () => {
  await writeSigner(at, me);
  writeFileSync(at('not.pdf'), 'this is no PDF');
  writeFileSync(at('pass.txt'), `${passphrase}\n`);
  writeFileSync(at('key.pem'), keyPem(me));
  writeFileSync(at('cert.pem'), certificatePem(me));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('segl sign and segl verify', () => {
  it('signs, and verifies as intact; trusted only with the anchor', async () => {
    expect(await sign(at('plain.pdf'), at('signed.pdf'))).toEqual({
      status: 0,
      stdout: `${at('plain.pdf')} -> ${at('signed.pdf')}: signed, B-B\n`,
      stderr: '',
    });
    const original = readFileSync(at('plain.pdf'));
    expect(readFileSync(at('signed.pdf')).subarray(0, original.length).equals(original)).toBe(true);

    const stranger = await segl(['verify', '--json', at('signed.pdf')]);
    expect(stranger.status).toBe(1);
    expect(JSON.parse(stranger.stdout)).toMatchObject({ intact: true, trusted: false, ok: false });

    const trusted = await segl(['verify', '--json', '--trust', at('trust'), at('signed.pdf')]);
    expect(trusted.status).toBe(0);
    expect(lines(trusted.stdout)).toMatchObject([
      {
        file: at('signed.pdf'),
        ok: true,
        intact: true,
        trusted: true,
        signatures: [
          {
            field: 'Signature1',
            type: 'signature',
            level: 'B-B',
            subFilter: 'ETSI.CAdES.detached',
            signer: { name: 'Test Signer' },
            bestTime: null,
            intact: true,
            trusted: true,
            coverage: 'entire-file',
            modification: 'none',
            docmdp: null,
            findings: [{ code: 'no-proof-of-time', severity: 'info', clause: 'EN 319 142-1 §6.3' }],
          },
        ],
      },
    ]);
  });

  it('tells one changed byte, no signature, no PDF and no file, a line each, and ends with the worst', async () => {
    const changed = readFileSync(at('signed.pdf'));
    changed[20] = (changed[20] ?? 0) ^ 1;
    writeFileSync(at('changed.pdf'), changed);
    const files = ['signed.pdf', 'changed.pdf', 'plain.pdf', 'not.pdf', 'missing.pdf'].map(at);
    const all = await segl(['verify', '--json', '--trust', at('trust'), ...files]);
    expect(all.status).toBe(2);
    expect(lines(all.stdout)).toMatchObject([
      { file: files[0], ok: true },
      { file: files[1], ok: false, intact: false, trusted: true },
      { file: files[2], ok: null, intact: null, trusted: null, signatures: [] },
      { file: files[3], ok: false, intact: null, error: { code: 'pdf.not-a-pdf' } },
      { file: files[4], ok: false, intact: null, error: { code: 'file.unreadable' } },
    ]);
    const words = await segl(['verify', at('changed.pdf'), at('plain.pdf'), at('missing.pdf')]);
    expect(words.status).toBe(2);
    expect(words.stderr).toContain('no --trust was given');
    expect(words.stderr).toContain(
      `${at('missing.pdf')}: It cannot be read: no such file or directory. [file.unreadable]`,
    );
    expect(words.stdout).toContain('Signature1: NOT INTACT: signed by Test Signer');
    expect(words.stdout).toContain('[digest-mismatch] (RFC 5652 §5.6)');
    expect(words.stdout).toContain('  no signatures');
  });

  it('ends with 2 for what cannot be read, and 64 for a wrong call', async () => {
    expect((await sign(at('not.pdf'), at('never.pdf'))).status).toBe(2);
    expect((await segl(['sign', at('plain.pdf')])).status).toBe(64);
    expect((await segl(['dance'])).status).toBe(64);
    const overInput = await sign(at('plain.pdf'), at('plain.pdf'));
    expect(overInput).toMatchObject({ status: 64 });
    expect(overInput.stderr).toContain('--in-place');
    const level = await sign(at('plain.pdf'), at('x.pdf'), '--level', 'B-LT');
    expect(level).toMatchObject({ status: 64 });
    expect(level.stderr).toContain('--tsa');
    expect(existsSync(at('x.pdf'))).toBe(false);
  });

  it('refuses with a code and says what to do: a wrong passphrase, a field that is not there', async () => {
    const fromInput = ['--p12', at('me.p12'), '--passphrase-file', '-', '--json'];
    const wrong = await segl([...signing(at('plain.pdf'), at('x.pdf')), ...fromInput], {
      input: 'something else\n',
    });
    expect(wrong.status).toBe(1);
    expect(lines(wrong.stdout)).toMatchObject([
      { file: at('plain.pdf'), out: null, ok: false, code: 'key.passphrase-wrong' },
    ]);
    const missing = await sign(at('plain.pdf'), at('x.pdf'), '--field', 'Nowhere');
    expect(missing.status).toBe(1);
    expect(missing.stderr).toMatch(/segl inspect.* \[sign\.field-not-found\]\n$/);
    expect(existsSync(at('x.pdf'))).toBe(false);
  });

  it('takes a PEM key, its passphrase from the environment, and what is said with a signature', async () => {
    const done = await segl(
      [
        ...signing(at('plain.pdf'), at('said.pdf')),
        ...['--key', at('key.pem'), '--cert', at('cert.pem'), '--passphrase-env', 'TEST_PASSPHRASE'],
        ...['--field', 'Chair', '--page', '-1', '--rect', '20,20,200,80'],
        ...['--certify', '2', '--name', 'Kari Nordmann', '--location', 'Oslo', '--commitment', 'approval'],
        ...['--role', 'chair of the board', '--digest', 'sha512', '--pss', '--language', 'nb'],
      ],
      { env: { TEST_PASSPHRASE: 'not needed' } },
    );
    expect(done).toMatchObject({ status: 0, stderr: '' });
    const verified = await segl(['verify', '--json', '--trust', at('trust'), at('said.pdf')]);
    expect(lines(verified.stdout)).toMatchObject([
      {
        ok: true,
        signatures: [{ field: 'Chair', docmdp: 2, signer: { claimedRoles: ['chair of the board'] } }],
      },
    ]);
    const inspected = await segl(['inspect', at('said.pdf')]);
    expect(inspected.stdout).toContain(
      'signature field Chair on page 1: signature by Kari Nordmann; permits later',
    );
    expect(inspected.stdout).toContain('2: signed by Test Signer in Chair');
  });
});

describe('many files in one call', () => {
  it('are signed on threads, told in their order, with folders kept and inputs untouched', async () => {
    const plain = readFileSync(at('plain.pdf'));
    mkdirSync(at('in/below'), { recursive: true });
    const names = Array.from({ length: 28 }, (_, index) => `${String(index).padStart(2, '0')}.pdf`);
    for (const name of names) writeFileSync(at(path.join('in', name)), plain);
    writeFileSync(at('in/below/deep.PDF'), plain);
    writeFileSync(at('in/bad.pdf'), 'no PDF');
    writeFileSync(at('in/notes.txt'), 'not looked at');
    const done = await segl([
      'sign',
      at('in'),
      '--out-dir',
      at('out'),
      '--suffix',
      '-s',
      '--jobs',
      '2',
      '--json',
      ...key(),
    ]);
    expect(done.status).toBe(2);
    const told = lines<Line>(done.stdout);
    expect(told.map(({ file }) => path.relative(at('in'), file))).toEqual([
      ...names,
      'bad.pdf',
      'below/deep.PDF',
    ]);
    expect(told.filter(({ ok }) => ok !== true)).toMatchObject([{ code: 'pdf.not-a-pdf', out: null }]);
    expect(told[0]).toMatchObject({ out: at('out/00-s.pdf'), level: 'B-B' });
    expect(existsSync(at('out/below/deep-s.PDF'))).toBe(true);
    expect(existsSync(at('out/bad-s.pdf'))).toBe(false);
    expect(readFileSync(at('in/00.pdf')).equals(plain)).toBe(true);

    const verified = await segl(['verify', at('out'), '--json', '--jobs', '2', '--trust', at('trust')]);
    expect(verified.status).toBe(0);
    expect(lines<Line>(verified.stdout).filter(({ ok }) => ok === true)).toHaveLength(29);
  });

  it('all fail alike, and are told so, where the key does not open', async () => {
    writeFileSync(at('wrong.txt'), 'something else\n');
    const files = Array.from({ length: 3 }, (_, index) => at(`in/0${String(index)}.pdf`));
    const call = [
      'sign',
      ...files,
      '--out-dir',
      at('never'),
      '--jobs',
      '2',
      '--p12',
      at('me.p12'),
      '--passphrase-file',
      at('wrong.txt'),
    ];
    const done = await segl([...call, '--json']);
    expect(done.status).toBe(1);
    expect(lines<Line>(done.stdout).map(({ file, code }) => [file, code])).toEqual(
      files.map((file) => [file, 'key.passphrase-wrong']),
    );
  });
});

describe('segl inspect', () => {
  it('tells revisions, fields and what may be done', async () => {
    expect((await sign(at('signed.pdf'), at('twice.pdf'))).status).toBe(0);
    const { status, stdout } = await segl(['inspect', '--json', at('twice.pdf')]);
    expect(status).toBe(0);
    expect(lines(stdout)).toMatchObject([
      {
        pageCount: 1,
        signatureFields: [
          { name: 'Signature1', signed: true },
          { name: 'Signature2', signed: true },
        ],
        history: [
          { number: 1, coveredBy: ['Signature1', 'Signature2'], modification: null },
          { number: 2, signatures: [{ field: 'Signature1', by: 'Test Signer' }] },
          {
            number: 3,
            signatures: [{ field: 'Signature2' }],
            coveredBy: ['Signature2'],
            modification: 'form-filling',
          },
        ],
      },
    ]);
  });
});
