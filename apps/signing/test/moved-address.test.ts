import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseOcspResponse } from '@segl/pades';
import { createTestClock } from '@segl/testkit';
import { createNetworkEvidenceSource } from '../src/signing/network-evidence-source.js';
import { kari } from './support/fake-bank.js';
import { answerOcsp } from './support/ocsp-responder.js';
import { makePki, type TestPki } from './support/pki.js';

/** Nobody listens on the discard port. */
const formerAddress = 'http://127.0.0.1:9/trust';
const app = express();
const server = createServer(app);
let pki: TestPki;
let address: string;

beforeAll(async () => {
  pki = await makePki(formerAddress);
  app.post('/ocsp', express.raw({ type: 'application/ocsp-request' }), (request, response) => {
    const answer = answerOcsp(request.body as Buffer, pki.ocspResponder, new Date());
    response.type('application/ocsp-response').send(Buffer.from(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}, 180_000);
afterAll(() => new Promise((resolve) => server.close(resolve)));

const statusAsked = async (ocspUrl: string): Promise<Uint8Array> => {
  const { certificate, chain } = await pki.holder(kari);
  const evidence = createNetworkEvidenceSource({ tsaUrl: formerAddress, ocspUrl, clock: createTestClock() });
  return await evidence.certificateStatus(certificate, chain);
};

describe('a certificate from before Segl moved to another address or port', () => {
  it('has its status told by the responder at the present address', async () => {
    expect(parseOcspResponse(await statusAsked(`${address}/ocsp`)).producedAt).toBeInstanceOf(Date);
  });

  it('has no status where nobody answers there either', async () => {
    await expect(statusAsked(`${formerAddress}/ocsp`)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
