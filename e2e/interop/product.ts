// Signs one document in a running Segl and lets foreign programs judge what came out: pdfsig, qpdf, mutool, openssl
// pyHanko and, where its judge is built (e2e/interop/dss), EU DSS. With --pkcs11, a folder in which pkcs11js was installed, the
// vault's keys are in a SoftHSM token. Usage: product.ts [--python PYTHON] [--dss TARGET] [--pkcs11 FOLDER]. Prints a line a
// judgement; exits 1 when one is not as expected.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { endpoints } from '@segl/contracts';
import { HttpPerson } from '../support/http-person.js';
import { startProduct } from '../support/product.js';
import { signThroughVault } from './keys/csc-product.js';
import { printCms } from './pades/judges.js';
import { Court, run } from './product/court.js';
import { judgePdfs } from './product/judge-pdfs.js';
import { judgeHolderStatus } from './product/holder-status.js';
import { judgeSeal } from './product/seal-look.js';
import { judgeTokenKeys } from './product/token-keys.js';
import { makeSoftToken } from './product/soft-token.js';
import { secretsIn, writtenDates } from './product/secrets-in-log.js';
import { derValue } from './product/der-value.js';
import { message, orderTyped, rememberCodes, sentences } from './product/typed-order.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const python = process.argv.includes('--python')
  ? (process.argv[process.argv.indexOf('--python') + 1] ?? 'python3')
  : 'python3';
const dss = process.argv.includes('--dss') ? process.argv[process.argv.indexOf('--dss') + 1] : undefined;
const packages = process.argv.includes('--pkcs11')
  ? process.argv[process.argv.indexOf('--pkcs11') + 1]
  : undefined;
const work = mkdtempSync(path.join(os.tmpdir(), 'segl-interop-'));
const at = (name: string): string => path.join(work, name);

