// Encrypted files of every kind that qpdf makes, prepared and signed twice by ours, before qpdf, pdfsig, pyHanko and mutool.
// What qpdf deciphers must be what was written. Usage: encrypted.ts [--python PYTHON]. Exits 1 when a row fails.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  inspectDocument,
  openDocument,
  PadesError,
  PdfString,
  prepareDocument,
  signDocument,
  signerFromPem,
  verifyDocument,
  type CmsSigner,
} from '@segl/pades';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { makeSelfSigned, makeSigner, openssl } from '../support/openssl-keys.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const python = process.argv.includes('--python')
  ? (process.argv[process.argv.indexOf('--python') + 1] ?? 'python3')
  : 'python3';
const work = mkdtempSync(path.join(os.tmpdir(), 'segl-encrypted-'));
const at = (name: string): string => path.join(work, name);

/** What qpdf is told after `--encrypt USER OWNER`, and what the engine must say of the result. */
const kinds = [
  { name: 'R2 RC4-40', bits: '40', options: [], says: 'RC4 40 R2' },
  { name: 'R3 RC4-128', bits: '128', options: ['--use-aes=n'], says: 'RC4 128 R3' },
  { name: 'R4 RC4-128', bits: '128', options: ['--use-aes=n', '--force-V4'], says: 'RC4 128 R4' },
  { name: 'R4 AES-128', bits: '128', options: ['--use-aes=y'], says: 'AES-128 128 R4' },
  {
    name: 'R4 AES-128, metadata in clear',
    bits: '128',
    options: ['--use-aes=y', '--cleartext-metadata'],
    says: 'AES-128 128 R4',
  },
  { name: 'R5 AES-256', bits: '256', options: ['--force-R5'], says: 'AES-256 256 R5' },
  { name: 'R6 AES-256', bits: '256', options: [], says: 'AES-256 256 R6' },
  {
    name: 'R6 AES-256, metadata in clear',
    bits: '256',
    options: ['--cleartext-metadata'],
    says: 'AES-256 256 R6',
  },
];
const layouts = {
  table: ['--object-streams=disable'],
  'object streams': ['--object-streams=generate'],
  linearized: ['--object-streams=generate', '--linearize'],
} as const;
const passwords = {
  'user password': { user: 'open it', owner: 'owner', given: 'user' },
  'owner password': { user: 'open it', owner: 'the owner', given: 'owner' },
  'no user password': { user: '', owner: 'owner', given: 'none' },
  // Revisions to 4 take letters of PDFDocEncoding.
  'password with Norwegian letters': { user: 'lås opp – 5 €', owner: 'eier', given: 'user' },
  // Later ones take all; the Roman numeral is normalized to two letters.
  'password in two alphabets': { user: 'пароль Ⅸ', owner: 'Ωメガ', given: 'owner' },
} as const;
const combinations: readonly (readonly [keyof typeof layouts, keyof typeof passwords])[] = [
  ['table', 'user password'],
  ['table', 'no user password'],
  ['table', 'password with Norwegian letters'],
  ['table', 'password in two alphabets'],
  ['object streams', 'user password'],
  ['object streams', 'owner password'],
  ['object streams', 'no user password'],
  ['linearized', 'user password'],
];

interface Case {
  readonly title: string;
  readonly file: string;
  /** What opens it; undefined where nothing is needed. */
  readonly password: string | undefined;
  readonly asOwner: boolean;
  /** Whether objects of the original stand in object streams. */
  readonly compressed: boolean;
  readonly revision: number;
}

interface Signed extends Case {
  readonly signatures: number;
}

