import { execFileSync } from 'node:child_process';
import { sign as signOctets } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  createCadesSignature,
  createTimestampToken,
  encodeTimestampRequest,
  encodeTimestampResponse,
  prepareDeferred,
} from '../src/index.js';
import { toPem } from '../src/x509/certificate.js';
import { fixture, locked, ownerPassword, userPassword } from '../test/pdf/crypt/fixtures.js';
import { tablePdf } from '../test/pdf/made-pdfs.js';
import { makeWorld, type World } from '../test/support/ltv-world.js';
import { inDays, makeCrl, makeOcspResponse, signerOf, type Party } from '../test/support/pki.js';
import { stampedBy } from '../test/support/signed.js';
import { drawnSeeds } from './drawn-seeds.js';
import { madePdfs } from './pdf-seeds.js';

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
  | 'font'
  | 'picture'
  | 'svg-path'
  | 'strokes'
  | 'deferred-state';

export interface Seed {
  readonly kind: SeedKind;
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Seeds {
  readonly all: readonly Seed[];
  readonly pdfs: readonly Buffer[];
  readonly signer: Party;
  readonly tsa: Party;
  /** Those who answer about revocation. */
  readonly world: World;
  readonly trustAnchors: readonly Uint8Array[];
  /** Opens the key files. */
  readonly passphrase: string;
  /** Open the encrypted documents: that of the owner, who may do everything, and that of users. */
  readonly password: string;
  readonly userPassword: string;
  /** What the seed of saved states belongs to. */
  readonly deferred: WaitingSignature;
}

/** A signature that was prepared, and its value. */
export interface WaitingSignature {
  readonly document: Buffer;
  readonly fieldName: string;
  readonly state: string;
  readonly signature: Buffer;
}

const largestFile = 200_000;

/** Everything that gets mutated: made in code, fixtures that others encrypted, and the PDFs of a folder where one is given. */
export async function makeSeeds(corpus: string | undefined): Promise<Seeds> {
  const parties = makeWorld();
  const { world, root, authority, signer: party, tsa, responder } = parties;
  const signer = signerOf(party);
  const digest = Buffer.alloc(32, 7);
  const imprint = { digestOid: '2.16.840.1.101.3.4.2.1', hash: digest };
  const token = await createTimestampToken(
    { policy: '1.2.3', messageImprint: imprint, serialNumber: 5n, genTime: inDays(0), nonce: 77n },
    signerOf(tsa),
  );
  const ocsp = makeOcspResponse(party.certificate, authority.certificate, responder, { nonce: digest });
  const crl = makeCrl(authority, { revoked: [{ serialNumber: 9n, at: inDays(-1), reason: 1 }] });
  const cms = await createCadesSignature(signer, digest, {
    timestamp: stampedBy(tsa),
    claimedRoles: ['Chair'],
    commitmentType: 'proofOfApproval',
    signerLocation: { localityName: 'Oslo', countryName: 'NO' },
  });
  const passphrase = 'seldom';
  const deferred = await waitingSignature(party);
  const seeds: Seed[] = [
    ...(await madePdfs(parties, { ocsp, crl })),
    ...locked.map(([name]) => seed('pdf', name, fixture(name))),
    ...(corpus === undefined ? [] : folderPdfs(corpus)),
    seed('cms', 'cades', cms),
    seed('certificate', 'leaf', party.certificate),
    seed('certificate', 'authority', authority.certificate),
    seed('token', 'token', token),
    seed(
      'tsp-request',
      'request',
      encodeTimestampRequest({ messageImprint: imprint, nonce: 77n, certificates: 'wanted' }),
    ),
    seed('tsp-response', 'response', encodeTimestampResponse({ status: 'granted', token })),
    seed('ocsp', 'ocsp', ocsp),
    seed('crl', 'crl', crl),
    seed('pem', 'certificates', Buffer.from(toPem(party.certificate) + toPem(root.certificate))),
    seed('pem', 'key', Buffer.from(party.key.export({ type: 'pkcs8', format: 'pem' }))),
    seed('deferred-state', 'state', Buffer.from(deferred.state)),
    ...drawnSeeds(),
    ...madePkcs12(party, passphrase),
  ];
  return {
    all: seeds,
    pdfs: seeds.filter(({ kind }) => kind === 'pdf').map(({ bytes }) => bytes),
    signer: party,
    tsa,
    world,
    trustAnchors: [root.certificate],
    passphrase,
    password: ownerPassword,
    userPassword,
    deferred,
  };
}

export const seed = (kind: SeedKind, name: string, bytes: Uint8Array): Seed => ({
  kind,
  name,
  bytes: Buffer.from(bytes),
});

/** A signature prepared and not completed; the value is at hand. */
async function waitingSignature(party: Party): Promise<WaitingSignature> {
  const document = tablePdf();
  const fieldName = 'Later';
  const prepared = await prepareDeferred(document, {
    signer: party,
    signerName: 'Kari Nordmann',
    field: { new: { name: fieldName } },
  });
  const signature = signOctets('sha256', prepared.signedAttributes, party.key);
  return { document, fieldName, state: JSON.stringify(prepared), signature };
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