const court = new Court();
const { judge } = court;
function isPassed(line: string | undefined, format: string): boolean {
  const { signatures } = JSON.parse(line ?? '{"signatures":[]}') as {
    signatures: { format: string; indication: string }[];
  };
  return (
    signatures.length === 1 &&
    signatures.every((found) => found.format.startsWith(format) && found.indication === 'TOTAL_PASSED')
  );
}
// Everything is logged that can be: what must not stand there must not at any level.
const softToken = packages === undefined ? undefined : makeSoftToken(work, path.resolve(packages));
const product = await startProduct({ env: { LOG_LEVEL: 'trace', ...softToken?.env } });
try {
  // First, while the product's clock is the one that openssl reads.
  const trust = run(process.execPath, [path.join(here, 'trust-openssl.mjs'), product.url]);
  process.stdout.write(trust.output);
  judge('openssl judges OCSP, CRL and time-stamps of the running trust', trust.status === 0);

  // Every endpoint of the contracts is served: without credentials it may refuse, but not be unknown.
  const unknown: string[] = [];
  for (const { service, method, path: template } of endpoints) {
    const address = `/${service}${template.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000')}`;
    const answer = await fetch(product.url + address, {
      method: method.toUpperCase(),
      headers: { Accept: 'application/json' },
    });
    const text = await answer.text();
    if (text.includes('"platform.not-found"') || text.startsWith('<!')) unknown.push(`${method} ${address}`);
  }
  judge(
    `all ${String(endpoints.length)} endpoints of the contracts are served`,
    unknown.length === 0,
    unknown.join('\n'),
  );

  const people = await product.people();
  const [person, sender] = people.filter(({ bankIdState }) => bankIdState === 'active');
  if (person === undefined || sender === undefined)
    throw new Error('not two demo people with an active BankID');
  const remembered = rememberCodes(product, [person.sub, sender.sub]);
  const signer = await HttpPerson.create(remembered.product, person.sub);
  const token = await orderTyped(remembered.product, sender.sub, person);
  await signer.untilPrepared(token);
  await signer.proveAt(`/signing/login?returnTo=/sign/${token}&link=${token}`);
  const unsigned = await (await signer.http.get(`/signing/api/invitations/${token}/unsigned.pdf`)).body();
  await signer.sign(token, await signer.confirm(token));
  const receipt = await signer.untilReceipt(token);
  const signed = await signer.signedPdf(receipt.documentId);
  const { cookies } = await signer.http.storageState();
  const sealed = await (
    await signer.http.get(`/signing/api/documents/${receipt.documentId}/receipt.pdf`)
  ).body();
  await signer.close();
  writeFileSync(at('unsigned.pdf'), unsigned);
  writeFileSync(at('signed.pdf'), signed);
  writeFileSync(at('receipt.pdf'), sealed);
  const roots = path.join(product.dataDir, 'trust/anchors');
  const anchors = execFileSync('sh', ['-c', `ls ${roots}/*.pem`], { encoding: 'utf8' })
    .trim()
    .split('\n');

  judge(
    'the unsigned document is a prefix of the signed one',
    signed.subarray(0, unsigned.length).equals(unsigned),
  );
  const increment = signed.subarray(unsigned.length).toString('latin1');
  judge(
    'the signature dictionary is CAdES, named, timed, without reason',
    /\/SubFilter\s*\/ETSI\.CAdES\.detached/.test(increment) &&
      /\/M\s*\(D:/.test(increment) &&
      !/\/Reason/.test(increment),
  );

  judgeSeal(court, { unsigned: at('unsigned.pdf'), signed: at('signed.pdf') }, receipt);

  const judgeFiles = (when: string): void => {
    judgePdfs(court, [at('signed.pdf'), at('receipt.pdf')], { python, anchors, when });
  };
  judgeFiles('after signing');

  // The CMS alone, before openssl: over the very bytes of the ByteRange, without and with our root.
  const [, , gap = '0', after = '0', length = '0'] =
    /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/.exec(increment) ?? [];
  const covered = Buffer.concat([
    signed.subarray(0, Number(gap)),
    signed.subarray(Number(after), Number(after) + Number(length)),
  ]);
  const padded = Buffer.from(signed.subarray(Number(gap) + 1, Number(after) - 1).toString('latin1'), 'hex');
  writeFileSync(at('covered'), covered);
  writeFileSync(at('cms.der'), derValue(padded));
  execFileSync('sh', ['-c', `cat ${roots}/*.pem > ${at('roots.pem')}`]);
  const cms = run('openssl', [
    'cms',
    '-verify',
    '-inform',
    'DER',
    '-in',
    at('cms.der'),
    '-content',
    at('covered'),
    '-binary',
    '-CAfile',
    at('roots.pem'),
    '-purpose',
    'any',
    '-signer',
    at('holder.pem'),
    '-out',
    at('verified'),
  ]);
  judge('openssl cms: the signature verifies to our root', cms.status === 0, cms.output);
  const dump = await printCms(at('cms.der'));
  judge(
    'openssl cms: signing-certificate-v2, commitment type and time-stamp are there, signing-time is not',
    /signingCertificateV2/i.test(dump) &&
      /1\.2\.840\.113549\.1\.9\.16\.2\.16|cti|commitment/i.test(dump) &&
      /timeStampToken/i.test(dump) &&
      !/signingTime/.test(dump),
    dump,
  );

  const segl = run(process.execPath, [
    path.resolve(here, '../../apps/cli/bin/segl.mjs'),
    'verify',
    '--json',
    '--trust',
    roots,
    at('signed.pdf'),
  ]);
  judge('segl verify: intact and trusted', segl.status === 0, segl.output);
  const changed = Buffer.from(signed);
  changed[Math.floor(unsigned.length / 2)]! ^= 1;
  writeFileSync(at('changed.pdf'), changed);
  const notIntact = run(process.execPath, [
    path.resolve(here, '../../apps/cli/bin/segl.mjs'),
    'verify',
    '--trust',
    roots,
    at('changed.pdf'),
  ]);
  judge('segl verify: one changed bit is told', notIntact.status === 1, notIntact.output);
  const unreadable = run(process.execPath, [
    path.resolve(here, '../../apps/cli/bin/segl.mjs'),
    'verify',
    at('covered-missing.pdf'),
  ]);
  judge('segl verify: a missing file is unreadable (2)', unreadable.status === 2, unreadable.output);

  // pyHanko's own CSC client signs by the vault, through the whole dialog.
  const csc = run(python, [
    path.join(here, 'csc_pyhanko.py'),
    product.url,
    path.join(product.dataDir, 'vault/csc-demo-client.json'),
  ]);
  judge("pyHanko's CSC client signs with a key in the vault", csc.status === 0, csc.output);

  // And the engine's, in both versions of the API.
  for (const apiVersion of ['2', '1.0.4'] as const) {
    const file = at(`csc-${apiVersion}.pdf`);
    writeFileSync(file, await signThroughVault(product, person.sub, apiVersion));
    const answer = spawnSync(python, [path.join(here, 'judge_pyhanko.py'), ...anchors], {
      input: file,
      encoding: 'utf8',
    }).stdout;
    const { signatures = [] } = JSON.parse(answer || '{}') as { signatures?: Record<string, unknown>[] };
    const good =
      signatures.length === 1 && signatures.every(({ intact, valid, trusted }) => intact && valid && trusted);
    judge(`the engine signs through CSC API ${apiVersion} with a key in the vault`, good, answer);
  }

  if (dss !== undefined) {
    const answer = spawnSync(
      'java',
      ['-cp', `${dss}/dss-judge-1.jar:${dss}/lib/*`, 'segl.Judge', ...anchors],
      {
        input: [at('signed.pdf'), at('receipt.pdf')].join('\n'),
        encoding: 'utf8',
      },
    );
    const lines = answer.stdout.split('\n').filter(Boolean);
    judge('EU DSS answers', lines.length === 2, answer.stderr);
    judge(
      'EU DSS: signed.pdf is PAdES-BASELINE-T and TOTAL_PASSED',
      isPassed(lines[0], 'PAdES-BASELINE-T'),
      lines[0],
    );
    judge(
      'EU DSS: receipt.pdf is a PAdES baseline signature and TOTAL_PASSED',
      isPassed(lines[1], 'PAdES-BASELINE-'),
      lines[1],
    );
  }

  // Last, since after it this person signs no more.
  const keysBefore = softToken?.privateKeys();
  await judgeHolderStatus(court, product, { person, holder: at('holder.pem'), roots: at('roots.pem') });
  judgeFiles('when the BankID has been blocked');
  if (softToken !== undefined && keysBefore !== undefined) judgeTokenKeys(court, softToken, keysBefore);

  const known = [person, sender];
  const found = secretsIn(product.output(), {
    'a one-time code': [...remembered.codes],
    'a birth date': known.flatMap(({ birthDate }) => writtenDates(birthDate)),
    'a national identity number': people.flatMap(({ nationalId }) => nationalId),
    'an e-mail address': people.flatMap(({ email }) => email),
    'the PIN of the token': softToken === undefined ? [] : [softToken.pin],
    'a password': people.flatMap(({ password }) => password ?? []),
    'the token of a link': [token],
    'a cookie': cookies.map(({ value }) => value),
    'the document, or the letter with it': [...sentences, message],
  });
  judge(
    'the log at its most talkative holds no secret and no personal number',
    found.length === 0,
    found.join('\n'),
  );
  judge('the log tells of the signing at all', product.output().includes('/signing/api/invitations/'));
} finally {
  const exitCode = await product.stop();
  judge('it stops cleanly', exitCode === 0, product.output());
  await product.discard();
  await rm(work, { recursive: true, force: true, maxRetries: 5 });
}
console.log(
  `interop: ${court.failed === 0 ? 'every judge as expected' : `${String(court.failed)} judgements not as expected`}`,
);
process.exit(court.failed === 0 ? 0 : 1);
