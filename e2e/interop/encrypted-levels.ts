// Encrypted files signed at B-LT and B-LTA, raised step by step, and time-stamped alone, with the authority of this run;
// before qpdf, pdfsig and pyHanko. Validation data must decipher to the certificates that they are.
// Usage: encrypted-levels.ts [--python PYTHON]. Exits 1 when a row fails.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  checkBaseline,
  createTimestampClient,
  extendDocument,
  openDocument,
  PdfStream,
  signDocument,
  signerFromPem,
  timestampDocument,
  verifyDocument,
  type BaselineLevel,
} from '@segl/pades';
import { startTestAuthority, type Party } from '../support/test-authority.js';
import { plain, tableFile } from '../support/pdf-inputs.js';
import { askPdfsig, askPyhanko, askQpdf, run, type PyhankoAnswer } from './pades/judges.js';

const python = process.argv.includes('--python')
  ? (process.argv[process.argv.indexOf('--python') + 1] ?? 'python3')
  : 'python3';
const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-encrypted-levels-'));
const at = (name: string): string => path.join(folder, name);
const authority = await startTestAuthority(at('pki'));
const signer: Party = await authority.issue('Signer', 'p256');
const trustAnchors = [authority.root];
const timestamp = createTimestampClient({ servers: [{ url: authority.tsaUrl }], trustAnchors });
const validation = { trustAnchors };
const password = 'open it';

/** What qpdf is told behind the passwords. */
const kinds = {
  'RC4-128 R3': ['128', '--use-aes=n'],
  'AES-128 R4': ['128', '--use-aes=y'],
  'AES-256 R6': ['256'],
} as const;
const layouts = {
  table: ['--object-streams=disable'],
  'object streams': ['--object-streams=generate'],
} as const;

/** A way to a level, and what stands in the file at its end: document time-stamps by their number. */
interface Way {
  readonly name: string;
  /** Null where nobody has signed. */
  readonly level: BaselineLevel | null;
  readonly timestamps: number;
  go(document: Uint8Array): Promise<Uint8Array>;
}

const sign = async (document: Uint8Array, level: BaselineLevel): Promise<Uint8Array> =>
  (
    await signDocument(document, {
      password,
      signer: signerFromPem(signer.keyPem, signer.certificatesPem),
      signerName: 'Kari Nordmann Åsgård',
      field: { new: { name: 'Signature-1', rect: [72, 72, 272, 132] } },
      appearance: { language: 'nb', issuer: 'Test AS' },
      level,
      ...(level === 'B-B' ? {} : { timestamp, validation }),
    })
  ).toBytes();
const extend = async (document: Uint8Array, level: 'B-T' | 'B-LT' | 'B-LTA'): Promise<Uint8Array> =>
  (await extendDocument(document, { password, level, timestamp, validation })).toBytes();
const stamp = async (document: Uint8Array): Promise<Uint8Array> =>
  (await timestampDocument(document, { password, timestamp })).toBytes();

const ways: readonly Way[] = [
  { name: 'B-LT in one call', level: 'B-LT', timestamps: 0, go: (document) => sign(document, 'B-LT') },
  { name: 'B-LTA in one call', level: 'B-LTA', timestamps: 1, go: (document) => sign(document, 'B-LTA') },
  {
    name: 'B-T raised to B-LT, then to B-LTA',
    level: 'B-LTA',
    timestamps: 1,
    go: async (document) => extend(await extend(await sign(document, 'B-T'), 'B-LT'), 'B-LTA'),
  },
  {
    // Its time-stamp over the signature is a document time-stamp too; the renewal adds another.
    name: 'B-B raised to B-LTA and renewed',
    level: 'B-LTA',
    timestamps: 3,
    go: async (document) => extend(await extend(await sign(document, 'B-B'), 'B-LTA'), 'B-LTA'),
  },
  { name: 'a document time-stamp alone', level: null, timestamps: 1, go: stamp },
  {
    name: 'B-T, then a document time-stamp',
    level: 'B-T',
    timestamps: 1,
    go: async (document) => stamp(await sign(document, 'B-T')),
  },
];

interface Made {
  readonly title: string;
  readonly file: string;
  readonly password: string;
  readonly way: Way;
}

