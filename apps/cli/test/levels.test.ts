import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  certificatePem,
  lines,
  makeFolder,
  makeParty,
  passphrase,
  seglHere,
  startAuthority,
  writeSigner,
  type Call,
} from './support.js';

const { folder, at } = makeFolder();
const me = makeParty('Test Signer');
const authority = makeParty('Test TSA', 'time-stamping');
let server: Server;
let tsa: string;

beforeAll(async () => {
  await writeSigner(at, me);
  writeFileSync(at('pass.txt'), passphrase);
  writeFileSync(at('trust/tsa.pem'), certificatePem(authority));
  ({ server, url: tsa } = await startAuthority(authority));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const sign = (out: string, ...more: string[]): Promise<Call> =>
  seglHere(
    ...['sign', at('plain.pdf'), '--out', out, '--p12', at('me.p12')],
    ...['--passphrase-file', at('pass.txt'), '--json', ...more],
  );
const verify = async (file: string) =>
  lines<{ ok: boolean; signatures: { type: string; level: string | null; bestTime: string | null }[] }>(
    (await seglHere('verify', '--json', '--trust', at('trust'), file)).stdout,
  )[0];

describe('levels', () => {
  it('are reached in one call, by the second authority where the first fails', async () => {
    const signed = await sign(
      at('lta.pdf'),
      ...['--level', 'B-LTA', '--tsa', `${tsa}/broken`, '--tsa', tsa, '--trust', at('trust')],
    );
    expect(signed).toMatchObject({ status: 0, stderr: '' });
    expect(lines(signed.stdout)).toMatchObject([{ ok: true, out: at('lta.pdf'), level: 'B-LTA' }]);
    const report = await verify(at('lta.pdf'));
    expect(report).toMatchObject({
      ok: true,
      signatures: [
        { type: 'signature', level: 'B-LTA' },
        { type: 'timestamp', level: null },
      ],
    });
    for (const { bestTime } of report?.signatures ?? []) expect(bestTime).not.toBeNull();
  });

  it('never become weaker in silence: an authority that fails is an error, and nothing is written', async () => {
    const failed = await sign(at('never.pdf'), '--tsa', `${tsa}/broken`);
    expect(failed.status).toBe(1);
    expect(lines(failed.stdout)).toMatchObject([{ ok: false, level: null, code: 'timestamp.unreachable' }]);
    const stranger = await sign(at('never.pdf'), '--tsa', tsa, '--trust', at('trust/me.pem'));
    expect(lines(stranger.stdout)).toMatchObject([{ ok: false, code: 'timestamp.untrusted' }]);
    expect(existsSync(at('never.pdf'))).toBe(false);
  });

  it('are raised later, in place where that is asked for', async () => {
    expect((await sign(at('later.pdf'))).status).toBe(0);
    const before = readFileSync(at('later.pdf'));
    const common = ['--tsa', tsa, '--trust', at('trust'), '--json'];
    const extended = await seglHere('extend', at('later.pdf'), '--level', 'B-LTA', '--in-place', ...common);
    expect(extended).toMatchObject({ status: 0, stderr: '' });
    expect(lines(extended.stdout)).toMatchObject([{ ok: true, level: 'B-LTA', out: at('later.pdf') }]);
    const after = readFileSync(at('later.pdf'));
    expect(after.subarray(0, before.length).equals(before)).toBe(true);
    expect(await verify(at('later.pdf'))).toMatchObject({
      ok: true,
      signatures: [{ level: 'B-LTA' }, {}, {}],
    });

    expect((await sign(at('unstamped.pdf'))).status).toBe(0);
    const serverless = ['extend', at('unstamped.pdf'), '--level', 'B-LT', '--suffix', '-x', '--json'];
    const without = await seglHere(...serverless);
    expect(without.status).toBe(1);
    expect(lines(without.stdout)).toMatchObject([{ ok: false, code: 'timestamp.no-server' }]);

    const nothing = await seglHere('extend', at('plain.pdf'), '--level', 'B-T', '--suffix', '-x', ...common);
    expect(nothing.status).toBe(1);
    expect(lines(nothing.stdout)).toMatchObject([{ ok: false, code: 'ltv.nothing-to-extend' }]);
  });
});

describe('segl timestamp', () => {
  it('adds a document time-stamp to a file that nobody signed', async () => {
    const digest = createHash('sha256')
      .update(readFileSync(at('plain.pdf')))
      .digest('hex');
    const done = await seglHere('timestamp', at('plain.pdf'), '--suffix', '-stamped', '--tsa', tsa, '--json');
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(lines(done.stdout)).toMatchObject([
      { ok: true, out: at('plain-stamped.pdf'), level: null, field: 'Timestamp-1' },
    ]);
    expect(await verify(at('plain-stamped.pdf'))).toMatchObject({
      ok: true,
      signatures: [{ type: 'timestamp', level: null }],
    });
    expect(
      createHash('sha256')
        .update(readFileSync(at('plain.pdf')))
        .digest('hex'),
    ).toBe(digest);
  });
});
