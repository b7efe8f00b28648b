import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openDocument, PdfStream } from '@segl/pades';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder, makeParty, passphrase, seglHere, writeSigner, type Call } from './support.js';

const { folder, at } = makeFolder();
const fonts = fileURLToPath(new URL('../../../packages/pades/test/appearance/fonts/', import.meta.url));
const arabic = `${fonts}NotoNaskhArabic-subset.ttf`;
const eastAsian = `${fonts}NotoSansCJKjp-subset.otf`;

const sign = (...more: string[]): Promise<Call> =>
  seglHere(
    ...['sign', at('plain.pdf'), '--out', at('signed.pdf'), '--rect', '20,20,280,100'],
    ...['--p12', at('me.p12'), '--passphrase-file', at('pass.txt'), ...more],
  );

beforeAll(async () => {
  await writeSigner(at, makeParty('Test Signer'));
  writeFileSync(at('pass.txt'), passphrase);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('segl sign --font', () => {
  it('shows names and capacities in any script, from the first font that has the letters', async () => {
    const said = ['--name', 'محمد بن عبد الله', '--capacity', '株式会社 代表取締役', '--location', '東京'];
    const done = await sign(...said, '--font', arabic, '--font', eastAsian);
    expect(done).toMatchObject({ status: 0, stderr: '' });
    const { latest } = openDocument(readFileSync(at('signed.pdf')));
    const mapped = [...latest.objectNumbers()]
      .map((num) => latest.object(num))
      .filter((object) => object instanceof PdfStream)
      .map((object) => Buffer.from(latest.decode(object)).toString('latin1'))
      .filter((text) => text.includes('beginbfchar'))
      .join('\n');
    // U+0645 meem, U+682A, what the fonts embedded say that their glyphs stand for.
    expect(mapped).toMatch(/> <0645>/);
    expect(mapped).toMatch(/> <682A>/);
    const verified = await seglHere('verify', '--json', '--trust', at('trust'), at('signed.pdf'));
    expect(verified.status).toBe(0);
  });

  it('names the letters that no font has, and says that --font would help', async () => {
    const refused = await sign('--name', 'محمد 山田', '--font', arabic);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toBe(
      `${at('plain.pdf')}: No font given has glyphs for 山 (U+5C71), 田 (U+7530). ` +
        'Give a font that has these letters with --font FILE; again for more. [sign.font-lacks-glyphs]\n',
    );
    const scripted = await sign('--name', '山田', '--json');
    expect(scripted.status).toBe(1);
    expect(JSON.parse(scripted.stdout)).toMatchObject({
      ok: false,
      code: 'sign.font-lacks-glyphs',
      advice: expect.stringContaining('--font') as string,
    });
  });

  it('refuses what is no font, saying which, and a font that is not there', async () => {
    const unusable = await sign('--font', arabic, '--font', at('plain.pdf'));
    expect(unusable.status).toBe(1);
    expect(unusable.stderr).toMatch(
      /number 2 of the fonts given.* TrueType or OpenType .*\[sign\.font-unusable\]\n$/,
    );
    const missing = await sign('--font', at('gone.ttf'));
    expect(missing.status).toBe(2);
    expect(missing.stderr).toMatch(/gone\.ttf.*\[file\.unreadable\]\n$/);
  });

  it('goes with visible signatures only', async () => {
    const invisible = await seglHere(
      ...['sign', at('plain.pdf'), '--out', at('x.pdf'), '--font', arabic],
      ...['--p12', at('me.p12'), '--passphrase-file', at('pass.txt')],
    );
    expect(invisible.status).toBe(64);
    expect(invisible.stderr).toContain('--font is shown on visible signatures only');
  });
});
