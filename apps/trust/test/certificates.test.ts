import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { trust } from '@segl/contracts';
import { createServiceClient } from '@segl/platform';
import type { TestContext } from '@segl/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTrustService } from '../src/index.js';
import {
  base64,
  fromBase64,
  issueHolder,
  makeRequest,
  revokeHolder,
  startTrust,
  subject,
} from './helpers.js';

let house: TestContext;
beforeAll(async () => {
  house = await startTrust();
});
afterAll(() => house.close());

describe('trust anchors', () => {
  it('come as JSON, as PEM, and as a file of the data folder', async () => {
    const json = trust.trustAnchors.parse(await (await fetch(`${house.baseUrl}/trust/anchors`)).json());
    const pem = await fetch(`${house.baseUrl}/trust/anchors`, {
      headers: { accept: 'application/x-pem-file' },
    });
    const file = await readFile(path.join(house.context.dataDir, 'trust', 'anchors', 'root.pem'), 'utf8');
    expect(json.anchors.map(({ name }) => name)).toEqual(['Segl test root CA']);
    expect(await pem.text()).toBe(file);
    expect(new X509Certificate(file).raw.toString('base64')).toBe(json.anchors[0]?.certificate);
  });
});

describe('issuing', () => {
  it('answers the certificate and its chain, root left out', async () => {
    const { certificates, serialNumber } = await issueHolder(house);
    const [leaf, bank, ...more] = certificates.map((text) => new X509Certificate(fromBase64(text)));
    expect(more).toEqual([]);
    expect(leaf?.serialNumber).toBe(serialNumber);
    expect(leaf?.subject).toContain('CN=Ida Sørbø');
    expect(bank?.subject).toContain('CN=Fjordbanken BankID CA (Segl test)');
    expect(bank !== undefined && leaf?.verify(bank.publicKey)).toBe(true);
    expect(leaf?.infoAccess).toContain(`${house.baseUrl}/trust/ocsp`);
  });

  it('takes the times asked for', async () => {
    const issued = await issueHolder(house, { validFrom: '2024-01-02T03:04:05Z', validDays: 10 });
    expect(issued).toMatchObject({
      notBefore: '2024-01-02T03:04:05.000Z',
      notAfter: '2024-01-12T03:04:05.000Z',
    });
  });

  it.each([
    [
      'a request whose signature does not hold',
      async () => {
        const request = await makeRequest();
        const last = request.length - 1;
        request[last] = (request[last] ?? 0) ^ 1;
        return { certificationRequest: base64(request) };
      },
    ],
    ['what is no request', async () => ({ certificationRequest: base64(new Uint8Array([0x30, 0x00])) })],
    [
      'a request made for another person',
      async () => ({ certificationRequest: base64(await makeRequest('Per Lie')) }),
    ],
    ['a person from the organisation', async () => ({ issuer: 'segl' })],
    ['a person from the root', async () => ({ issuer: 'root' })],
    ['a subject without a name', async () => ({ subject: subject.filter(({ type }) => type !== 'SN') })],
  ])('refuses %s', async (_what, changes) => {
    await expect(issueHolder(house, await changes())).rejects.toMatchObject({
      status: 422,
      code: 'trust.request-invalid',
    });
  });

  it('refuses a seal from a bank', async () => {
    const seal = { profile: 'organisation-seal', subject: [{ type: 'CN', value: 'Ida Sørbø' }] };
    await expect(issueHolder(house, seal, 'signing')).rejects.toMatchObject({
      status: 422,
      code: 'trust.request-invalid',
    });
  });

  it('knows no issuer that is not a CA', async () => {
    for (const issuer of ['tsa', 'fjordbanken-ocsp', 'sparebanken']) {
      await expect(issueHolder(house, { issuer })).rejects.toMatchObject({ code: 'trust.issuer-not-found' });
    }
  });

  it('admits services, of the right purpose, alone', async () => {
    const bare = await fetch(`${house.baseUrl}/trust/certificates`, { method: 'POST' });
    expect(bare.status).toBe(401);
    const upload = createServiceClient(house.contextOf('upload'), 'trust');
    const refused = await upload.fetch('/certificates', {
      method: 'POST',
      purpose: trust.trustPurposes.certificates,
    });
    expect(refused.status).toBe(403);
    const { serialNumber } = await issueHolder(house);
    expect((await revokeHolder(house, serialNumber, 'signing')).status).toBe(403);
  });

  it('gives each service the profile that is its own: nobody but bankid makes a person', async () => {
    for (const caller of ['signing', 'vault'] as const) {
      await expect(issueHolder(house, {}, caller)).rejects.toMatchObject({
        status: 403,
        code: 'platform.caller-not-admitted',
      });
    }
    const seal = {
      profile: 'organisation-seal',
      issuer: 'segl',
      subject: [{ type: 'CN', value: 'Ida Sørbø' }],
    };
    await expect(issueHolder(house, seal)).rejects.toMatchObject({ code: 'platform.caller-not-admitted' });
    expect(await issueHolder(house, seal, 'signing')).toMatchObject({ serialNumber: expect.any(String) });
  });

  it('refuses to revoke what was never issued', async () => {
    const answer = await revokeHolder(house, 'ABCDEF');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'trust.certificate-not-found' });
  });
});

describe('the key ceremony at first start', () => {
  it('is held once, however many processes start', async () => {
    const fresh = await startTrust();
    try {
      // Each service has a hierarchy of its own in memory, as processes do; the database is shared.
      await fresh.context.database.prisma.issuedCertificate.deleteMany();
      await fresh.context.database.prisma.issuer.deleteMany();
      const services = await Promise.all([1, 2, 3].map(() => createTrustService(fresh.context)));
      await Promise.all(services.map((service) => service.start()));
      const roots = await fresh.context.database.prisma.issuer.findMany({ where: { kind: 'root' } });
      expect(roots).toHaveLength(1);
      for (const service of services) {
        expect(await service.ready()).toEqual([{ name: 'trust.keys', ok: true }]);
      }
    } finally {
      await fresh.close();
    }
  });

  it('keeps no private key in the clear', async () => {
    const rows = await house.context.database.prisma.issuer.findMany();
    for (const { wrappedKey } of rows) {
      // The OID of EC keys stands in every PKCS#8 of one.
      expect(Buffer.from(wrappedKey).toString('hex')).not.toContain('2a8648ce3d0201');
    }
  });

  it('is not ready under another master key', async () => {
    const env = { TRUST_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') };
    const service = await createTrustService({ ...house.context, env });
    expect(await service.ready()).toMatchObject([{ name: 'trust.keys', ok: false }]);
  });

  it('keeps the addresses of the ceremony when the service moves', async () => {
    const moved = await createTrustService({
      ...house.context,
      urls: { ...house.context.urls, trust: 'https://moved.example/trust' },
    });
    await moved.start();
    const { certificates } = await issueHolder(house);
    expect(new X509Certificate(fromBase64(certificates[0])).infoAccess).toContain(house.baseUrl);
  });
});
