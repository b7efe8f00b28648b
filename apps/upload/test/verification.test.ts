import { generateKeyPairSync, sign, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { issueCertificate, profiles, runKeyCeremony } from '@segl/certs';
import { upload } from '@segl/contracts';
import { signDocument, type CmsSigner, type FindingCode } from '@segl/pades';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { PDFDocument } from 'pdf-lib';
import { makePdf } from './support/make-pdf.js';
import { sha256, startUpload, type UploadHouse } from './support/upload-house.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let house: UploadHouse;
let trust: Server;
let root: Uint8Array;
let signer: CmsSigner;
let trustAnswers = true;
beforeAll(async () => {
  ({ root, signer } = await makeSigner());
  trust = createServer((_request, response) => {
    const anchors = [{ name: 'Test root', certificate: Buffer.from(root).toString('base64') }];
    response.writeHead(trustAnswers ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ anchors }));
  }).listen(0, '127.0.0.1');
  await once(trust, 'listening');
  const { port } = trust.address() as AddressInfo;
  house = await startUpload({
    urls: { trust: `http://127.0.0.1:${port}` },
    env: { UPLOAD_VERIFICATIONS_PER_MINUTE: '15', UPLOAD_CHECK_THREADS: '1' },
  });
});
afterAll(async () => {
  await house.close();
  trust.close();
});

/** A person with a certificate of a bank under a root of its own. */
async function makeSigner(): Promise<{ root: Uint8Array; signer: CmsSigner }> {
  const addressBase = 'http://127.0.0.1:9/trust';
  const issuers = await runKeyCeremony({
    baseUrl: addressBase,
    banks: [{ id: 'fjordbanken', name: 'Fjordbanken', originator: '9901' }],
    clock: { now: () => new Date() },
  });
  const [top, bank] = ['root', 'fjordbanken'].map((id) => issuers.find((issuer) => issuer.id === id));
  if (top === undefined || bank === undefined) throw new Error('the ceremony made no root or no bank');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const bankKey = await webcrypto.subtle.importKey(
    'pkcs8',
    Uint8Array.from(bank.privateKey),
    algorithm,
    false,
    ['sign'],
  );
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { certificate } = await issueCertificate({
    profile: profiles.holder,
    subject: [
      { type: 'serialNumber', value: '9578-5999-4-1' },
      { type: 'SN', value: 'Prøve' },
      { type: 'GN', value: 'Kari' },
      { type: 'CN', value: 'Kari Prøve' },
    ],
    publicKey: new Uint8Array(keys.publicKey.export({ type: 'spki', format: 'der' })),
    issuer: { id: bank.id, certificate: bank.certificate, privateKey: bankKey },
    addressBase,
    notBefore: new Date(Date.now() - 60_000),
  });
  return {
    root: top.certificate,
    signer: {
      certificate,
      chain: [bank.certificate],
      signatureAlgorithm: 'ECDSA',
      digestAlgorithm: 'SHA-256',
      sign: (attributes) => Promise.resolve(new Uint8Array(sign('sha256', attributes, keys.privateKey))),
    },
  };
}

async function signedPdf(): Promise<Uint8Array<ArrayBuffer>> {
  const signed = await signDocument(await makePdf(), {
    signer,
    signerName: 'Kari Prøve',
    signingTime: new Date(),
    field: { new: { name: 'Signatur' } },
  });
  return new Uint8Array(signed.toBytes());
}

async function verify(file: Uint8Array<ArrayBuffer>, fileName = 'fil.pdf'): Promise<Response> {
  const body = new FormData();
  body.append('file', new Blob([file]), fileName);
  return fetch(`${house.url}/verifications`, { method: 'POST', body });
}
const verdict = async (file: Uint8Array<ArrayBuffer>): Promise<upload.Verification> =>
  upload.verification.parse(await (await verify(file)).json());

