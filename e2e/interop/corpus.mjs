#!/usr/bin/env node
// Every file of a corpus through `segl sign`: signed, or refused with its right code. What is signed must be good for
// pdfsig and pyHanko, no worse than before for qpdf, and earlier signatures must stay as valid as they were.
// Usage: corpus.mjs CORPUS_FOLDER [--python PYTHON]. Prints a table; exits 1 when a row fails.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePkcs12, makeSigner } from '../support/openssl-keys.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const segl = path.resolve(here, '../../apps/cli/bin/segl.mjs');
const corpus = process.argv[2];
const python = process.argv.includes('--python')
  ? process.argv[process.argv.indexOf('--python') + 1]
  : 'python3';
if (!corpus || !existsSync(path.join(corpus, 'manifest.json'))) {
  console.error('usage: corpus.mjs CORPUS_FOLDER (with a manifest.json) [--python PYTHON]');
  process.exit(64);
}

// Why a file may be refused, by file; every other file must come out signed. An expert's reading of each file.
const refusals = JSON.parse(readFileSync(path.join(here, 'corpus-refusals.json'), 'utf8'));

/** How long a file may take; what takes longer counts as hanging. */
const patience = 10_000;

const work = mkdtempSync(path.join(os.tmpdir(), 'segl-corpus-'));
const key = makeKey(work);
const entries = JSON.parse(readFileSync(path.join(corpus, 'manifest.json'), 'utf8'));

const outcomes = entries.map((entry) => {
  const input = path.join(corpus, entry.file);
  const output = path.join(work, 'signed', entry.file);
  mkdirSync(path.dirname(output), { recursive: true });
  const startedAt = performance.now();
  const result = spawnSync(
    process.execPath,
    [segl, 'sign', input, '--out', output, '--p12', key.p12, '--passphrase-file', key.passphraseFile],
    { encoding: 'utf8', timeout: patience },
  );
  const code = /\[([a-z0-9.-]+)\]\s*$/.exec(result.stderr)?.[1];
  return {
    entry,
    input,
    output,
    status: result.status,
    code,
    stderr: result.stderr,
    milliseconds: performance.now() - startedAt,
  };
});

const files = outcomes.flatMap(({ input, output, status }) => (status === 0 ? [input, output] : []));
const pyhanko = new Map(
  execFileSync(python, [path.join(here, 'judge_pyhanko.py'), key.root], {
    input: files.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .map((answer) => [answer.file, answer]),
);

let failed = 0;
for (const outcome of outcomes) {
  const problems = outcome.status === 0 ? judgeSigned(outcome) : judgeRefused(outcome);
  if (problems.length > 0) failed += 1;
  const verdict = outcome.status === 0 ? 'signed' : `refused ${outcome.code ?? '?'}`;
  console.log(
    `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${outcome.entry.file.padEnd(62)} ${verdict} ${outcome.milliseconds.toFixed(0)} ms`,
  );
  for (const problem of problems) console.log(`       ${problem}`);
}
console.log(`corpus: ${entries.length - failed} of ${entries.length} files as expected`);
rmSync(work, { recursive: true, force: true });
process.exit(failed === 0 ? 0 : 1);

function judgeRefused({ entry, status, code, stderr }) {
  const expected = refusals[entry.file];
  if (status === null) return [`neither signed nor refused within ${patience / 1000} s`];
  if (status !== 1 && status !== 2) return [`ended with ${status}: ${stderr.slice(0, 300)}`];
  if (expected === undefined) return [`refused, though it can be signed: ${stderr.trim().slice(0, 300)}`];
  return expected.code === code ? [] : [`refused as ${code}, expected ${expected.code} (${expected.why})`];
}

function judgeSigned({ entry, input, output }) {
  const problems = [];
  const expected = refusals[entry.file];
  if (expected !== undefined) problems.push(`signed, expected ${expected.code} (${expected.why})`);
  const original = readFileSync(input);
  if (!readFileSync(output).subarray(0, original.length).equals(original))
    problems.push('the original is not a prefix');

  const [before, after] = [pyhanko.get(input), pyhanko.get(output)];
  if (after.error !== null && before.error === null) problems.push(`pyHanko: ${after.error}`);
  if (after.error === null) {
    const known = new Map(before.signatures.map((signature) => [signature.field, signature]));
    for (const signature of after.signatures) {
      const earlier = known.get(signature.field);
      if (earlier === undefined) {
        const good =
          signature.intact && signature.valid && signature.trusted && signature.coverage === 'ENTIRE_FILE';
        if (!good) problems.push(`pyHanko on the new signature: ${JSON.stringify(signature)}`);
      } else if (isWorse(earlier, signature)) {
        problems.push(
          `pyHanko on ${signature.field}: ${JSON.stringify(earlier)} became ${JSON.stringify(signature)}`,
        );
      }
    }
    if (after.signatures.length !== before.signatures.length + 1)
      problems.push('pyHanko does not see the new signature');
  }

  const [pdfsigBefore, pdfsigAfter] = [pdfsig(input), pdfsig(output)];
  const newest = pdfsigAfter.filter((verdict) => verdict === 'Signature is Valid.').length;
  const earlier = pdfsigBefore.filter((verdict) => verdict === 'Signature is Valid.').length;
  if (newest !== earlier + 1)
    problems.push(`pdfsig: ${JSON.stringify(pdfsigBefore)} became ${JSON.stringify(pdfsigAfter)}`);

  const [qpdfBefore, qpdfAfter] = [qpdf(input), qpdf(output)];
  if (qpdfAfter.status > qpdfBefore.status) problems.push(`qpdf --check: ${qpdfAfter.output.slice(0, 300)}`);
  return problems;
}

function isWorse(before, after) {
  return ['intact', 'valid', 'trusted', 'docmdp'].some(
    (quality) => before[quality] === true && after[quality] !== true,
  );
}

function pdfsig(file) {
  const { stdout } = spawnSync('pdfsig', ['-nocert', file], { encoding: 'utf8' });
  return [...stdout.matchAll(/- Signature Validation: (.*)/g)].map((match) => match[1]);
}

function qpdf(file) {
  const { status, stdout, stderr } = spawnSync('qpdf', ['--check', file], { encoding: 'utf8' });
  // 0: nothing found, 3: warnings, 2: errors
  return { status: [0, 3, 2].indexOf(status), output: stdout + stderr };
}

/** A root, and a P-256 key with its certificate as PKCS#12, made for this run alone. */
function makeKey(folder) {
  const passphrase = 'only for this run';
  const passphraseFile = path.join(folder, 'pass.txt');
  writeFileSync(passphraseFile, `${passphrase}\n`);
  const { signer, root } = makeSigner(folder, {
    subject: '/CN=Corpus Signer/C=NO',
    rootSubject: '/CN=Segl corpus root',
  });
  const p12 = makePkcs12(folder, signer, { passphrase, above: root });
  return { p12, passphraseFile, root: root.certificateFile };
}
