// node trust-openssl.mjs http://localhost:3000
//
// Asks a running trust service as openssl does: OCSP (POST and GET), CRL, RFC 3161. Prints PASS or FAIL a line; exits 1
// when anything failed, 2 when it cannot run. Starts nothing itself.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { selfSignedArguments } from '../support/openssl-keys.mjs';

const [baseUrl] = process.argv.slice(2);
if (baseUrl === undefined) {
  console.error('usage: node trust-openssl.mjs BASE_URL');
  process.exit(2);
}
const trust = `${baseUrl.replace(/\/+$/, '')}/trust`;
const folder = mkdtempSync(path.join(tmpdir(), 'segl-trust-'));
const file = (name) => path.join(folder, name);
let failures = 0;

const openssl = (...parameters) => {
  const { status, stdout, stderr, error } = spawnSync('openssl', parameters, {
    encoding: 'utf8',
    cwd: folder,
  });
  if (error !== undefined) throw error;
  return { status, text: `${stdout}\n${stderr}` };
};
const check = (name, passed, detail = '') => {
  console.log(
    `${passed ? 'PASS' : 'FAIL'} ${name}${passed || detail === '' ? '' : `\n  ${detail.trim().replaceAll('\n', '\n  ')}`}`,
  );
  if (!passed) failures += 1;
};
const checkText = (name, { status, text }, ...expected) =>
  check(name, status === 0 && expected.every((pattern) => pattern.test(text)), text);

async function save(address, name, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  writeFileSync(file(name), Buffer.from(await response.arrayBuffer()));
  return response.headers;
}

async function authorities() {
  await save(`${trust}/anchors`, 'anchors.pem', { headers: { accept: 'application/x-pem-file' } });
  checkText(
    'the trust anchor is a certificate',
    openssl('x509', '-in', 'anchors.pem', '-noout', '-subject'),
    /Segl test root CA/,
  );
  for (const id of ['segl', 'fjordbanken', 'nordlysbanken', 'eikebanken']) {
    const headers = await save(`${trust}/ca/${id}.cer`, `${id}.cer`);
    check(`${id}: media type of the certificate`, headers.get('content-type') === 'application/pkix-cert');
    openssl('x509', '-inform', 'DER', '-in', `${id}.cer`, '-out', `${id}.pem`);
    checkText(
      `${id}: chains to the anchor`,
      openssl('verify', '-x509_strict', '-CAfile', 'anchors.pem', `${id}.pem`),
      /OK/,
    );
  }
}

async function ocsp() {
  const asked = ['ocsp', '-issuer', 'anchors.pem', '-CAfile', 'anchors.pem', '-url', `${trust}/ocsp`];
  for (const digest of ['sha1', 'sha256']) {
    checkText(
      `OCSP by POST, ${digest}, nonce checked: good`,
      openssl(...asked, `-${digest}`, '-cert', 'fjordbanken.pem', '-resp_text'),
      /Response verify OK/,
      /fjordbanken\.pem: good/,
      /Next Update/,
    );
  }
  const nonce = openssl(...asked, '-cert', 'fjordbanken.pem');
  check(
    'OCSP: the nonce is echoed',
    nonce.status === 0 && !/no nonce in response/i.test(nonce.text),
    nonce.text,
  );
  checkText(
    'OCSP: several certificates of one issuer',
    openssl(...asked, '-cert', 'fjordbanken.pem', '-cert', 'segl.pem'),
    /Response verify OK/,
    /fjordbanken\.pem: good/,
    /segl\.pem: good/,
  );
  checkText(
    'OCSP: a serial number never issued is unknown',
    openssl(...asked, '-serial', '0x1234567890'),
    /: unknown/,
  );
  const foreign = openssl(...selfSignedArguments({ name: 'foreign', subject: '/CN=Foreign', kind: 'p256' }));
  check('a foreign CA for the next question', foreign.status === 0, foreign.text);
  const refused = openssl(
    'ocsp',
    '-issuer',
    'foreign.pem',
    '-CAfile',
    'anchors.pem',
    '-url',
    `${trust}/ocsp`,
    '-serial',
    '0x1',
  );
  check('OCSP: a foreign issuer is refused', /unauthorized/.test(refused.text), refused.text);

  openssl('ocsp', '-issuer', 'anchors.pem', '-cert', 'eikebanken.pem', '-no_nonce', '-reqout', 'request.der');
  const encoded = readFileSync(file('request.der')).toString('base64');
  for (const [name, part] of [
    ['escaped', encodeURIComponent(encoded)],
    ['with slashes as they are', encoded.replaceAll('+', '%2B')],
  ]) {
    const headers = await save(`${trust}/ocsp/${part}`, 'response.der');
    check(`OCSP by GET (${name}): media type`, headers.get('content-type') === 'application/ocsp-response');
    checkText(
      `OCSP by GET (${name}): good`,
      openssl(
        'ocsp',
        '-respin',
        'response.der',
        '-issuer',
        'anchors.pem',
        '-cert',
        'eikebanken.pem',
        '-CAfile',
        'anchors.pem',
        '-no_nonce',
      ),
      /Response verify OK/,
      /eikebanken\.pem: good/,
    );
  }
  await save(`${trust}/ocsp`, 'malformed.der', {
    method: 'POST',
    headers: { 'content-type': 'application/ocsp-request' },
    body: 'x',
  });
  const malformed = openssl(
    'ocsp',
    '-respin',
    'malformed.der',
    '-issuer',
    'anchors.pem',
    '-cert',
    'segl.pem',
  );
  check('OCSP: rubbish is malformedRequest', /malformedrequest/i.test(malformed.text), malformed.text);
}

