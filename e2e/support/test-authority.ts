import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Kinds of keys that signers get. */
export const keyKinds = ['rsa-2048', 'rsa-3072', 'p256', 'p384', 'p521', 'ed25519'] as const;
export type KeyKind = (typeof keyKinds)[number];

const keyOptions: Readonly<Record<KeyKind, readonly string[]>> = {
  'rsa-2048': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'rsa-3072': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
  p256: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  p521: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  ed25519: ['-algorithm', 'ED25519'],
};

/** Somebody with a key and a certificate, in files. */
export interface Party {
  readonly name: string;
  readonly keyFile: string;
  readonly certificateFile: string;
  /** Certificate and those above it but the root, as PEM. */
  readonly certificatesPem: string;
  readonly keyPem: string;
}

/** A certificate authority of this run alone, with OCSP, CRL, issuer certificates and time-stamps on loopback. */
export interface TestAuthority {
  readonly url: string;
  readonly tsaUrl: string;
  readonly rootFile: string;
  readonly authorityFile: string;
  readonly root: Uint8Array;
  readonly timestamping: Party;
  issue(name: string, kind: KeyKind): Promise<Party>;
  /** Requests answered so far, by what they asked for. */
  readonly answered: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export interface TestAuthorityOptions {
  /** Kind of the authorities' own keys. */
  readonly kind?: KeyKind;
  /** Asked before openssl, for instance by who measures and cannot wait for a process to start. */
  readonly answerBefore?: (target: string, body: Uint8Array) => Promise<Answer | undefined>;
}

/**
 * Makes the authority by openssl and serves it by openssl: what our engine asks is answered by a foreign program.
 */
export async function startTestAuthority(
  folder: string,
  { kind = 'p256', answerBefore }: TestAuthorityOptions = {},
): Promise<TestAuthority> {
  mkdirSync(folder, { recursive: true });
  const at = (name: string): string => path.join(folder, name);
  const openssl = async (...args: readonly string[]): Promise<void> => {
    await execute('openssl', [...args], { cwd: folder });
  };
  const answered = new Map<string, number>();
  const server = createServer((request, response) => {
    answer(folder, request, answerBefore).then(
      ({ type, body, what }) => {
        answered.set(what, (answered.get(what) ?? 0) + 1);
        response.writeHead(200, { 'Content-Type': type }).end(body);
      },
      (error: unknown) => {
        response.writeHead(500).end(String(error));
      },
    );
  });
  const url = await listen(server);

  let serial = 0x1000;
  writeFileSync(at('index.txt'), '');
  writeFileSync(at('root-index.txt'), '');
  const makeKey = (name: string, of: KeyKind): Promise<void> =>
    openssl('genpkey', ...keyOptions[of], '-out', at(`${name}.key`));
  const certify = async (name: string, issuer: string, extensions: readonly string[]): Promise<Party> => {
    serial += 1;
    const file = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    writeFileSync(at(`${file}.ext`), `${extensions.join('\n')}\n`);
    await openssl(
      'req',
      '-new',
      '-key',
      `${file}.key`,
      '-subj',
      `/C=NO/O=Test AS/CN=${name}`,
      '-out',
      `${file}.csr`,
    );
    await openssl(
      ...['x509', '-req', '-in', `${file}.csr`, '-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`],
      ...[
        '-set_serial',
        `0x${serial.toString(16)}`,
        '-days',
        '30',
        '-extfile',
        `${file}.ext`,
        '-out',
        `${file}.pem`,
      ],
    );
    const index = issuer === 'root' ? 'root-index.txt' : 'index.txt';
    const line = `V\t490101000000Z\t\t${serial.toString(16).toUpperCase()}\tunknown\t/C=NO/O=Test AS/CN=${name}\n`;
    writeFileSync(at(index), line, { flag: 'a' });
    const pem = readFileSync(at(`${file}.pem`), 'latin1');
    const above = issuer === 'root' ? '' : readFileSync(at(`${issuer}.pem`), 'latin1');
    return {
      name,
      keyFile: at(`${file}.key`),
      certificateFile: at(`${file}.pem`),
      certificatesPem: pem + above,
      keyPem: readFileSync(at(`${file}.key`), 'latin1'),
    };
  };
  const access = (from: string): string[] => [
    `authorityInfoAccess=OCSP;URI:${url}/ocsp/${from},caIssuers;URI:${url}/${from}.cer`,
    `crlDistributionPoints=URI:${url}/${from}.crl`,
  ];
  const common = ['subjectKeyIdentifier=hash', 'authorityKeyIdentifier=keyid'];

  await makeKey('root', kind);
  await openssl(
    ...[
      'req',
      '-x509',
      '-new',
      '-key',
      'root.key',
      '-days',
      '60',
      '-subj',
      '/C=NO/O=Test AS/CN=Interop root',
    ],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ...['-out', 'root.pem'],
  );
  await makeKey('authority', kind);
  const authority = await certify('Authority', 'root', [
    'basicConstraints=critical,CA:TRUE,pathlen:0',
    'keyUsage=critical,keyCertSign,cRLSign',
    ...common,
    ...access('root'),
  ]);
  for (const issuer of ['root', 'authority']) {
    await makeKey(`responder-${issuer}`, kind);
    await certify(`Responder ${issuer}`, issuer, [
      'basicConstraints=critical,CA:FALSE',
      'keyUsage=critical,digitalSignature',
      'extendedKeyUsage=OCSPSigning',
      'noCheck=ignored',
      ...common,
    ]);
    writeFileSync(at(`${issuer}.cnf`), crlConfiguration(issuer === 'root' ? 'root-index.txt' : 'index.txt'));
    await openssl('x509', '-in', `${issuer}.pem`, '-outform', 'DER', '-out', `${issuer}.cer`);
  }
  await makeKey('time-stamping', kind);
  const timestamping = await certify('Time-stamping', 'authority', [
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature',
    'extendedKeyUsage=critical,timeStamping',
    ...common,
    ...access('authority'),
  ]);
  writeFileSync(at('tsa.cnf'), TSA_CONFIGURATION);
  writeFileSync(at('tsa-serial'), '01\n');
  writeFileSync(at('chain.pem'), readFileSync(authority.certificateFile));

  return {
    url,
    tsaUrl: `${url}/tsa`,
    rootFile: at('root.pem'),
    authorityFile: authority.certificateFile,
    root: readFileSync(at('root.cer')),
    timestamping,
    answered,
    async issue(name, of) {
      await makeKey(name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), of);
      return certify(name, 'authority', [
        'basicConstraints=critical,CA:FALSE',
        'keyUsage=critical,digitalSignature,nonRepudiation',
        ...common,
        ...access('authority'),
      ]);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve(`http://127.0.0.1:${String(port)}`);
    });
  });
}

