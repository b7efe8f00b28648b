import {
  decodeSignedAttributes,
  inspectDocument,
  listSignatureFields,
  openDocument,
  PadesError,
  parseCrl,
  parseOcspResponse,
  parseSignedData,
  parseTimestampRequest,
  parseTimestampResponse,
  parseTimestampToken,
  PdfStream,
  prepareDocument,
  prepareSignature,
  readCertificateFile,
  signDocument,
  signerFromPem,
  signerFromPkcs12,
  verifyCrl,
  verifyDocument,
  verifyOcspResponse,
  verifyTimestampToken,
  type ParseMode,
  type SignatureReport,
} from '../src/index.js';
import { readClaims } from '../src/pdf/claims.js';
import { walkPages } from '../src/pdf/pages.js';
import { walkFields } from '../src/pdf/signature-fields.js';
import { parseCertificate, toPem, type Certificate } from '../src/x509/certificate.js';
import { signerOf, type Party } from '../test/support/pki.js';
import type { SeedKind, Seeds } from './seeds.js';

/** One thing that is done with an input. What it throws, other than `PadesError`, is a finding. */
export interface Target {
  readonly name: string;
  readonly kinds: readonly SeedKind[];
  run(bytes: Buffer, seeds: Seeds): unknown;
}

/** A property that does not hold. */
export class Broken extends Error {}

const fieldName = 'Fuzzed';

export const targets: readonly Target[] = [
  pdf('read, leniently', (bytes) => readEverything(bytes, 'lenient')),
  pdf('read, strictly', (bytes) => readEverything(bytes, 'strict')),
  pdf('inspect', (bytes) => inspectDocument(bytes)),
  pdf('prepare', async (bytes) => prepareDocument(bytes, { slots: 2 })),
  pdf('prepare a signature', async (bytes) => {
    const first = listSignatureFields(openDocument(bytes).latest).find(({ signature }) => !signature);
    const field = first
      ? { name: first.name }
      : { new: { name: fieldName, rect: [10, 10, 90, 40] as const } };
    const options = {
      signerName: 'F',
      signingTime: new Date(),
      contentsBytes: 512,
      digestAlgorithm: 'SHA-256',
    } as const;
    await prepareSignature(bytes, { ...options, field });
  }),
  pdf('sign and verify', signAndVerify),
  pdf('verify', verify),
  der('signed data', ['cms', 'token'], (bytes) => parseSignedData(bytes)),
  der('signed attributes', ['cms'], (bytes) => {
    decodeSignedAttributes(bytes);
  }),
  der('certificate', ['certificate'], (bytes) => parseCertificate(bytes)),
  der('certificate file', ['certificate', 'pem'], (bytes) => readCertificateFile(bytes)),
  der('time-stamp token', ['token', 'cms'], (bytes) => {
    verifyTimestampToken(parseTimestampToken(bytes));
  }),
  der('time-stamp request', ['tsp-request'], (bytes) => parseTimestampRequest(bytes)),
  der('time-stamp response', ['tsp-response'], (bytes) => parseTimestampResponse(bytes)),
  der('certificate list', ['crl'], (bytes, { signer }) => {
    verifyCrl(parseCrl(bytes), subjectOf(signer));
  }),
  der('OCSP response', ['ocsp'], (bytes, { signer }) => {
    verifyOcspResponse(parseOcspResponse(bytes), subjectOf(signer));
  }),
  der('PKCS#12', ['pkcs12'], async (bytes, { passphrase }) => signerFromPkcs12(bytes, passphrase)),
  der('PEM', ['pem'], (bytes, { signer }) => {
    const text = bytes.toString('latin1');
    if (text.includes('CERTIFICATE'))
      signerFromPem(signer.key.export({ type: 'pkcs8', format: 'pem' }).toString(), text);
    else signerFromPem(text, toPem(signer.certificate));
  }),
  der('font', ['font'], async (bytes, { pdfs }) => {
    const [document] = pdfs;
    if (document)
      await prepareDocument(document, { slots: 1, fontBytes: bytes, signaturePage: { language: 'nb' } });
  }),
];

function pdf(name: string, run: Target['run']): Target {
  return { name, kinds: ['pdf'], run };
}

function der(name: string, kinds: readonly SeedKind[], run: Target['run']): Target {
  return { name, kinds, run };
}

/** The signer's certificate and the one above it. */
function subjectOf(signer: Party): { certificate: Certificate; issuer: Certificate } {
  const [issuer = signer.certificate] = signer.chain;
  return { certificate: parseCertificate(signer.certificate), issuer: parseCertificate(issuer) };
}

/** Every object of every revision, every stream, and what stands on them. */
function readEverything(bytes: Buffer, mode: ParseMode): void {
  const document = openDocument(bytes, { mode });
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

/** A refusal of one part does not keep the others from being read. */
function refusable(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
  }
}

async function verify(bytes: Buffer, { trustAnchor }: Seeds): Promise<readonly SignatureReport[]> {
  const report = await verifyDocument(bytes, { trustAnchors: [trustAnchor] });
  JSON.stringify(report);
  return report.signatures;
}

/** What was signed opens again, keeps the original and what was good in it, and its signature is good. */
async function signAndVerify(bytes: Buffer, seeds: Seeds): Promise<void> {
  const signed = await signDocument(bytes, {
    signer: signerOf(seeds.signer),
    signerName: 'Kari Nordmann',
    field: { new: { name: fieldName } },
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
  for (const earlier of await verify(bytes, seeds)) {
    const later = after.find(({ field }) => field === earlier.field);
    if (earlier.intact && !later?.intact) {
      const codes = later?.findings.map(({ code }) => code).join(' ') ?? 'gone';
      throw new Broken(`The signature ${earlier.field} was intact and is so no more: ${codes}`);
    }
  }
}