async function crl() {
  for (const id of ['root', 'segl', 'fjordbanken', 'nordlysbanken', 'eikebanken']) {
    const headers = await save(`${trust}/crl/${id}.crl`, `${id}.crl`);
    check(`CRL ${id}: media type`, headers.get('content-type') === 'application/pkix-crl');
    const issuer = id === 'root' ? 'anchors.pem' : `${id}.pem`;
    checkText(
      `CRL ${id}: verifies`,
      openssl('crl', '-inform', 'DER', '-in', `${id}.crl`, '-CAfile', issuer, '-verify', '-noout', '-text'),
      /verify OK/,
      /X509v3 CRL Number/,
      /X509v3 Authority Key Identifier/,
      /Next Update/,
    );
  }
  openssl('crl', '-inform', 'DER', '-in', 'root.crl', '-out', 'root-crl.pem');
  checkText(
    'CRL: path checked against it',
    openssl('verify', '-crl_check', '-CRLfile', 'root-crl.pem', '-CAfile', 'anchors.pem', 'eikebanken.pem'),
    /OK/,
  );
}

async function timestamps() {
  writeFileSync(file('data.txt'), 'what is stamped');
  const stamp = async (name, ...options) => {
    const query = openssl('ts', '-query', '-data', 'data.txt', ...options, '-out', `${name}.tsq`);
    if (query.status !== 0) throw new Error(query.text);
    return save(`${trust}/tsa`, `${name}.tsr`, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: readFileSync(file(`${name}.tsq`)),
    });
  };
  for (const digest of ['sha256', 'sha384', 'sha512']) {
    const headers = await stamp(digest, `-${digest}`, '-cert');
    check(`TSA ${digest}: media type`, headers.get('content-type') === 'application/timestamp-reply');
    checkText(
      `TSA ${digest}: verifies against the query`,
      openssl(
        'ts',
        '-verify',
        '-queryfile',
        `${digest}.tsq`,
        '-in',
        `${digest}.tsr`,
        '-CAfile',
        'anchors.pem',
        '-untrusted',
        'segl.pem',
      ),
      /Verification: OK/,
    );
    checkText(
      `TSA ${digest}: text`,
      openssl('ts', '-reply', '-in', `${digest}.tsr`, '-text'),
      /Status: Granted/,
      /Accuracy: 0x01 seconds/,
      /Nonce: 0x/,
    );
  }
  await stamp('certless', '-sha256');
  const certless = openssl('ts', '-reply', '-in', 'certless.tsr', '-token_out', '-out', 'certless.token');
  checkText('TSA: without certReq a token still comes', certless);
  const certificates = openssl('pkcs7', '-inform', 'DER', '-in', 'certless.token', '-print_certs', '-noout');
  check(
    'TSA: without certReq no certificate is in it',
    !/subject/.test(certificates.text),
    certificates.text,
  );
  await stamp('sha1', '-sha1', '-cert');
  const sha1 = openssl('ts', '-reply', '-in', 'sha1.tsr', '-text');
  check(
    'TSA: SHA-1 is refused as a bad algorithm',
    /Rejected/.test(sha1.text) && /unrecognized or unsupported algorithm/.test(sha1.text),
    sha1.text,
  );
  await stamp('policy', '-sha256', '-tspolicy', '1.2.3.4');
  const policy = openssl('ts', '-reply', '-in', 'policy.tsr', '-text');
  check(
    'TSA: another policy is refused',
    /Rejected/.test(policy.text) && /policy is not supported/.test(policy.text),
    policy.text,
  );
}

try {
  execFileSync('openssl', ['version'], { stdio: 'ignore' });
  for (const part of [authorities, ocsp, crl, timestamps]) await part();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failures > 0) process.exitCode = 1;
if (process.exitCode === 2) console.log('could not run to the end');
else console.log(failures === 0 ? 'all passed' : `${failures} failed`);
