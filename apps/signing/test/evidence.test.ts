import { createHash } from 'node:crypto';
import express, { Router } from 'express';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { signing, vault } from '@segl/contracts';
import {
  decodeOctetString,
  inspectDocument,
  nameValue,
  parseCertificate,
  parseOcspResponse,
  parseSignedData,
  verifyOcspResponse,
} from '@segl/pades';
import { createNetworkEvidenceSource } from '../src/signing/network-evidence-source.js';
import { kari } from './support/fake-bank.js';
import { manifestOf } from './support/fake-upload.js';
import {
  consentFor,
  locationOf,
  openHouse,
  startAttempt,
  type House,
  type OpenOrder,
} from './support/house.js';
import { answerOcsp } from './support/ocsp-responder.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let house: House;
let open: OpenOrder;
let document: signing.InvitationDocument;
let consent: z.infer<typeof signing.consentAnswer>;
let unsigned: Uint8Array;
let signed: Uint8Array;
/** Requests that the bank's OCSP responder has answered. */
let asked = 0;

const title = 'Avtale "om" båtplass – 5 €/m²';
const reading = {
  second: '2026-11-22T12:00:02+01:00',
  first: '2026-11-22T11:00:00.5Z',
  again: '2026-11-22T12:30:00Z',
};
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  house = await openHouse();
  house.mount({
    name: 'trust',
    path: '/trust',
    router: ocspRoutes(),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    ready: () => Promise.resolve([]),
  });
  const nowhere = `${house.baseUrl}/nowhere`;
  const network = createNetworkEvidenceSource({ tsaUrl: nowhere, ocspUrl: nowhere, clock: house.clock });
  house.evidence.certificateStatus = (certificate, chain) => network.certificateStatus(certificate, chain);

  open = await house.openOrder({ title });
  const signer = await house.loggedIn(kari, open.token);
  const base = `/signing/api/invitations/${open.token}`;
  document = await signer.get(signing.invitationDocument, `${base}/document`);
  const page = (pageNumber: number, at: string) => ({ documentId: document.documentId, pageNumber, at });
  consent = await signer.send(signing.consentAnswer, `${base}/consents`, {
    ...consentFor(document),
    language: 'nn',
    pagesShown: [
      page(3, reading.again),
      page(2, reading.second),
      page(1, reading.first),
      page(2, reading.again),
    ],
  });
  const { callback } = await startAttempt(signer, open.token, consent.id);
  expect(locationOf(await signer.request(callback))).toContain(`/sign/${open.token}/receipt`);
  const bytesOf = async (path: string) => new Uint8Array(await (await signer.request(path)).arrayBuffer());
  unsigned = await bytesOf(`${base}/unsigned.pdf`);
  signed = await bytesOf(`/signing/api/documents/${document.documentId}/signed.pdf`);
});
afterAll(() => house.close());

function ocspRoutes(): Router {
  const router = Router();
  router.post('/ocsp', express.raw({ type: 'application/ocsp-request' }), (request, response) => {
    asked += 1;
    const answer = answerOcsp(request.body as Buffer, house.pki.ocspResponder, house.clock.now());
    response.type('application/ocsp-response').send(Buffer.from(answer));
  });
  return router;
}

/** The CMS of the one signature in {@link signed}. */
function cmsOf() {
  const field = inspectDocument(signed).signatureFields.find((candidate) => candidate.signed);
  const [, first = 0, second = 0] = field?.signature?.byteRange ?? [];
  const hex = Buffer.from(signed.subarray(first + 1, second - 1)).toString('latin1');
  return parseSignedData(Buffer.from(hex, 'hex'));
}