/** What is sent back. */
export interface Answer {
  readonly type: string;
  readonly body: Uint8Array;
  readonly what: string;
}

let requests = 0;

/** One request, answered by openssl. */
async function answer(
  folder: string,
  request: IncomingMessage,
  before: TestAuthorityOptions['answerBefore'],
): Promise<Answer> {
  const target = (request.url ?? '/').replace(/\?.*$/, '');
  const body = await bodyOf(request);
  const ready = await before?.(target, body);
  if (ready !== undefined) return ready;
  const id = `request-${String(++requests)}`;
  const at = (name: string): string => path.join(folder, `${id}-${name}`);
  const run = (...args: readonly string[]) => execute('openssl', [...args], { cwd: folder });

  const ocsp = /^\/ocsp\/(root|authority)(?:\/(.+))?$/.exec(target);
  if (ocsp) {
    const [, issuer = '', inPath] = ocsp;
    writeFileSync(at('req'), inPath === undefined ? body : Buffer.from(decodeURIComponent(inPath), 'base64'));
    await run(
      ...['ocsp', '-index', issuer === 'root' ? 'root-index.txt' : 'index.txt', '-CA', `${issuer}.pem`],
      ...['-rsigner', `responder-${issuer}.pem`, '-rkey', `responder-${issuer}.key`, '-rmd', 'sha256'],
      ...['-ndays', '1', '-reqin', at('req'), '-respout', at('resp')],
    );
    return { type: 'application/ocsp-response', body: readFileSync(at('resp')), what: `ocsp/${issuer}` };
  }
  const list = /^\/(root|authority)\.crl$/.exec(target);
  if (list) {
    const [, issuer = ''] = list;
    await run(
      ...['ca', '-gencrl', '-config', `${issuer}.cnf`, '-cert', `${issuer}.pem`, '-keyfile', `${issuer}.key`],
      ...['-md', 'sha256', '-crldays', '1', '-out', at('crl')],
    );
    await run('crl', '-in', at('crl'), '-outform', 'DER', '-out', at('der'));
    return { type: 'application/pkix-crl', body: readFileSync(at('der')), what: `crl/${issuer}` };
  }
  const certificate = /^\/(root|authority)\.cer$/.exec(target);
  if (certificate)
    return {
      type: 'application/pkix-cert',
      body: readFileSync(path.join(folder, `${certificate[1] ?? ''}.cer`)),
      what: 'certificate',
    };
  if (target === '/tsa') {
    writeFileSync(at('tsq'), body);
    await run(
      ...['ts', '-reply', '-config', 'tsa.cnf', '-queryfile', at('tsq'), '-out', at('tsr')],
      ...['-signer', 'time-stamping.pem', '-inkey', 'time-stamping.key', '-chain', 'chain.pem'],
    );
    return { type: 'application/timestamp-reply', body: readFileSync(at('tsr')), what: 'tsa' };
  }
  throw new Error(`nothing at ${target}`);
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

const crlConfiguration = (index: string): string =>
  `[ca]\ndefault_ca=own\n[own]\ndatabase=${index}\ncrl_extensions=extensions\n[extensions]\nauthorityKeyIdentifier=keyid\n`;

const TSA_CONFIGURATION = `[tsa]
default_tsa=own
[own]
serial=tsa-serial
default_policy=1.3.6.1.4.1.99999.1
digests=sha256,sha384,sha512
signer_digest=sha256
accuracy=secs:1
ess_cert_id_chain=no
ess_cert_id_alg=sha256
`;