describe('anybody may have a file judged', () => {
  test('one without signatures', async () => {
    const pdf = await makePdf({ pages: 2 });
    expect(await verdict(pdf)).toMatchObject({
      file: 'fil.pdf',
      ok: null,
      intact: null,
      trusted: null,
      signatures: [],
      pageCount: 2,
      sha256: sha256(pdf),
      sizeBytes: pdf.length,
    });
  });

  test('a signature that holds, under an anchor of trust', async () => {
    const report = await verdict(await signedPdf());
    expect(report).toMatchObject({ ok: true, intact: true, trusted: true });
    expect(report.signatures[0]).toMatchObject({
      field: 'Signatur',
      type: 'signature',
      signer: { name: 'Kari Prøve', issuer: expect.stringContaining('Fjordbanken') as string },
    });
  });

  test('a document that was changed afterwards', async () => {
    const pdf = await signedPdf();
    const at = Buffer.from(pdf).indexOf('MediaBox');
    pdf[at] = 'm'.charCodeAt(0);
    expect(await verdict(pdf)).toMatchObject({ ok: false, intact: false });
  });

  test('what is no PDF', async () => {
    for (const bytes of [new Uint8Array(Buffer.from('hei')), new Uint8Array(0)]) {
      const response = await verify(bytes);
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ code: 'upload.unreadable' });
    }
  });

  test('nothing is kept', async () => {
    await verify(await signedPdf());
    const parent = path.join(house.context.dataDir, 'tmp', 'upload');
    const files = await Promise.all(
      (await readdir(parent)).map((folder) => readdir(path.join(parent, folder))),
    );
    expect(files.flat()).toEqual([]);
    await expect(readdir(path.join(house.context.dataDir, 'objects', 'upload'))).rejects.toThrow('ENOENT');
    expect(await house.context.database.prisma.intake.count()).toBe(0);
  });
});

test('without an answer from trust there is no verdict', async () => {
  trustAnswers = false;
  house.clock.advance(120);
  const response = await verify(await makePdf());
  trustAnswers = true;
  expect(response.status).toBe(503);
});

test('a broken signature is told to whoever sends the file for signing', async () => {
  const pdf = await signedPdf();
  expect((await house.intake(pdf, 'a.pdf')).warnings.map(({ code }) => code)).toEqual([
    'upload.signed-before',
  ]);
  pdf[Buffer.from(pdf).indexOf('MediaBox')] = 'm'.charCodeAt(0);
  expect((await house.intake(pdf, 'a.pdf')).warnings.map(({ code }) => code)).toContain(
    'upload.earlier-signature-broken',
  );
});

test('a locked file is judged with its password', async () => {
  const document = await PDFDocument.create();
  document.addPage([300, 400]);
  document.encrypt({
    userPassword: 'hemmelig',
    ownerPassword: 'eier',
    permissions: { modifying: true, annotating: true },
  });
  const signed = await signDocument(new Uint8Array(await document.save({ useObjectStreams: false })), {
    signer,
    signerName: 'Kari Nordmann',
    field: { new: { name: 'Signature' } },
    password: 'hemmelig',
  });
  const ask = async (password?: string): Promise<unknown> => {
    const body = new FormData();
    if (password !== undefined) body.append('password', password);
    body.append('file', new Blob([Uint8Array.from(signed.toBytes())]), 'signert.pdf');
    const response = await fetch(`${house.url}/verifications`, { method: 'POST', body });
    return response.json();
  };
  expect(await ask()).toMatchObject({ code: 'upload.password-required' });
  expect(await ask('gjettet')).toMatchObject({ code: 'upload.password-wrong' });
  expect(await ask('hemmelig')).toMatchObject({ ok: true, intact: true, trusted: true });
});

test('too many are slowed down', async () => {
  const pdf = new Uint8Array(Buffer.from('hei'));
  const statuses: number[] = [];
  for (let index = 0; index < 16; index++) statuses.push((await verify(pdf)).status);
  expect(statuses.at(-1)).toBe(429);

  // Signing asks for many people from one address, and counts them itself; a token of its is needed for that.
  const ask = (purpose: string): Promise<Response> => {
    const body = new FormData();
    body.append('file', new Blob([pdf]), 'hei.pdf');
    return house.signing.fetch('/verifications', { method: 'POST', purpose, body });
  };
  expect((await ask(upload.uploadPurposes.verify)).status).toBe(422);
  expect((await ask(upload.uploadPurposes.showPages)).status).toBe(429);
});

test('the codes that contracts list are those of the engine (the type check judges it)', () => {
  expectTypeOf<(typeof upload.findingCodes)[number]>().toEqualTypeOf<FindingCode>();
});
