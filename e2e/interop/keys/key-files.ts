import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { signerFromPem, signerFromPkcs12, type CmsSigner } from '@segl/pades';
import type { KeyKind, Party } from '../../support/test-authority.js';
import { at, codeOf, exhibit, openssl, type Court } from './court.js';

const execute = promisify(execFile);
const kinds: readonly KeyKind[] = ['rsa-2048', 'p256', 'p384', 'p521', 'ed25519'];
const passphrase = 'blåbær 7';

/** PEM as openssl writes it: what it is told, and for which keys. `null` opens; a code is the refusal expected. */
const pemForms: readonly {
  readonly name: string;
  readonly make: readonly string[];
  readonly of: readonly KeyKind[];
  readonly secret?: 'passphrase';
  readonly refused?: string;
}[] = [
  { name: 'PKCS8', make: ['pkcs8', '-topk8', '-nocrypt'], of: kinds },
  { name: 'PKCS8 AES-256', make: ['pkcs8', '-topk8', '-v2', 'aes-256-cbc'], of: kinds, secret: 'passphrase' },
  {
    name: 'PKCS8 AES-128 SHA-512',
    make: ['pkcs8', '-topk8', '-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA512'],
    of: kinds,
    secret: 'passphrase',
  },
  { name: 'PKCS8 scrypt', make: ['pkcs8', '-topk8', '-scrypt'], of: kinds, secret: 'passphrase' },
  { name: 'PKCS8 3DES', make: ['pkcs8', '-topk8', '-v2', 'des3'], of: kinds, secret: 'passphrase' },
  {
    name: 'PKCS8 PBE-SHA1-3DES',
    make: ['pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES'],
    of: kinds,
    secret: 'passphrase',
  },
  {
    name: 'PKCS8 PBE-MD5-DES',
    make: ['pkcs8', '-topk8', '-v1', 'PBE-MD5-DES', '-provider', 'legacy', '-provider', 'default'],
    of: ['rsa-2048'],
    secret: 'passphrase',
    refused: 'key.unsupported',
  },
  {
    name: 'PKCS8 PBE-SHA1-RC2-40',
    make: ['pkcs8', '-topk8', '-v1', 'PBE-SHA1-RC2-40', '-provider', 'legacy', '-provider', 'default'],
    of: kinds,
    secret: 'passphrase',
  },
  { name: 'PKCS1', make: ['rsa', '-traditional'], of: ['rsa-2048'] },
  { name: 'PKCS1 AES-256', make: ['rsa', '-traditional', '-aes256'], of: ['rsa-2048'], secret: 'passphrase' },
  { name: 'PKCS1 3DES', make: ['rsa', '-traditional', '-des3'], of: ['rsa-2048'], secret: 'passphrase' },
  { name: 'SEC1', make: ['ec'], of: ['p256', 'p384', 'p521'] },
  { name: 'SEC1 AES-128', make: ['ec', '-aes128'], of: ['p256', 'p384', 'p521'], secret: 'passphrase' },
];

/** PKCS#12 as openssl writes it. */
const pkcs12Forms: readonly { readonly name: string; readonly make: readonly string[] }[] = [
  { name: 'as OpenSSL 3 does', make: [] },
  { name: 'legacy', make: ['-legacy'] },
  { name: 'legacy, certificates 3DES', make: ['-legacy', '-descert'] },
  {
    name: 'legacy, key RC2-128',
    make: ['-legacy', '-keypbe', 'PBE-SHA1-RC2-128', '-certpbe', 'PBE-SHA1-RC2-128'],
  },
  {
    name: 'legacy, RC4-128',
    make: ['-legacy', '-keypbe', 'PBE-SHA1-RC4-128', '-certpbe', 'PBE-SHA1-RC4-40'],
  },
  { name: 'legacy, 2DES', make: ['-legacy', '-keypbe', 'PBE-SHA1-2DES', '-certpbe', 'PBE-SHA1-2DES'] },
  {
    name: 'AES-128, MAC SHA-512',
    make: ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-macalg', 'sha512'],
  },
  {
    name: 'AES-192, MAC SHA-384',
    make: ['-keypbe', 'AES-192-CBC', '-certpbe', 'AES-192-CBC', '-macalg', 'sha384'],
  },
  { name: 'old key, new certificates', make: ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'AES-256-CBC'] },
  { name: 'certificates in the clear', make: ['-certpbe', 'NONE'] },
  { name: 'everything in the clear', make: ['-keypbe', 'NONE', '-certpbe', 'NONE'] },
  { name: 'no MAC', make: ['-nomac'] },
  { name: 'one iteration', make: ['-noiter', '-nomaciter'] },
  { name: 'many iterations', make: ['-iter', '100000'] },
];

/** Keys in every file that openssl and keytool make. */
export async function signWithKeyFiles(court: Court): Promise<void> {
  for (const kind of kinds) {
    const party = await court.authority.issue(`Files ${kind}`, kind);
    await pemFiles(court, kind, party);
    await pkcs12Files(court, kind, party);
  }
  const rsa = await court.authority.issue('Choices rsa', 'rsa-3072');
  for (const digestAlgorithm of ['SHA-256', 'SHA-384', 'SHA-512'] as const)
    for (const signatureAlgorithm of ['RSASSA-PKCS1-v1_5', 'RSASSA-PSS'] as const) {
      const signer = signerFromPem(rsa.keyPem, rsa.certificatesPem, { digestAlgorithm, signatureAlgorithm });
      await exhibit(court, `${signatureAlgorithm} ${digestAlgorithm}`, signer);
    }
  for (const kind of ['p256', 'p384', 'p521'] as const) {
    const party = await court.authority.issue(`Choices ${kind}`, kind);
    for (const digestAlgorithm of ['SHA-256', 'SHA-384', 'SHA-512'] as const) {
      const signer = signerFromPem(party.keyPem, party.certificatesPem, { digestAlgorithm });
      await exhibit(court, `ECDSA ${kind} ${digestAlgorithm}`, signer);
    }
  }
  await keytoolFiles(court);
}

