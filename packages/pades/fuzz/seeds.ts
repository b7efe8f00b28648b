import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { defaultFontBytes } from '../src/appearance/fonts.js';
import { toPem } from '../src/x509/certificate.js';
import {
  createCadesSignature,
  createTimestampToken,
  encodeTimestampRequest,
  encodeTimestampResponse,
} from '../src/index.js';
import { kinds, onePage, stream, streamPdf, tablePdf } from '../test/pdf/made-pdfs.js';
import { emptyField, formPdf } from '../test/sign/fixtures.js';
import {
  extension,
  inDays,
  issue,
  makeCrl,
  makeOcspResponse,
  makePki,
  signerOf,
  type Party,
} from '../test/support/pki.js';
import {
  addDocumentTimestamp,
  addSecurityStore,
  richPdf,
  signNew,
  stampedBy,
} from '../test/support/signed.js';

/** What an input is made from, and so which changes and which readers fit. */
export type SeedKind =
  | 'pdf'
  | 'cms'
  | 'certificate'
  | 'token'
  | 'tsp-request'
  | 'tsp-response'
  | 'ocsp'
  | 'crl'
  | 'pkcs12'
  | 'pem'
  | 'font';

export interface Seed {
  readonly kind: SeedKind;
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Seeds {
  readonly all: readonly Seed[];
  readonly pdfs: readonly Buffer[];
  readonly signer: Party;
  readonly trustAnchor: Uint8Array;
  readonly passphrase: string;
}

const largestFile = 200_000;

/** Everything that gets mutated, made in code, and the PDFs of a folder where one is given. */
export async function makeSeeds(corpus: string | undefined): Promise<Seeds> {
  const pki = makePki();
  const party = issue(
    { name: 'Kari Nordmann', extensions: [extension.notCa(), extension.keyUsage(0, 1)] },
    pki.authority,
  );
  const signer = signerOf(party);
  const digest = Buffer.alloc(32, 7);
  const imprint = { digestOid: '2.16.840.1.101.3.4.2.1', hash: digest };
  const token = await createTimestampToken(
    { policy: '1.2.3', messageImprint: imprint, serialNumber: 5n, genTime: inDays(0), nonce: 77n },
    signerOf(pki.timestamping),
  );
  const ocsp = makeOcspResponse(party.certificate, pki.authority.certificate, pki.responder, {
    nonce: digest,
  });
  const crl = makeCrl(pki.authority, { revoked: [{ serialNumber: 9n, at: inDays(-1), reason: 1 }] });
  const cms = await createCadesSignature(signer, digest, {
    timestamp: stampedBy(pki.timestamping),
    claimedRoles: ['Chair'],
    commitmentType: 'proofOfApproval',
    signerLocation: { localityName: 'Oslo', countryName: 'NO' },
  });
  const made = await madePdfs(pki, party, { ocsp, crl });
  const passphrase = 'seldom';
  const seeds: Seed[] = [
    ...made,
    ...(corpus === undefined ? [] : folderPdfs(corpus)),
    seed('cms', 'cades', cms),
    seed('certificate', 'leaf', party.certificate),
    seed('certificate', 'authority', pki.authority.certificate),
    seed('token', 'token', token),
    seed(
      'tsp-request',
      'request',
      encodeTimestampRequest({ messageImprint: imprint, nonce: 77n, certificates: 'wanted' }),
    ),
    seed('tsp-response', 'response', encodeTimestampResponse({ status: 'granted', token })),
    seed('ocsp', 'ocsp', ocsp),
    seed('crl', 'crl', crl),
    seed('pem', 'certificates', Buffer.from(toPem(party.certificate) + toPem(pki.root.certificate))),
    seed('pem', 'key', Buffer.from(party.key.export({ type: 'pkcs8', format: 'pem' }))),
    seed('font', 'noto', defaultFontBytes('regular')),
    ...madePkcs12(party, passphrase),
  ];
  const pdfs = seeds.filter(({ kind }) => kind === 'pdf').map(({ bytes }) => bytes);
  return { all: seeds, pdfs, signer: party, trustAnchor: pki.root.certificate, passphrase };
}

const seed = (kind: SeedKind, name: string, bytes: Uint8Array): Seed => ({
  kind,
  name,
  bytes: Buffer.from(bytes),
});

async function madePdfs(
  pki: ReturnType<typeof makePki>,
  party: Party,
  evidence: { readonly ocsp: Uint8Array; readonly crl: Uint8Array },
): Promise<Seed[]> {
  const signer = signerOf(party);
  const xmp = stream(
    '<x:xmpmeta><rdf:RDF><rdf:Description pdfaid:part="2" pdfaid:conformance="B"/></rdf:RDF></x:xmpmeta>',
  );
  const metadata = tablePdf({
    ...onePage,
    1: '<</Type /Catalog /Pages 2 0 R /Metadata 6 0 R /Lang (nb)>>',
    6: xmp,
  });
  const form = formPdf({
    10: emptyField('Sig1', '/Lock <</Action /Include /Fields [(a)] /P 2>>'),
    11: emptyField('Sig2'),
  });
  const once = await signNew(tablePdf(), signer, 'One', { timestamp: stampedBy(pki.timestamping) });
  const twice = await signNew(once, signer, 'Two');
  const certified = await signNew(streamPdf(), signer, 'Cert', { certification: 2 });
  const store = addSecurityStore(once, {
    certificates: [pki.authority.certificate, pki.root.certificate],
    ocsps: [evidence.ocsp],
    crls: [evidence.crl],
  });
  const stamped = await addDocumentTimestamp(store, pki.timestamping, inDays(0));
  return [
    ...kinds.map(([name, make]) => seed('pdf', name, make())),
    ...Object.entries({ metadata, form, once, twice, certified, store, stamped, rich: richPdf() }).map(
      ([name, bytes]) => seed('pdf', name, bytes),
    ),
    seed('pdf', 'rich-signed', await signNew(richPdf(), signer, 'One')),
  ];
}

/** Key files by openssl, where it is installed: today's encryption and the one of old. */
function madePkcs12(party: Party, passphrase: string): Seed[] {
  const key = party.key.export({ type: 'pkcs8', format: 'pem' });
  const input = `${key.toString()}${toPem(party.certificate)}`;
  const runs = [
    ['modern', []],
    ['old', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
  ] as const;
  return runs.flatMap(([name, options]) => {
    try {
      const args = ['pkcs12', '-export', '-passout', `pass:${passphrase}`, ...options];
      return [
        seed('pkcs12', name, execFileSync('openssl', args, { input, stdio: ['pipe', 'pipe', 'ignore'] })),
      ];
    } catch (error) {
      console.error(`no PKCS#12 seed "${name}": ${String(error).slice(0, 100)}`);
      return [];
    }
  });
}

function folderPdfs(folder: string): Seed[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.toLowerCase().endsWith('.pdf'))
    .sort()
    .map((file) => path.join(folder, file))
    .filter((file) => statSync(file).isFile() && statSync(file).size <= largestFile)
    .map((file) => seed('pdf', path.basename(file), readFileSync(file)));
}
