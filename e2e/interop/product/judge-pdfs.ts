import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, type Court } from './court.js';

const judgePyhanko = fileURLToPath(new URL('../judge_pyhanko.py', import.meta.url));

/** pdfsig, qpdf, mutool and pyHanko judge files that hold one signature each. */
export function judgePdfs(
  { judge }: Court,
  files: readonly string[],
  { python, anchors, when }: { python: string; anchors: readonly string[]; when: string },
): void {
  for (const file of files) {
    const name = `${path.basename(file)}, ${when},`;
    const pdfsig = run('pdfsig', ['-nocert', file]);
    judge(
      `pdfsig: ${name} is valid`,
      pdfsig.output.includes('Signature is Valid.') && !/Invalid|Mismatch/.test(pdfsig.output),
      pdfsig.output,
    );
    const qpdf = run('qpdf', ['--check', file]);
    judge(`qpdf: ${name} has no errors or warnings`, qpdf.status === 0, qpdf.output);
    // mutool knows no trust store of ours: whatever it says of the certificate, the document must be unchanged.
    const mutool = run('mutool', ['sign', '-v', file]);
    const unchanged = mutool.output.includes('The document is unchanged since signing.');
    judge(`mutool: ${name} is unchanged since signing`, unchanged, mutool.output);
  }
  const pyhanko = spawnSync(python, [judgePyhanko, ...anchors], {
    input: files.join('\n'),
    encoding: 'utf8',
  });
  const lines = pyhanko.stdout.split('\n').filter(Boolean);
  for (const line of lines) {
    const answer = JSON.parse(line) as { file: string; signatures: Record<string, unknown>[] };
    const [signature] = answer.signatures;
    const good =
      answer.signatures.length === 1 &&
      signature?.['intact'] === true &&
      signature['valid'] === true &&
      signature['trusted'] === true &&
      signature['coverage'] === 'ENTIRE_FILE';
    judge(`pyHanko: ${path.basename(answer.file)}, ${when}, is intact, valid, trusted, whole`, good, line);
  }
  judge(`pyHanko answers ${when}`, lines.length === files.length, pyhanko.stderr);
}
