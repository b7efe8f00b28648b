import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { verifyDocument } from '../src/verify/verify-document.js';
import { tablePdf } from './pdf/made-pdfs.js';
import { forgePkcs12 } from './support/forge-pkcs12.js';
import { makeWorld } from './support/ltv-world.js';

const room = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'pades-readme-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('the six lines at the top of the README sign', async () => {
  const readme = readFileSync(path.join(room, 'README.md'), 'utf8');
  const [, lines = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(lines.trim().split('\n')).toHaveLength(6);

  const { root, signer } = makeWorld('rsa');
  const passphrase = 'only for this test';
  const at = (name: string): string => path.join(folder, name);
  mkdirSync(at('node_modules/@segl'), { recursive: true });
  symlinkSync(room, at('node_modules/@segl/pades'));
  writeFileSync(at('package.json'), '{"type":"module"}');
  writeFileSync(at('sign.ts'), lines);
  writeFileSync(at('key.p12'), forgePkcs12(signer, passphrase));
  writeFileSync(at('agreement.pdf'), tablePdf());
  execFileSync(
    process.execPath,
    ['--conditions=@segl/source', '--import', import.meta.resolve('tsx'), 'sign.ts'],
    { cwd: folder, env: { ...process.env, KEY_PASSPHRASE: passphrase } },
  );
  const report = await verifyDocument(readFileSync(at('agreement-signed.pdf')), {
    trustAnchors: [root.certificate],
  });
  expect(report).toMatchObject({ ok: true, signatures: [{ field: 'Signature', level: 'B-B' }] });
});