const title = 'Låneavtale (kopi)';
let rows = 0;
let failed = 0;
function row(title: string, problems: readonly string[]): void {
  rows += 1;
  if (problems.length > 0) failed += 1;
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${title}`);
  for (const problem of problems) console.log(`       ${problem}`);
}

const { signer, rootFile, root } = makeKey();
const plain = await makePlain();

const signed: Signed[] = [];
for (const kind of kinds)
  for (const [layout, which] of combinations) {
    if (which === 'password in two alphabets' && kind.bits !== '256') continue;
    const password = passwords[which];
    const label = `${kind.name}, ${layout}, ${which}`;
    const file = encrypt(label, layouts[layout], password, kind.bits, kind.options);
    const one: Case = {
      title: label,
      file,
      password: password.given === 'none' ? undefined : password[password.given],
      asOwner: password.given === 'owner',
      compressed: layout !== 'table',
      revision: Number(kind.says.slice(-1)),
    };
    const problems = checkOpening(one, kind.says);
    if (problems.length === 0) signed.push(...(await signTwice(one)));
    row(`opened: ${label}`, problems);
  }
await judgeAll(signed);
await checkPermissions();
await checkPublicKey();
console.log(`encrypted files: ${String(rows - failed)} of ${String(rows)} rows as expected`);
rmSync(work, { recursive: true, force: true });
process.exit(failed === 0 ? 0 : 1);

function passwordOption(password: string | undefined): { password?: string } {
  return password === undefined ? {} : { password };
}

function checkOpening({ file, password, asOwner }: Case, says: string): string[] {
  const problems: string[] = [];
  const bytes = readFileSync(file);
  const report = inspectDocument(bytes, passwordOption(password));
  const { encryption } = report;
  const said = `${encryption?.algorithm ?? ''} ${String(encryption?.keyBits)} R${String(encryption?.revision)}`;
  if (said !== says) problems.push(`said to be ${said}, is ${says}`);
  if (report.title !== title) problems.push(`title ${String(report.title)}`);
  if (encryption?.openedWith !== (asOwner ? 'owner' : 'user'))
    problems.push(`opened with ${String(encryption?.openedWith)}`);
  if (password !== undefined && codeOf(() => openDocument(bytes)) !== 'pdf.password-required')
    problems.push('opens without a password');
  if (codeOf(() => openDocument(bytes, { password: 'wrong' })) !== 'pdf.password-wrong')
    problems.push('opens with a wrong password');
  return problems;
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    if (error instanceof PadesError) return error.code;
    throw error;
  }
}

/** The document after each of two signatures: one in a slot of a prepared page, one in a field of its own. */
async function signTwice(one: Case): Promise<Signed[]> {
  const options = passwordOption(one.password);
  const prepared = await prepareDocument(readFileSync(one.file), {
    slots: 2,
    signaturePage: { language: 'nb', documentTitle: title },
    ...options,
  });
  const common = {
    signer,
    signerName: 'Kari Nordmann Åsgård',
    location: 'Tromsø',
    appearance: { language: 'nb', issuer: 'Fjordbanken' },
    ...options,
  } as const;
  const first = await signDocument(prepared.toBytes(), { ...common, field: { name: 'Segl-1' } });
  const second = await signDocument(first.toBytes(), {
    ...common,
    field: { new: { name: 'Påtegning', pageIndex: 1, rect: [20, 20, 220, 90] } },
  });
  return [first, second].map((document, index) => {
    const file = one.file.replace('.pdf', `-signed-${String(index + 1)}.pdf`);
    writeFileSync(file, document.toBytes());
    return { ...one, file, signatures: index + 1 };
  });
}

async function judgeAll(files: readonly Signed[]): Promise<void> {
  const input = files.map(({ file, password }) => `${file}\t${password ?? ''}`).join('\n');
  const pyhanko = new Map(
    execFileSync(python, [path.join(here, 'judge_pyhanko.py'), rootFile], {
      input,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as PyhankoAnswer)
      .map((answer) => [answer.file, answer]),
  );
  for (const one of files) {
    const problems = [
      ...judgedByPyhanko(pyhanko.get(one.file), one),
      ...judgedByPdfsig(one),
      ...judgedByQpdf(one),
      ...judgedByMutool(one),
      ...(await judgedByOurs(one)),
    ];
    row(`signed ${String(one.signatures)}: ${one.title}`, problems);
  }
}

interface PyhankoAnswer {
  readonly file: string;
  readonly error: string | null;
  readonly strict: boolean;
  readonly signatures: readonly Readonly<Record<string, unknown>>[];
}

function judgedByPyhanko(answer: PyhankoAnswer | undefined, one: Signed): string[] {
  // It knows revision 6, not the one before, which was Adobe's own.
  if (one.revision === 5 && answer?.error?.includes('Authentication failed')) return [];
  if (answer === undefined || answer.error !== null) return [`pyHanko: ${answer?.error ?? 'no answer'}`];
  const good = answer.signatures.filter(
    ({ intact, valid, trusted, coverage, modification, docmdp }) =>
      [intact, valid, trusted].every((said) => said === true) &&
      (docmdp === true ||
        // An object that left an object stream counts as changed for pyHanko where the file is encrypted: of files with
        // two signatures that it made itself it says the same.
        (one.compressed && coverage === 'ENTIRE_REVISION' && modification === 'OTHER')),
  );
  return good.length === one.signatures && answer.strict ? [] : [`pyHanko: ${JSON.stringify(answer)}`];
}

function judgedByPdfsig({ file, password, asOwner, signatures }: Signed): string[] {
  const open = password === undefined ? [] : [asOwner ? '-opw' : '-upw', password];
  const { stdout, stderr } = spawnSync('pdfsig', ['-nocert', ...open, file], { encoding: 'utf8' });
  const valid = [...stdout.matchAll(/- Signature Validation: Signature is Valid\./g)].length;
  if (valid === signatures) return [];
  // pdfsig takes the bytes of its command line as the password: other letters than those of ASCII, or such as have to be
  // normalized, it cannot be told.
  if (/Incorrect password/.test(stdout + stderr) && /[^\x20-\x7e]/.test(password ?? '')) return [];
  return [`pdfsig: ${stdout.slice(0, 600)}${stderr.slice(0, 200)}`];
}

function judgedByQpdf({ file, password, signatures }: Signed): string[] {
  const open = password === undefined ? [] : [`--password=${password}`];
  const check = spawnSync('qpdf', [...open, '--check', file], { encoding: 'utf8' });
  if (check.status !== 0) return [`qpdf --check: ${check.stdout}${check.stderr}`.slice(0, 600)];
  const deciphered = file.replace('.pdf', '-deciphered.pdf');
  execFileSync('qpdf', [...open, '--decrypt', file, deciphered]);
  const view = openDocument(readFileSync(deciphered)).latest;
  const strings: string[] = [];
  const streams: string[] = [];
  for (const num of view.objectNumbers()) {
    const object = view.object(num);
    const dict = view.dict(object);
    if (dict === undefined) continue;
    for (const value of dict.entries.values()) if (value instanceof PdfString) strings.push(text(value));
    if (view.resolve(dict.get('Subtype')) !== undefined && 'raw' in Object(object))
      streams.push(Buffer.from(view.decode(object as never)).toString('latin1'));
  }
  const expected = ['Segl-1', 'Segl-2', 'Kari Nordmann Åsgård', 'Tromsø'];
  if (signatures === 2) expected.push('Påtegning');
  const missing = expected.filter((word) => !strings.includes(word));
  // Fonts and drawings are deflated; what was deciphered wrongly would not unpack.
  const drawn = streams.some((stream) => stream.includes(' Tf'));
  return [
    ...(missing.length > 0 ? [`qpdf deciphers no ${missing.join(', ')}`] : []),
    ...(drawn ? [] : ['qpdf deciphers no drawing with text']),
  ];
}

function text({ bytes }: PdfString): string {
  const buffer = Buffer.from(bytes);
  if (buffer[0] !== 0xfe || buffer[1] !== 0xff) return buffer.toString('latin1');
  return buffer.subarray(2).swap16().toString('utf16le');
}

function judgedByMutool({ file, password, signatures }: Signed): string[] {
  const open = password === undefined ? [] : ['-p', password];
  const { stdout, stderr } = spawnSync('mutool', ['sign', '-v', ...open, file], { encoding: 'utf8' });
  // With a private root mutool always finds fault with the certificate; what it says of the document must be right.
  const unchanged = [...stdout.matchAll(/The document is unchanged since signing/g)].length;
  const earlier = [...stdout.matchAll(/The signature is valid but there have been edits since signing/g)]
    .length;
  return unchanged === 1 && earlier === signatures - 1 ? [] : [`mutool: ${stdout}${stderr}`.slice(0, 600)];
}

async function judgedByOurs({ file, password, signatures }: Signed): Promise<string[]> {
  const report = await verifyDocument(readFileSync(file), {
    trustAnchors: [root],
    ...passwordOption(password),
  });
  if (report.intact === true && report.trusted === true && report.signatures.length === signatures) return [];
  return [`ours: ${JSON.stringify(report.signatures.map(({ findings }) => findings))}`];
}

/** What the permission bits forbid to whoever has the user password, the owner may do. */
async function checkPermissions(): Promise<void> {
  const pair = { user: '', owner: 'eier' };
  const common = { signer, signerName: 'Kari Nordmann' };
  const newField = { field: { new: { name: 'Ny' } }, ...common };
  for (const [title, options, expected] of [
    ['nothing may be changed', ['--modify=none'], 'sign.permission-forbids'],
    ['forms may be filled', ['--modify=form'], 'sign.permission-forbids'],
    ['notes may be added', ['--modify=annotate'], 'sign.permission-forbids'],
    ['everything may be changed', ['--modify=all'], 'none'],
  ] as const) {
    const file = encrypt(`R6, ${title}`, [], pair, '256', [...options]);
    const bytes = readFileSync(file);
    const problems: string[] = [];
    const asUser = await codeOfRejection(signDocument(bytes, newField));
    if (asUser !== expected) problems.push(`user: ${asUser}, expected ${expected}`);
    const asOwner = await codeOfRejection(signDocument(bytes, { ...newField, password: 'eier' }));
    if (asOwner !== 'none') problems.push(`owner: ${asOwner}`);
    row(`permissions: ${title}`, problems);
  }
  // Where forms may be filled, an empty field that is there may be signed.
  const withField = (await prepareDocument(readFileSync(plain), { slots: 1 })).toBytes();
  writeFileSync(at('field.pdf'), withField);
  for (const [title, modify, expected] of [
    ['signing an empty field where forms may be filled', 'form', 'none'],
    ['signing an empty field where nothing may be changed', 'none', 'sign.permission-forbids'],
  ] as const) {
    const out = at(`field-${modify}.pdf`);
    execFileSync('qpdf', [at('field.pdf'), '--encrypt', '', 'eier', '256', `--modify=${modify}`, '--', out]);
    const code = await codeOfRejection(
      signDocument(readFileSync(out), { field: { name: 'Segl-1' }, ...common }),
    );
    row(`permissions: ${title}`, code === expected ? [] : [`${code}, expected ${expected}`]);
  }
}

/** pyHanko encrypts for the holder of a certificate; such files are refused by name. */
async function checkPublicKey(): Promise<void> {
  const script = `
import sys
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
with open(sys.argv[1], 'rb') as handle:
    writer = copy_into_new_writer(PdfFileReader(handle))
    writer.encrypt_pubkey([load_cert_from_pemder(sys.argv[2])])
    with open(sys.argv[3], 'wb') as out:
        writer.write(out)
`;
  execFileSync(python, ['-c', script, plain, at('reader.pem'), at('public-key.pdf')]);
  const bytes = readFileSync(at('public-key.pdf'));
  const code = codeOf(() => openDocument(bytes, { password: 'any' }));
  const refusals = inspectDocument(bytes).signing.refusals.map((refusal) => refusal.code);
  const refused = await codeOfRejection(prepareDocument(bytes, { slots: 1 }));
  const problems = [code, refused, refusals[0]].filter((said) => said !== 'pdf.encrypted');
  row('public-key security handler is refused', problems.map(String));
}

async function codeOfRejection(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    if (error instanceof PadesError) return error.code;
    throw error;
  }
}

function encrypt(
  title: string,
  layout: readonly string[],
  { user, owner }: { readonly user: string; readonly owner: string },
  bits: string,
  options: readonly string[],
): string {
  const file = at(`${title.replaceAll(/[^A-Za-z0-9]+/g, '-')}.pdf`);
  execFileSync('qpdf', [
    '--allow-weak-crypto',
    ...layout,
    plain,
    '--encrypt',
    user,
    owner,
    bits,
    ...options,
    '--',
    file,
  ]);
  return file;
}

async function makePlain(): Promise<string> {
  const pdf = await PDFDocument.create();
  pdf.setTitle(title);
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (const words of ['One', 'Two'])
    pdf.addPage([300, 400]).drawText(words, { x: 20, y: 300, font, size: 14 });
  writeFileSync(at('plain.pdf'), await pdf.save({ useObjectStreams: false }));
  return at('plain.pdf');
}

/** A root, a P-256 key and its certificate, made for this run alone; and an RSA certificate of a reader. */
function makeKey(): { signer: CmsSigner; rootFile: string; root: Uint8Array } {
  const { signer, root } = makeSigner(work, {
    subject: '/CN=Encrypted Signer/C=NO',
    rootSubject: '/CN=Segl interop root',
  });
  makeSelfSigned(work, { name: 'reader', subject: '/CN=Reader', days: 30, keyUsage: 'keyEncipherment' });
  return {
    signer: signerFromPem(signer.keyPem, signer.certificatePem + root.certificatePem),
    rootFile: root.certificateFile,
    root: openssl(work, 'x509', '-in', root.certificateFile, '-outform', 'DER'),
  };
}
