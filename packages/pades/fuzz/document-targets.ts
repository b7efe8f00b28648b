import {
  checkBaseline,
  describeRevisions,
  inspectDocument,
  listSignatureFields,
  openDocument,
  PdfStream,
  prepareDocument,
  prepareSignature,
  signDocument,
  verifyDocument,
  type ParseMode,
  type SignatureReport,
} from '../src/index.js';
import { readClaims } from '../src/pdf/claims.js';
import { walkPages } from '../src/pdf/pages.js';
import { walkFields } from '../src/pdf/signature-fields.js';
import { signerOf } from '../test/support/pki.js';
import type { Seeds } from './seeds.js';
import { Broken, pdf, refusable, type Target } from './target.js';

/** The field that documents are signed in here. */
export const fieldName = 'Fuzzed';

/** Reading, preparing, signing and judging documents. */
export const documentTargets: readonly Target[] = [
  pdf('read, leniently', (bytes, seeds) => readEverything(bytes, 'lenient', seeds)),
  pdf('read, strictly', (bytes, seeds) => readEverything(bytes, 'strict', seeds)),
  pdf('inspect', (bytes, { userPassword }) =>
    JSON.stringify(inspectDocument(bytes, { password: userPassword })),
  ),
  pdf('describe revisions', (bytes, { password }) => JSON.stringify(describeRevisions(bytes, { password }))),
  pdf('prepare', async (bytes, { password }) => prepareDocument(bytes, { slots: 2, password })),
  pdf('prepare a signature', async (bytes, { password }) => {
    const { latest } = openDocument(bytes, { password });
    const first = listSignatureFields(latest).find(({ signature }) => !signature);
    const field = first
      ? { name: first.name }
      : { new: { name: fieldName, rect: [10, 10, 90, 40] as const } };
    const options = {
      signerName: 'F',
      signingTime: new Date(),
      contentsBytes: 512,
      digestAlgorithm: 'SHA-256',
      password,
    } as const;
    await prepareSignature(bytes, { ...options, field });
  }),
  pdf('sign and verify', signAndVerify),
  pdf('verify', verify),
  pdf('conformance', conformance),
];

/** Every object of every revision, every stream, and what stands on them. */
function readEverything(bytes: Buffer, mode: ParseMode, { password }: Seeds): void {
  const document = openDocument(bytes, { mode, password });
  for (const { index } of document.revisions) {
    const view = document.at(index);
    let read = 0;
    for (const num of view.objectNumbers()) {
      if (++read > 5000) break;
      refusable(() => {
        const object = view.object(num);
        if (object instanceof PdfStream) view.decode(object, 8 * 1024 * 1024);
      });
    }
    refusable(() => [...walkPages(view)]);
    refusable(() => [...walkFields(view)]);
    refusable(() => readClaims(view));
    refusable(() => document.revisions[index]?.endOffset);
  }
}

/** The verdicts on all signatures. */
export async function verify(
  bytes: Buffer,
  { trustAnchors, password }: Seeds,
): Promise<readonly SignatureReport[]> {
  const report = await verifyDocument(bytes, { trustAnchors, password });
  JSON.stringify(report);
  return report.signatures;
}

/** What was signed opens again, keeps the original and what was good in it, and its signature is good. */
async function signAndVerify(bytes: Buffer, seeds: Seeds): Promise<void> {
  const signed = await signDocument(bytes, {
    signer: signerOf(seeds.signer),
    signerName: 'Kari Nordmann',
    field: { new: { name: fieldName } },
    password: seeds.password,
  });
  const whole = Buffer.from(signed.toBytes());
  if (!whole.subarray(0, bytes.length).equals(bytes)) throw new Broken('The original is not a prefix');
  const after = await verify(whole, seeds);
  const own = after.find(({ field }) => field === fieldName);
  if (!own) throw new Broken('The new signature is not found again');
  if (!own.intact || own.coverage !== 'entire-file' || !own.trusted) {
    throw new Broken(
      `The new signature is not good: ${own.coverage}, ${own.findings.map(({ code }) => code).join(' ')}`,
    );
  }
  requireKept(await verify(bytes, seeds), after);
}

/** Signatures that held go on holding. */
export function requireKept(before: readonly SignatureReport[], after: readonly SignatureReport[]): void {
  for (const earlier of before) {
    const named = after.filter(({ field }) => field === earlier.field);
    const later = named.find(({ intact }) => intact) ?? named[0];
    if (earlier.intact && !later?.intact) {
      const codes = later?.findings.map(({ code }) => code).join(' ') ?? 'gone';
      throw new Broken(`The signature ${earlier.field} was intact and is so no more: ${codes}`);
    }
  }
}

/** What is said to conform is a signature over these bytes: the verdict on it finds the same. */
async function conformance(bytes: Buffer, seeds: Seeds): Promise<void> {
  const { password, trustAnchors } = seeds;
  const report = checkBaseline(bytes, { level: 'B-LTA', password, trustAnchors });
  const conforming = report.signatures.filter(({ reached }) => reached !== null);
  if (conforming.length === 0) return;
  const verdicts = await verify(bytes, seeds);
  for (const { field, reached } of conforming) {
    const verdict = verdicts.find((one) => one.field === field);
    const faults = verdict?.findings.filter(({ code }) => /^(digest-mismatch|signature-invalid)$/.test(code));
    if (faults?.length !== 0) throw new Broken(`${field} conforms at ${reached ?? ''}, and does not hold`);
  }
}
