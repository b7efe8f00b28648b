import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { askDss, askOpenssl, askPdfsig, askPyhanko, askQpdf } from '../pades/judges.js';
import type { Court } from './court.js';

const script = fileURLToPath(new URL('../judge_pyhanko.py', import.meta.url));

/** Where the judges are. */
export interface Bench {
  readonly python: string;
  /** `target` of e2e/interop/dss, where it is built. */
  readonly dss: string | undefined;
}

/** Lays every signed file before every judge. */
export async function judgeExhibits(court: Court, { python, dss }: Bench): Promise<void> {
  const { exhibits, authority } = court;
  const files = exhibits.map(({ file }) => ({ file }));
  for (const { what, file, scheme } of exhibits) {
    const [pdfsig] = await askPdfsig({ file });
    // NSS, which pdfsig asks, knows no Ed25519.
    const expected = scheme === 'ed25519' ? undefined : 'Signature is Valid.';
    if (expected !== undefined) court.judge(`pdfsig: ${what} is valid`, pdfsig === expected, pdfsig);
    court.judge(`qpdf: ${what} is sound`, (await askQpdf({ file })) === 'sound');
    const [openssl] = await askOpenssl(
      { file },
      { root: authority.rootFile, authority: authority.authorityFile },
    );
    const verdict = scheme === 'ed25519' ? 'signature is not supported' : 'signature verifies';
    court.judge(`openssl: ${what}: ${verdict}`, openssl === verdict, openssl);
  }
  const pyhanko = await askPyhanko(files, { python, script, root: authority.rootFile });
  for (const [index, { what }] of exhibits.entries()) {
    const [signature] = pyhanko[index]?.signatures ?? [];
    const good = signature?.intact === true && signature.valid === true && signature.trusted === true;
    court.judge(`pyHanko: ${what} is intact, valid, trusted`, good, JSON.stringify(pyhanko[index]));
  }
  if (dss === undefined) return;
  const verdicts = await askDss(files, { target: path.resolve(dss), root: authority.rootFile });
  for (const [index, { what, level, scheme }] of exhibits.entries()) {
    const [signature] = verdicts[index]?.signatures ?? [];
    const format = `PAdES-BASELINE-${level.slice(-1)}`;
    // The validation policy that DSS comes with knows EdDSA and does not authorise it.
    const indication = scheme === 'ed25519' ? 'INDETERMINATE' : 'TOTAL_PASSED';
    court.judge(
      `EU DSS: ${what} is ${format}, ${indication}`,
      signature?.format === format && signature.indication === indication,
      JSON.stringify(verdicts[index]),
    );
  }
}
