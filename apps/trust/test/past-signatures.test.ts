import {
  createHttpResolver,
  requestTimestamp,
  signDocument,
  signerFromPem,
  verifyDocument,
} from '@segl/pades';
import type { CmsSigner } from '@segl/pades';
import type { TestContext } from '@segl/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base64, fromBase64, issueHolder, makeRequestAndKey, revokeHolder, startTrust } from './helpers.js';

let house: TestContext;
let anchor: Uint8Array;
beforeAll(async () => {
  house = await startTrust();
  const answer = await fetch(`${house.baseUrl}/trust/anchors`);
  const { anchors } = (await answer.json()) as { anchors: { certificate: string }[] };
  anchor = fromBase64(anchors[0]?.certificate);
});
afterAll(() => house.close());

const pem = (der: string): string =>
  `-----BEGIN CERTIFICATE-----\n${der.replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;

/** One empty page (ISO 32000-2 Annex H.2). */
function emptyPdf(): Uint8Array {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Resources << >> >>',
  ];
  let text = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 4\n0000000000 65535 f \n${rows}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** A holder with a key in the open, as only a test may have. */
async function newHolder(): Promise<{ signer: CmsSigner; serialNumber: string }> {
  const { request, keyPem } = await makeRequestAndKey();
  const { certificates, serialNumber } = await issueHolder(house, { certificationRequest: base64(request) });
  return { signer: signerFromPem(keyPem, certificates.map(pem).join('')), serialNumber };
}

/** Signed with a time-stamp, and with the OCSP answers of the moment kept in the file (B-LT). */
async function signNow(signer: CmsSigner): Promise<Uint8Array> {
  const signed = await signDocument(emptyPdf(), {
    signer,
    signerName: 'Ida Sørbø',
    field: { new: { name: 'Signature' } },
    level: 'B-LT',
    signingTime: house.clock.now(),
    timestamp: async (request) =>
      (await requestTimestamp({ servers: [{ url: `${house.baseUrl}/trust/tsa` }], ...request })).token,
    validation: { resolver: createHttpResolver(), trustAnchors: [anchor] },
  });
  return signed.toBytes();
}

const verifyNow = (pdf: Uint8Array) =>
  verifyDocument(pdf, {
    trustAnchors: [anchor],
    at: house.clock.now(),
    resolver: createHttpResolver(),
  });

describe('when a BankID is blocked', () => {
  it('what was signed before stays valid, by its time-stamp and the answers kept in it', async () => {
    const { signer, serialNumber } = await newHolder();
    const pdf = await signNow(signer);
    expect(await verifyNow(pdf)).toMatchObject({ ok: true, signatures: [{ level: 'B-LT' }] });
    house.clock.advance(60);
    expect((await revokeHolder(house, serialNumber)).status).toBe(204);
    house.clock.advance(60);
    expect(await verifyNow(pdf)).toMatchObject({ ok: true, trusted: true });
    // Also for who asks nobody, a year on.
    const aYearOn = new Date(house.clock.now().getTime() + 365 * 24 * 3600_000);
    expect(await verifyDocument(pdf, { trustAnchors: [anchor], at: aYearOn })).toMatchObject({ ok: true });
  });

  it('what is signed after it does not hold', async () => {
    const { signer, serialNumber } = await newHolder();
    await revokeHolder(house, serialNumber);
    house.clock.advance(60);
    // Whoever still had the key would get a time-stamp, and no answer that the certificate is good.
    const signed = await signDocument(emptyPdf(), {
      signer,
      signerName: 'Ida Sørbø',
      field: { new: { name: 'Signature' } },
      level: 'B-T',
      signingTime: house.clock.now(),
      timestamp: async (request) =>
        (await requestTimestamp({ servers: [{ url: `${house.baseUrl}/trust/tsa` }], ...request })).token,
    });
    const report = await verifyNow(signed.toBytes());
    expect(report).toMatchObject({ ok: false, intact: true, trusted: false });
    expect(JSON.stringify(report.signatures[0]?.findings)).toContain('revoked');
    await expect(signNow(signer)).rejects.toThrow();
  });
});
