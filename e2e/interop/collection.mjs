#!/usr/bin/env node
// A folder of PDFs, broken ones included, through the engine: each is signed, or refused by a code, within ten seconds.
// What is signed is judged by pyHanko (with --python): the new signature is good, and earlier ones are as good as before;
// and by qpdf, which must find no more faults than in the original. Prints a table; exits 1 for a crash or a hang.
// Usage: collection.mjs FOLDER [--engine FILE_OF_THE_BUILT_ENGINE] [--python PYTHON] [--out FOLDER] [--report FILE] [--every N]
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { makeSelfSigned } from '../support/openssl-keys.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

async function signAll() {
  const { signDocument, signerFromPem } = await import(workerData.engine);
  const signer = signerFromPem(workerData.key, workerData.certificate);
  parentPort.on('message', async ({ input, output }) => {
    const began = performance.now();
    let code = 'signed';
    let message = '';
    try {
      const bytes = readFileSync(input);
      const options = { signer, signerName: 'Collection', field: { new: { name: 'CollectionSig' } } };
      writeFileSync(output, (await signDocument(bytes, options)).toBytes());
    } catch (error) {
      code = error.name === 'PadesError' ? error.code : 'crash';
      message = error.name === 'PadesError' ? error.message : String(error.stack);
    }
    parentPort.postMessage({ code, message, milliseconds: performance.now() - began });
  });
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      engine: { type: 'string' },
      python: { type: 'string' },
      out: { type: 'string' },
      report: { type: 'string' },
      every: { type: 'string', default: '1' },
    },
  });
  const [folder] = positionals;
  if (folder === undefined) {
    console.error(
      'usage: collection.mjs FOLDER [--engine FILE] [--python PYTHON] [--report FILE] [--every N]',
    );
    process.exit(64);
  }
  const work = mkdtempSync(path.join(os.tmpdir(), 'segl-collection-'));
  const out = values.out ?? path.join(work, 'signed');
  const engine = values.engine
    ? pathToFileURL(path.resolve(values.engine)).href
    : import.meta.resolve('@segl/pades');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.toLowerCase().endsWith('.pdf') && statSync(path.join(folder, file)).isFile())
    .sort()
    .filter((_, index) => index % Number(values.every) === 0);
  const key = makeKey(work);
  const outcomes = [];
  const signing = new Signing({ engine, ...key });
  for (const file of files) {
    const [input, output] = [path.join(folder, file), path.join(out, file)];
    mkdirSync(path.dirname(output), { recursive: true });
    outcomes.push({ file, input, output, ...(await signing.sign({ input, output })) });
  }
  await signing.end();
  const signed = outcomes.filter(({ code }) => code === 'signed');
  if (values.python) await judge(signed, { python: values.python, root: key.root });
  if (values.report)
    writeFileSync(values.report, outcomes.map((line) => `${JSON.stringify(line)}\n`).join(''));
  print(outcomes);
  rmSync(work, { recursive: true, force: true });
  process.exit(outcomes.some(({ code }) => code === 'crash' || code === 'hang') ? 1 : 0);
}

/** A thread that signs one file after another, and is ended where one takes too long. */
class Signing {
  constructor(data) {
    this.data = data;
  }

  async sign(job) {
    this.worker ??= new Worker(fileURLToPath(import.meta.url), { workerData: this.data });
    const { worker } = this;
    return await new Promise((resolve) => {
      const done = (outcome) => {
        clearTimeout(timer);
        worker.off('message', done).off('error', failed);
        if (outcome.code === 'hang' || outcome.ended) {
          void worker.terminate();
          this.worker = undefined;
        }
        resolve(outcome);
      };
      const timer = setTimeout(() => done({ code: 'hang', message: '', milliseconds: 10_000 }), 10_000);
      worker.once('message', done);
      const failed = (error) =>
        done({ code: 'crash', message: String(error.stack), milliseconds: 0, ended: true });
      worker.once('error', failed);
      worker.postMessage(job);
    });
  }

  async end() {
    await this.worker?.terminate();
  }
}

async function judge(signed, { python, root }) {
  // What has no /ByteRange has no earlier signature to ask about.
  const hasEarlier = ({ input }) => readFileSync(input).includes('/ByteRange');
  const list = signed.flatMap((outcome) => [...(hasEarlier(outcome) ? [outcome.input] : []), outcome.output]);
  const answers = await new Promise((resolve, reject) => {
    const child = execFile(
      python,
      [path.join(here, 'judge_pyhanko.py'), root],
      { encoding: 'utf8', maxBuffer: 1 << 30 },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
    child.stdin.end(list.join('\n'));
  });
  const verdicts = new Map(
    answers
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .map((verdict) => [verdict.file, verdict]),
  );
  const run = promisify(execFile);
  const check = async (file) =>
    await run('qpdf', ['--check', file], { timeout: 30_000, maxBuffer: 1 << 26 }).then(
      () => 0,
      ({ code }) => [0, 3, 2].indexOf(code),
    );
  for (const outcome of signed) {
    const [before, after] = [verdicts.get(outcome.input), verdicts.get(outcome.output)];
    const own = after.signatures.find(({ field }) => field === 'CollectionSig');
    outcome.good = Boolean(
      own?.intact && own.valid && own.trusted && own.coverage === 'ENTIRE_FILE' && own.docmdp,
    );
    if (!outcome.good) outcome.why = after.error ?? own?.error ?? JSON.stringify(own ?? 'not found');
    const earlier = (before?.signatures ?? []).filter(({ intact, valid }) => intact && valid);
    outcome.earlier = earlier.length;
    outcome.lost = earlier
      .map((signature) => [signature, after.signatures.find(({ field }) => field === signature.field)])
      .filter(([was, is]) => !is?.intact || !is.valid || (was.docmdp && !is.docmdp));
    outcome.qpdfWorse = (await check(outcome.output)) > (await check(outcome.input));
  }
}

function print(outcomes) {
  const count = (test) => outcomes.filter(test).length;
  const codes = new Map();
  for (const { code } of outcomes) codes.set(code, (codes.get(code) ?? 0) + 1);
  console.log(`| outcome | files of ${outcomes.length} |\n| --- | --- |`);
  for (const [code, times] of [...codes].sort((a, b) => b[1] - a[1])) console.log(`| ${code} | ${times} |`);
  const slowest = outcomes.reduce((max, { milliseconds }) => Math.max(max, milliseconds), 0);
  console.log(`| slowest | ${slowest.toFixed(0)} ms |`);
  if (!outcomes.some(({ good }) => good !== undefined)) return;
  console.log(`| new signature good for pyHanko | ${count(({ good }) => good)} |`);
  console.log(`| with earlier good signatures | ${count(({ earlier }) => earlier > 0)} |`);
  console.log(`| … all kept | ${count(({ earlier, lost }) => earlier > 0 && lost.length === 0)} |`);
  console.log(`| qpdf finds more faults than before | ${count(({ qpdfWorse }) => qpdfWorse)} |`);
}

/** A root that signs its own certificate, which is also the signer's: made for this run alone. */
function makeKey(folder) {
  const root = makeSelfSigned(folder, {
    name: 'root',
    subject: '/CN=Collection',
    kind: 'p256',
    keyUsage: 'nonRepudiation,digitalSignature,keyCertSign',
  });
  return { key: root.keyPem, certificate: root.certificatePem, root: root.certificateFile };
}

if (isMainThread) await main();
else await signAll();