describe('the OCSP answer kept for later (step 7)', () => {
  it('says of the certificate that signed that it was good, by its issuer’s responder, when it signed', async () => {
    const attempt = await committed();
    if (attempt.ocspResponse === null) throw new Error('no OCSP answer was kept');
    const kept = parseOcspResponse(attempt.ocspResponse);
    // The CMS has its certificates in the order of their bytes: the holder's is the one that the signature names.
    const { certificates, signerInfos } = cmsOf();
    const sid = signerInfos[0]?.sid;
    const all = certificates.map(parseCertificate);
    const certificate = all.find(
      ({ serialNumber }) => sid?.kind === 'issuerAndSerialNumber' && serialNumber === sid.serialNumber,
    );
    const issuer = all.find((candidate) => candidate !== certificate);
    if (certificate === undefined || issuer === undefined) throw new Error('no chain in the signature');
    expect(nameValue(certificate.subject, '2.5.4.5')).toBe(kari.sub);
    // Signed by a responder that the bank's CA has appointed, and about this very certificate.
    expect(verifyOcspResponse(kept, { certificate, issuer })).toMatchObject({ status: 'good' });

    const { signingTime } = attempt.intent as { signingTime: string };
    const wholeSecond = Math.floor(new Date(signingTime).getTime() / 1000) * 1000;
    expect(kept.producedAt.getTime()).toBeGreaterThanOrEqual(wholeSecond);
    const revision = await house.room.prisma.documentRevision.findFirstOrThrow({
      where: { attemptId: attempt.id },
    });
    expect(kept.producedAt.getTime()).toBeLessThanOrEqual(revision.createdAt.getTime());
    expect(asked).toBe(1);
  });
});

describe('the consent record (step 5)', () => {
  it('says what was confirmed, by whom, in which capacity, what was shown, and when', async () => {
    const { record, row } = await storedConsent();
    expect(record).toStrictEqual({
      format: 'segl-consent-1',
      consentId: consent.id,
      orderId: open.order.id,
      partyId: row.partyId,
      signerSub: kari.sub,
      statement: { version: '2026-11', language: 'nn', text: 'Eg har lese og forstått dokumentet' },
      documents: [
        {
          documentId: document.documentId,
          title,
          pageCount: 3,
          preparedSha256: sha256(unsigned),
          manifestSha256: sha256(canonical(manifestOf(sha256(unsigned), 3))),
          // Each page once, when it first came into view, in the order of the pages.
          pagesShown: [
            { pageNumber: 1, at: '2026-11-22T11:00:00.500Z' },
            { pageNumber: 2, at: '2026-11-22T11:00:02.000Z' },
            { pageNumber: 3, at: '2026-11-22T12:30:00.000Z' },
          ],
        },
      ],
      reachedEnd: 'scrolled',
      capacity: { kind: 'self' },
      confirmedAt: consent.createdAt,
    });
    expect(row.createdAt.toISOString()).toBe(consent.createdAt);
  });

  it('is stored in the canonical form of RFC 8785, and its hash is the one of these bytes', async () => {
    const { record, row } = await storedConsent();
    expect(row.record).toBe(canonical(record));
    expect(row.sha256).toBe(sha256(row.record));
    expect(consent.sha256).toBe(row.sha256);
  });

  it('is bound: its hash went to the bank with the proof, and stands under the signature', async () => {
    const { row } = await storedConsent();
    const hash = sha256(row.record);
    expect(house.bank.pushed.at(-1)?.detail?.consentSha256).toBe(hash);
    const attributes = cmsOf().signerInfos[0]?.signedAttributes;
    const bound = attributes?.attributes.get(vault.consentAttributeOid)?.values;
    expect(bound).toHaveLength(1);
    expect(Buffer.from(decodeOctetString(bound?.[0] ?? new Uint8Array())).toString('hex')).toBe(hash);
    expect((await committed()).consentId).toBe(consent.id);
    const entry = await house.room.prisma.auditEntry.findFirstOrThrow({
      where: { orderId: open.order.id, event: 'consent-given' },
    });
    expect(entry.data).toMatchObject({ consentId: consent.id, consentSha256: hash });
  });
});

function committed() {
  return house.room.prisma.signingAttempt.findFirstOrThrow({
    where: { consentId: consent.id, state: 'committed' },
  });
}

async function storedConsent() {
  const row = await house.room.prisma.consent.findUniqueOrThrow({ where: { id: consent.id } });
  return { row, record: JSON.parse(row.record) as unknown };
}

/** RFC 8785 in few words, beside the library that the product uses: members by UTF-16 code units, no white space. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