let failed = 0;
const made: Made[] = [];
try {
  writeFileSync(at('plain.pdf'), tableFile(plain));
  for (const [kind, options] of Object.entries(kinds))
    for (const [layout, laidOut] of Object.entries(layouts)) {
      const file = at(`${kind} ${layout}.pdf`.replaceAll(' ', '-'));
      execFileSync('qpdf', [
        '--allow-weak-crypto',
        ...laidOut,
        at('plain.pdf'),
        ...['--encrypt', password, 'the owner', ...options, '--', file],
      ]);
      for (const [index, way] of ways.entries()) {
        const out = file.replace('.pdf', `-${String(index)}.pdf`);
        writeFileSync(out, await way.go(readFileSync(file)));
        made.push({ title: `${kind}, ${layout}: ${way.name}`, file: out, password, way });
      }
    }
  const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'judge_pyhanko.py');
  const pyhanko = await askPyhanko(made, { python, script, root: authority.rootFile });
  for (const [index, one] of made.entries()) {
    const problems = [
      ...(await judgedByOurs(one)),
      ...(await judgedByPdfsig(one)),
      ...(await judgedByQpdf(one)),
      ...judgedByPyhanko(one, pyhanko[index]),
    ];
    if (problems.length > 0) failed += 1;
    console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${one.title}`);
    for (const problem of problems) console.log(`       ${problem}`);
  }
} finally {
  await authority.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`encrypted levels: ${String(made.length - failed)} of ${String(made.length)} rows as expected`);
process.exit(failed === 0 ? 0 : 1);

async function judgedByOurs({ file, way: { level, timestamps } }: Made): Promise<string[]> {
  const bytes = readFileSync(file);
  const { intact, trusted, signatures } = await verifyDocument(bytes, { password, trustAnchors });
  const count = signatures.filter(({ type }) => type === 'timestamp').length;
  const problems = intact === true && trusted === true ? [] : [`ours: ${JSON.stringify(signatures)}`];
  if (count !== timestamps) problems.push(`ours: ${String(count)} document time-stamps`);
  if (signatures.length - count !== (level === null ? 0 : 1))
    problems.push(`ours: ${String(signatures.length - count)} signatures`);
  if (level === null) return problems;
  const baseline = checkBaseline(bytes, { password, level, trustAnchors });
  if (!baseline.conforms) problems.push(`not ${level}: ${JSON.stringify(baseline.signatures)}`);
  return problems;
}

/** It validates signatures; of time-stamps of documents it says that it has not. */
async function judgedByPdfsig(one: Made): Promise<string[]> {
  const expected = [
    ...(one.way.level === null ? [] : ['Signature is Valid.']),
    ...Array.from({ length: one.way.timestamps }, () => 'Signature has not yet been verified.'),
  ];
  const said = await askPdfsig(one);
  return said.join(' ') === expected.join(' ') ? [] : [`pdfsig: ${said.join(' ')}`];
}

/** The file is sound, and the security store that it deciphers holds certificates that openssl reads. */
async function judgedByQpdf(one: Made): Promise<string[]> {
  const verdict = await askQpdf(one);
  if (verdict !== 'sound') return [`qpdf: ${verdict}`];
  const deciphered = one.file.replace('.pdf', '-deciphered.pdf');
  execFileSync('qpdf', [`--password=${password}`, '--decrypt', one.file, deciphered]);
  const view = openDocument(readFileSync(deciphered)).latest;
  const certificates = view.resolve(view.dict(view.catalog.get('DSS'))?.get('Certs'));
  const held = Array.isArray(certificates) ? certificates.map((reference) => view.resolve(reference)) : [];
  if (held.length > 0 !== ['B-LT', 'B-LTA'].includes(one.way.level ?? ''))
    return [`qpdf: ${String(held.length)} certificates in the security store`];
  const problems: string[] = [];
  for (const [index, stream] of held.entries()) {
    const certificate = `${deciphered}.${String(index)}.cer`;
    writeFileSync(certificate, stream instanceof PdfStream ? view.decode(stream) : '');
    const { status, text } = await run('openssl', ['x509', '-inform', 'DER', '-in', certificate, '-noout']);
    if (status !== 0) problems.push(`certificate ${String(index)} of the store: ${text.slice(0, 200)}`);
  }
  return problems;
}

function judgedByPyhanko(one: Made, answer: PyhankoAnswer | undefined): string[] {
  const expected = one.way.timestamps + (one.way.level === null ? 0 : 1);
  const good = (answer?.signatures ?? []).filter(
    ({ intact, valid, trusted, docmdp }) =>
      intact === true && valid === true && trusted === true && docmdp === true,
  );
  return answer?.error === null && good.length === expected ? [] : [`pyHanko: ${JSON.stringify(answer)}`];
}
