import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inspect, promisify } from 'node:util';
import { PadesError, signerFromPkcs11, type Pkcs11SignerOptions, type SignatureAlgorithm } from '@segl/pades';
import { at, certify, codeOf, exhibit, openssl, type Court } from './court.js';
import { makeKeysInToken } from './key-store.js';

const execute = promisify(execFile);
const libraries = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
];
const pin = '739284';

/** Keys that are made by openssl and put into the token. */
const imported = [
  { label: 'RSA key', id: '01', kind: 'rsa-2048' },
  { label: 'P-256 key', id: '02', kind: 'p256' },
  { label: 'P-384 key', id: '03', kind: 'p384' },
  { label: 'P-521 key', id: '04', kind: 'p521' },
  { label: 'Ed25519 key', id: '06', kind: 'ed25519' },
] as const;

/** Signs with keys in SoftHSM, one of them made there. `packages` is a folder in which pkcs11js was installed. */
export async function signWithTokens(court: Court, packages: string): Promise<void> {
  const library = libraries.find((candidate) => existsSync(candidate));
  if (library === undefined) throw new Error('SoftHSM2 is not installed (apt-get install softhsm2 opensc)');
  mkdirSync(at(court, 'tokens'));
  writeFileSync(
    at(court, 'softhsm2.conf'),
    `directories.tokendir = ${at(court, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  // Read by the library in this process and by the tools alike.
  process.env['SOFTHSM2_CONF'] = at(court, 'softhsm2.conf');
  for (const label of ['Segl', 'Another'])
    await execute('softhsm2-util', [
      ...['--init-token', '--free', '--label', label, '--pin', pin, '--so-pin', '87654321'],
    ]);
  const tool = (...args: readonly string[]) =>
    execute('pkcs11-tool', [
      ...['--module', library, '--token-label', 'Segl', '--login', '--pin', pin, ...args],
    ]);
  const addCertificate = (file: string, label: string, id: string) =>
    tool('--write-object', file, '--type', 'cert', '--id', id, '--label', label);
  for (const { label, id, kind } of imported) {
    const party = await court.authority.issue(label, kind);
    await execute('softhsm2-util', [
      ...['--import', party.keyFile, '--token', 'Segl', '--label', label, '--id', id, '--pin', pin],
    ]);
    const certificate = at(court, `token-${id}.cer`);
    await openssl(court, 'x509', '-in', party.certificateFile, '-outform', 'DER', '-out', certificate);
    await addCertificate(certificate, label, id);
  }
  await addCertificate(await makeCarefulKey(court, tool), 'Careful key', '05');

  const require = createRequire(`${packages}/`);
  const options: Pkcs11SignerOptions = {
    library,
    token: { label: 'Segl' },
    pin: () => pin,
    // Tokens seldom hold the certificates above their own.
    chain: [new X509Certificate(readFileSync(court.authority.authorityFile)).raw],
    load: () => require('pkcs11js') as unknown,
  };
  const schemes: readonly [string, SignatureAlgorithm | undefined][] = [
    ['RSA key', undefined],
    ['RSA key', 'RSASSA-PSS'],
    ['P-256 key', undefined],
    ['P-384 key', undefined],
    ['P-521 key', undefined],
    ['Ed25519 key', undefined],
    ['Careful key', undefined],
  ];
  for (const [label, signatureAlgorithm] of schemes) {
    const signer = await signerFromPkcs11({
      ...options,
      key: { label },
      ...(signatureAlgorithm === undefined ? {} : { signatureAlgorithm }),
    });
    try {
      await exhibit(court, `token ${label} ${signer.signatureAlgorithm}`, signer);
      // A key that wants its PIN each time signs a second time, too; others sign many at once.
      const both = await Promise.all([1, 2, 3].map((round) => signer.sign(Buffer.from(`round ${round}`))));
      court.judge(`token ${label}: three signatures asked for at once`, both.length === 3);
    } finally {
      await signer.close();
    }
  }
  const byDigest = await signerFromPkcs11({ ...options, key: { id: '02' }, digestAlgorithm: 'SHA-512' });
  await exhibit(court, 'token P-256 with SHA-512 by id', byDigest);
  await byDigest.close();
  court.judge('token: a closed signer refuses', (await codeOf(byDigest.sign(Buffer.alloc(1)))) !== undefined);

  await makeKeysInToken(court, options);
  await refusals(court, options);
}

type Tool = (...args: readonly string[]) => Promise<unknown>;

/** A key that was never elsewhere, and that wants the PIN for each signature; the file of its certificate. */
async function makeCarefulKey(court: Court, tool: Tool): Promise<string> {
  const id = ['--id', '05'];
  await tool(
    ...['--keypairgen', '--key-type', 'rsa:2048', '--label', 'Careful key', ...id],
    ...['--usage-sign', '--always-auth'],
  );
  await tool('--read-object', '--type', 'pubkey', ...id, '--output-file', at(court, 'careful.spki'));
  await openssl(court, 'pkey', '-pubin', '-inform', 'DER', '-in', 'careful.spki', '-out', 'careful.pub');
  writeFileSync(at(court, 'careful.cer'), await certify(court, 'Careful key', at(court, 'careful.pub')));
  return at(court, 'careful.cer');
}

async function refusals(court: Court, options: Pkcs11SignerOptions): Promise<void> {
  const key = { label: 'RSA key' };
  const cases: readonly [string, Partial<Pkcs11SignerOptions>, string][] = [
    ['a wrong PIN', { pin: '739285' }, 'key.pin-wrong'],
    ['a token of another name', { token: { label: 'Nobody' } }, 'key.not-found'],
    ['a key of another name', { key: { label: 'None' } }, 'key.not-found'],
    ['several keys', { key: {} }, 'key.ambiguous'],
    ['a library that is none', { library: '/nowhere/lib.so' }, 'key.pkcs11-unavailable'],
    ['another package', { load: () => ({}) }, 'key.pkcs11-unavailable'],
    ['ECDSA by an RSA key', { signatureAlgorithm: 'ECDSA' }, 'key.unsupported'],
  ];
  for (const [what, change, code] of cases) {
    const refused = await codeOf(signerFromPkcs11({ ...options, key, ...change }));
    court.judge(`token: ${what} is refused by ${code}`, refused === code, refused);
  }
  const { load: _, ...bare } = options;
  const missing = await codeOf(signerFromPkcs11({ ...bare, key }));
  court.judge('token: without the package it says so', missing === 'key.pkcs11-unavailable', missing);
  const { pin: __, ...silent } = options;
  const asked = await codeOf(signerFromPkcs11({ ...silent, key }));
  court.judge('token: a PIN that is needed is asked for', asked === 'key.pin-wrong', asked);
  const error: unknown = await signerFromPkcs11({ ...options, key, pin: '90817263' }).catch(
    (e: unknown) => e,
  );
  const everything = inspect(error, { depth: 10, showHidden: true });
  court.judge(
    'token: no error holds the PIN',
    error instanceof PadesError && !everything.includes('90817263'),
    everything,
  );
}
