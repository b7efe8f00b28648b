// B-LTA in one call with time-stamps and OCSP on loopback, beside pyHanko doing the same against the same servers: RSA-2048,
// 1 MB. The servers are a process of their own; OCSP answers are signed beforehand, time-stamps made as they are asked for.
import { execFile, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkBaseline, createTimestampClient, signDocument, signerFromPem } from '@segl/pades';
import type { ServedAuthority } from './serve-authority.js';
import { makePdf } from './make-pdf.js';
import { against, findPyhanko, median, printTable, time } from './measure.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-bench-'));
const file = path.join(folder, '1.pdf');
makePdf(file, 1);
const server = fork(fileURLToPath(new URL('serve-authority.ts', import.meta.url)), [
  path.join(folder, 'pki'),
]);
const served = await new Promise<ServedAuthority>((resolve, reject) => {
  server.once('message', (message) => resolve(message as ServedAuthority));
  server.once('exit', (code) => reject(new Error(`the authority ended with ${String(code)}`)));
});
try {
  const root = readFileSync(served.rootDer);
  const signer = signerFromPem(readFileSync(served.key, 'latin1'), served.certificatesPem);
  const bytes = readFileSync(file);
  const sign = (level: 'B-T' | 'B-LTA') =>
    signDocument(bytes, {
      signer,
      signerName: 'Bench',
      field: { new: { name: 'Signature1' } },
      level,
      timestamp: createTimestampClient({ servers: [{ url: served.tsaUrl }], trustAnchors: [root] }),
      validation: { trustAnchors: [root] },
    });
  const checked = checkBaseline((await sign('B-LTA')).toBytes(), { level: 'B-LTA' });
  if (!checked.conforms) throw new Error(JSON.stringify(checked));
  const runs = 15;
  const segl = median(await time(runs, () => sign('B-LTA')));
  const stamped = median(await time(runs, () => sign('B-T')));
  const python = findPyhanko();
  let pyhanko: number | undefined;
  if (python !== undefined) {
    const script = fileURLToPath(new URL('pyhanko_sign.py', import.meta.url));
    const { stdout } = await promisify(execFile)(python, [
      ...[
        script,
        'B-LTA',
        file,
        served.key,
        served.certificate,
        served.chain,
        served.rootPem,
        String(runs),
        served.tsaUrl,
      ],
    ]);
    pyhanko = (JSON.parse(stdout) as { milliseconds: number }).milliseconds;
  }
  printTable(
    ['level', 'segl', 'pyHanko', 'segl / pyHanko'],
    [
      ['B-T', `${stamped.toFixed(1)} ms`, '–', '–'],
      [
        'B-LTA',
        `${segl.toFixed(1)} ms`,
        pyhanko === undefined ? 'no pyHanko here' : `${pyhanko.toFixed(1)} ms`,
        pyhanko === undefined ? '–' : against('long-term', segl / pyhanko),
      ],
    ],
  );
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
