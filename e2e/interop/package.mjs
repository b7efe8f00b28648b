// The package by itself: `npm pack`, installed into an empty folder without the workspace, signs by the very lines of its
// README; and `npx segl` signs in the checkout. pdfsig judges both. Usage: package.mjs. Needs a build and a registry. Prints a
// line a check; exits 1 when one fails.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePkcs12, makeSelfSigned } from '../support/openssl-keys.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const room = path.resolve(here, '../../packages/pades');
const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-package-'));
const at = (name) => path.join(folder, name);
const run = (command, args, options = {}) =>
  execFileSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
let failed = 0;
const check = (what, good, detail = '') => {
  if (!good) failed += 1;
  console.log(`${good ? 'ok  ' : 'FAIL'} ${what}${good ? '' : `\n       ${detail.slice(0, 800)}`}`);
};

try {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: room }));
  const files = packed.files.map(({ path: name }) => name);
  const stray = files.filter(
    (name) =>
      !/^(dist\/.*\.(js|d\.ts|js\.map|d\.ts\.map)|docs\/.*\.md|README\.md|LICENSE|package\.json)$/.test(name),
  );
  check(
    'the package holds what is built, the documentation and no more',
    stray.length === 0,
    stray.join(' '),
  );
  for (const needed of [
    'dist/index.js',
    'dist/index.d.ts',
    'README.md',
    'LICENSE',
    'docs/design.md',
    'docs/api/README.md',
  ])
    check(`the package holds ${needed}`, files.includes(needed));
  const { dependencies = {} } = JSON.parse(readFileSync(path.join(room, 'package.json'), 'utf8'));
  const own = Object.keys(dependencies).filter((name) => name.startsWith('@segl/'));
  check('it depends on nothing of ours', own.length === 0, own.join(' '));

  writeFileSync(at('package.json'), '{"private":true,"type":"module"}');
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', at(packed.filename)]);
  const readme = readFileSync(at('node_modules/@segl/pades/README.md'), 'utf8');
  writeFileSync(at('sign.mjs'), /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '');
  const key = makeSelfSigned(folder, { name: 'key', subject: '/CN=Package check' });
  makePkcs12(folder, key, { passphrase: 'only for this run' });
  writeFileSync(at('agreement.pdf'), minimalPdf());
  const signed = spawnSync(process.execPath, ['sign.mjs'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, KEY_PASSPHRASE: 'only for this run' },
  });
  check('the lines of the README sign', signed.status === 0, signed.stderr);
  if (signed.status === 0) {
    const verdict = run('pdfsig', ['-nocert', 'agreement-signed.pdf']);
    check('pdfsig: valid', verdict.includes('Signature is Valid.'), verdict);
  }

  // The command as people call it in a checkout, after `npm ci` and a build.
  const segl = (...args) =>
    spawnSync('npx', ['--no-install', 'segl', ...args], {
      cwd: path.resolve(here, '../..'),
      encoding: 'utf8',
      env: { ...process.env, KEY_PASSPHRASE: 'only for this run' },
    });
  const help = segl('--help');
  check('npx segl explains itself', help.status === 0 && help.stdout.includes('segl'), help.stderr);
  const bySegl = segl(
    ...['sign', at('agreement.pdf'), '--out', at('by-segl.pdf')],
    ...['--p12', at('key.p12'), '--passphrase-env', 'KEY_PASSPHRASE'],
  );
  check('npx segl signs', bySegl.status === 0, bySegl.stderr);
  if (bySegl.status === 0) {
    const verdict = run('pdfsig', ['-nocert', 'by-segl.pdf']);
    check('pdfsig: what npx segl signed is valid', verdict.includes('Signature is Valid.'), verdict);
  }
  check('npx segl verify: not trusted without an anchor', segl('verify', at('by-segl.pdf')).status === 1);

  // Types as a reader of the package sees them.
  mkdirSync(at('types'));
  writeFileSync(
    at('types/use.ts'),
    "import { checkBaseline, type SignedDocument } from '@segl/pades';\nexport const conforms = (signed: SignedDocument): boolean => checkBaseline(signed.toBytes(), { level: 'B-B' }).conforms;\n",
  );
  const tsc = spawnSync(
    process.execPath,
    [
      path.resolve(here, '../../node_modules/typescript/bin/tsc'),
      ...['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'],
      ...['--typeRoots', path.resolve(here, '../../node_modules/@types'), 'types/use.ts'],
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  check('its types check in strict mode', tsc.status === 0, tsc.stdout);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`package: ${failed === 0 ? 'as it should be' : `${failed} checks failed`}`);
process.exit(failed === 0 ? 0 : 1);

function minimalPdf() {
  const bodies = [
    '<</Type /Catalog /Pages 2 0 R>>',
    '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <<>>>>',
  ];
  let text = '%PDF-1.7\n';
  const rows = bodies.map((body, index) => {
    const row = `${String(text.length).padStart(10, '0')} 00000 n \n`;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return row;
  });
  return `${text}xref\n0 4\n0000000000 65535 f \n${rows.join('')}trailer\n<</Size 4 /Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`;
}
