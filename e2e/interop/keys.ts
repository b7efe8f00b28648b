// Keys of every kind and from every place sign documents: key files by openssl and keytool, a token, an outside signer days
// later; and every attribute a signature can carry. Judged by openssl, pdfsig, qpdf, pyHanko and, where it is built, EU DSS.
// Usage: keys.ts [--python PYTHON] [--dss TARGET] [--pkcs11 FOLDER]. Exits 1 when a judgement is not as expected.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startTestAuthority } from '../support/test-authority.js';
import { signWithAttributes } from './keys/attributes.js';
import type { Court } from './keys/court.js';
import { signLater } from './keys/deferred.js';
import { judgeExhibits } from './keys/judge-exhibits.js';
import { signWithKeyFiles } from './keys/key-files.js';
import { signWithTokens } from './keys/tokens.js';

const option = (name: string): string | undefined => {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? undefined : process.argv[index + 1];
};

const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-keys-'));
const authority = await startTestAuthority(path.join(folder, 'authority'));
let passed = 0;
let failed = 0;
const court: Court = {
  authority,
  folder,
  exhibits: [],
  judge(what, good, detail = '') {
    if (good) passed += 1;
    else failed += 1;
    console.log(`${good ? 'ok  ' : 'FAIL'} ${what}${good ? '' : `\n       ${detail.slice(0, 600)}`}`);
  },
};
try {
  const python = option('python') ?? 'python3';
  await signWithAttributes(court, python);
  await signLater(court);
  await signWithKeyFiles(court);
  const packages = option('pkcs11');
  if (packages === undefined) console.log('no --pkcs11: tokens did not sign');
  else await signWithTokens(court, path.resolve(packages));
  await judgeExhibits(court, { python, dss: option('dss') });
} finally {
  await authority.close();
  if (process.argv.includes('--keep')) console.log(`kept in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
console.log(`${String(passed)} judgements as expected, ${String(failed)} not`);
process.exit(failed === 0 ? 0 : 1);