async function pemFiles(court: Court, kind: KeyKind, party: Party): Promise<void> {
  for (const { name, make, of, secret, refused } of pemForms) {
    if (!of.includes(kind)) continue;
    const file = at(court, 'key.pem');
    const [command = '', ...rest] = make;
    const out = secret === undefined ? [] : ['-passout', `pass:${passphrase}`];
    await openssl(court, command, ...rest, '-in', party.keyFile, ...out, '-out', file);
    const pem = readFileSync(file, 'latin1');
    const open = async (given?: string): Promise<CmsSigner> =>
      signerFromPem(pem, party.certificatesPem, given === undefined ? {} : { passphrase: given });
    const what = `${kind} in PEM, ${name}`;
    const code = await codeOf(opens(open(secret && passphrase), party));
    court.judge(`${what}: ${refused ?? 'opens'}`, code === refused, code);
    if (secret === undefined || refused !== undefined) continue;
    const wrong = [await codeOf(open('something else')), await codeOf(open())];
    court.judge(
      `${what}: a wrong or missing passphrase is refused`,
      wrong.every((each) => each === 'key.passphrase-wrong'),
      wrong.join(),
    );
  }
}

async function pkcs12Files(court: Court, kind: KeyKind, party: Party): Promise<void> {
  const file = at(court, 'key.p12');
  const make = (options: readonly string[], secret: string) =>
    openssl(
      court,
      ...['pkcs12', '-export', '-inkey', party.keyFile, '-in', party.certificateFile],
      ...['-certfile', court.authority.authorityFile, '-name', 'Kari', '-passout', `pass:${secret}`],
      ...[...options, '-out', file],
    );
  for (const { name, make: options } of pkcs12Forms) {
    await make(options, passphrase);
    const what = `${kind} in PKCS#12, ${name}`;
    const bytes = readFileSync(file);
    const code = await codeOf(opens(signerFromPkcs12(bytes, passphrase), party));
    court.judge(`${what}: opens`, code === undefined, code);
    if (name === 'everything in the clear' || name === 'no MAC') continue;
    const wrong = await codeOf(signerFromPkcs12(bytes, 'something else'));
    court.judge(`${what}: a wrong passphrase is refused`, wrong === 'key.passphrase-wrong', wrong);
  }
  await make([], '');
  const empty = await codeOf(opens(signerFromPkcs12(readFileSync(file), ''), party));
  court.judge(`${kind} in PKCS#12, empty passphrase: opens`, empty === undefined, empty);
  await make([], passphrase);
  await exhibit(court, `PKCS12 ${kind}`, await signerFromPkcs12(readFileSync(file), passphrase));
}

/** The signer is the one, with its chain, and signs. */
async function opens(signer: Promise<CmsSigner>, party: Party): Promise<void> {
  const { certificate, chain, sign } = await signer;
  const expected = new X509Certificate(readFileSync(party.certificateFile)).raw;
  if (Buffer.compare(certificate, expected) !== 0) throw new Error('another certificate');
  if (chain.length !== 1) throw new Error(`${String(chain.length)} certificates above it`);
  await sign(Buffer.from('anything'));
}

/** Key stores of Java's keytool; the certificates sign themselves. */
async function keytoolFiles(court: Court): Promise<void> {
  const keys = {
    RSA: ['-keyalg', 'RSA', '-keysize', '2048'],
    EC: ['-keyalg', 'EC', '-groupname', 'secp256r1'],
    'P-521': ['-keyalg', 'EC', '-groupname', 'secp521r1'],
    Ed25519: ['-keyalg', 'Ed25519'],
    'RSASSA-PSS': ['-keyalg', 'RSASSA-PSS', '-keysize', '2048'],
  };
  const protections = { new: [], old: ['-J-Dkeystore.pkcs12.legacy'] };
  for (const [name, options] of Object.entries(keys))
    for (const [protection, more] of Object.entries(protections)) {
      const file = at(court, `keytool-${name}-${protection}.p12`);
      const store = ['-storetype', 'PKCS12', '-storepass', 'changeit', '-keystore', file];
      await execute('keytool', [
        ...[...more, '-genkeypair', ...options, '-alias', 'me', '-dname', 'CN=Keytool, O=Test AS, C=NO'],
        ...['-validity', '30', ...store],
      ]);
      await execute('keytool', [
        ...[
          ...more,
          '-importcert',
          '-noprompt',
          '-alias',
          'root',
          '-file',
          court.authority.rootFile,
          ...store,
        ],
      ]);
      const work = signerFromPkcs12(readFileSync(file), 'changeit').then(({ sign }) => sign(Buffer.alloc(9)));
      const code = await codeOf(work);
      court.judge(`keytool ${name}, ${protection} protection: opens and signs`, code === undefined, code);
    }
}
