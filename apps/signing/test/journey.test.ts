import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseSignedData, decodeOctetString, inspectDocument } from '@segl/pades';
import { signing, vault } from '@segl/contracts';
import { isAuditChainIntact, type AuditFact } from '../src/audit/append-audit-entry.js';
import { kari, ola } from './support/fake-bank.js';
import { codeOf, type Browser } from './support/browser.js';
import {
  confirm,
  openHouse,
  sign,
  startAttempt,
  locationOf,
  until,
  type House,
  type OpenOrder,
} from './support/house.js';

// Whole signings, on whatever machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let house: House;
let open: OpenOrder;
let signer: Browser;

beforeAll(async () => {
  house = await openHouse();
  open = await house.openOrder();
});
afterAll(() => house.close());

describe('an applicant signs an agreement', () => {
  it('the order opens when its pages are drawn, and the invitation names nobody but sender and title', async () => {
    expect(open.order.state).toBe('open');
    expect(open.order.documents[0]?.pageCount).toBe(3); // two pages and the signature page
    const mail = await until(
      () => Promise.resolve(house.mails),
      (mails) => mails.length > 0,
    );
    expect(mail[0]?.to).toBe('kari@example.test');
    expect(mail[0]?.text).toContain(`/sign/${open.token}`);
    expect(mail[0]?.text).not.toContain(kari.birthDate);

    const landing = await house.browser().get(signing.invitation, `/signing/api/invitations/${open.token}`);
    expect(landing).toMatchObject({
      title: 'Avtale om båtplass',
      senderName: 'Ola Sender',
      access: 'login-required',
      partyState: null,
    });
    expect(JSON.stringify(landing)).not.toContain('Kari');
  });

  it('the log-in for an invitation tells the bank the birth date by pushed request, not in an address', async () => {
    const browser = house.browser();
    const response = await browser.request(`/signing/login?returnTo=/sign/${open.token}&link=${open.token}`);
    expect(house.bank.pushed.at(-1)?.birthDate).toBe(kari.birthDate);
    expect(locationOf(response)).not.toContain(kari.birthDate);
  });

  it('somebody else cannot read it', async () => {
    const stranger = await house.loggedIn(ola, open.token);
    const landing = await stranger.get(signing.invitation, `/signing/api/invitations/${open.token}`);
    expect(landing.access).toBe('not-yours');
    for (const path of ['document', 'unsigned.pdf', 'pages/1/image', 'pages/1/text', 'receipt']) {
      expect(await codeOf(stranger.request(`/signing/api/invitations/${open.token}/${path}`))).toBe(
        '403 signing.not-your-document',
      );
    }
    expect(await codeOf(house.browser().request(`/signing/api/invitations/${open.token}/document`))).toBe(
      '401 signing.login-required',
    );
  });

  it('the signer reads pages that are those of the manifest, privately cached', async () => {
    signer = await house.loggedIn(kari, open.token);
    const base = `/signing/api/invitations/${open.token}`;
    const document = await signer.get(signing.invitationDocument, `${base}/document`);
    expect(document.pages).toHaveLength(3);
    const image = await signer.request(`${base}/pages/3/image?density=2`);
    expect(image.status).toBe(200);
    expect(await image.text()).toBe('page 3 at density 2');
    expect(image.headers.get('cache-control')).toBe('private, no-cache');
    const tag = image.headers.get('etag') ?? '';
    const before = house.upload.imageRequests;
    const again = await signer.request(`${base}/pages/3/image?density=2`, {
      headers: { 'if-none-match': tag },
    });
    expect(again.status).toBe(304);
    expect(house.upload.imageRequests).toBe(before);
    expect(await codeOf(signer.request(`${base}/pages/4/image`))).toBe('404 upload.page-not-found');
    const text = await signer.request(`${base}/pages/1/text`);
    expect(text.headers.get('content-type')).toContain('application/json');
    const unsigned = await signer.request(`${base}/unsigned.pdf`);
    expect(inspectDocument(new Uint8Array(await unsigned.arrayBuffer())).pageCount).toBe(3);
  });

  it('there is no receipt before the signature', async () => {
    expect(await codeOf(signer.request(`/signing/api/invitations/${open.token}/receipt`))).toBe(
      '409 signing.copy-not-ready',
    );
  });

  it('a page that is not the one of the manifest is not shown', async () => {
    house.upload.tamperImage = () => Buffer.from('another page');
    const response = await signer.request(`/signing/api/invitations/${open.token}/pages/2/image`);
    house.upload.tamperImage = (same) => same;
    expect(response.status).toBe(500);
  });

  it('the proof is bound to document and consent, and the signature to both', async () => {
    const consent = await confirm(signer, open.token);
    const { callback } = await startAttempt(signer, open.token, consent.id);
    const pushed = house.bank.pushed.at(-1)?.detail;
    expect(pushed?.consentSha256).toBe(consent.sha256);
    expect(pushed?.documents).toEqual([
      { label: 'Avtale om båtplass', sha256: open.order.documents[0]?.preparedSha256 },
    ]);
    expect(locationOf(await signer.request(callback))).toBe(`${house.baseUrl}/sign/${open.token}/receipt`);
    expect(house.signer.keyUses).toBe(1);

    const receipt = await signer.get(signing.receipt, `/signing/api/invitations/${open.token}/receipt`);
    expect(receipt).toMatchObject({
      orderState: 'completed',
      signerName: 'Kari Lovise Fjellheim',
      bank: 'Fjordbanken',
      saved: false,
    });
    const signed = new Uint8Array(await (await signer.request(receipt.downloadUrl)).arrayBuffer());
    const unsigned = new Uint8Array(
      await (await signer.request(`/signing/api/invitations/${open.token}/unsigned.pdf`)).arrayBuffer(),
    );
    expect(Buffer.compare(signed.subarray(0, unsigned.length), unsigned)).toBe(0);
    const field = inspectDocument(signed).signatureFields.find((candidate) => candidate.signed);
    expect(field?.signature).toMatchObject({
      subFilter: 'ETSI.CAdES.detached',
      name: 'Kari Lovise Fjellheim',
    });
    expect(Buffer.from(signed).includes('/Reason')).toBe(false);

    const [start = 0, first = 0, second = 0, last = 0] = field?.signature?.byteRange ?? [];
    expect([start, second + last]).toEqual([0, signed.length]);
    const hex = Buffer.from(signed.subarray(start + first + 1, second - 1)).toString('latin1');
    const cms = parseSignedData(Buffer.from(hex, 'hex'));
    expect(cms.signerInfos[0]?.unsignedAttributes.has('1.2.840.113549.1.9.16.2.14')).toBe(true); // time-stamp
    const attributes = cms.signerInfos[0]?.signedAttributes;
    if (attributes === undefined) throw new Error('no signed attributes');
    expect(attributes.signingTime).toBeUndefined();
    expect(attributes.commitmentTypeOid).toBe('1.2.840.113549.1.9.16.6.5');
    const bound = attributes.attributes.get(vault.consentAttributeOid)?.values[0];
    if (bound === undefined) throw new Error('no consent attribute');
    expect(Buffer.from(decodeOctetString(bound)).toString('hex')).toBe(consent.sha256);
  });

  it('the signed copy is kept with the person, found by search, and out of everybody else’s reach', async () => {
    expect((await signer.post(`/signing/api/invitations/${open.token}/saved-copies`)).status).toBe(204);
    const search = (browser: Browser, query: string) =>
      browser.get(signing.documentList, `/signing/api/documents?query=${encodeURIComponent(query)}`);
    const [found] = (await search(signer, 'BÅTPLASS ola')).documents;
    expect(found).toMatchObject({ saved: true, role: 'signer', pageCount: 3 });
    expect((await search(signer, 'noe annet')).documents).toEqual([]);
    expect((await search(open.sender, 'avtale')).documents[0]?.role).toBe('sender');

    const path = `/signing/api/documents/${found?.documentId}/signed.pdf`;
    const stranger = await house.loggedIn({ ...kari, sub: '9578-5999-4-9999999' });
    expect(await codeOf(stranger.request(path))).toBe('404 signing.document-not-found');
    expect((await search(stranger, '')).documents).toEqual([]);
    expect(await codeOf(house.browser().request(path))).toBe('401 signing.login-required');
    expect((await open.sender.request(path)).status).toBe(200);
  });

  it('the activation is gone from the database, and the audit chain holds', async () => {
    const attempts = await house.room.prisma.signingAttempt.findMany({ where: { state: 'committed' } });
    expect(attempts.map(({ sealed }) => sealed.length)).toEqual([0]);
    const entries = await house.room.prisma.auditEntry.findMany({
      where: { orderId: open.order.id },
      orderBy: { sequence: 'asc' },
    });
    expect(entries.map(({ event }) => event)).toEqual([
      'created',
      'prepared',
      'party-opened',
      'consent-given',
      'proof-accepted',
      'party-signed',
    ]);
    const chain = entries.map((entry) => ({ ...entry, data: entry.data as AuditFact['data'] }));
    expect(isAuditChainIntact(chain)).toBe(true);
    const forged = chain.map((entry) => (entry.sequence === 3 ? { ...entry, at: new Date(0) } : entry));
    expect(isAuditChainIntact(forged)).toBe(false);
    expect(isAuditChainIntact(chain.filter(({ sequence }) => sequence !== 2))).toBe(false);
  });

  it('signing again leads to the receipt, with no other key use', async () => {
    const again = await signer.post(`/signing/api/invitations/${open.token}/signing-attempts`, {
      consentId: '00000000-0000-4000-8000-000000000000',
    });
    expect(await codeOf(again)).toBe('409 signing.already-signed');
    expect(house.signer.keyUses).toBe(1);
  });
});

describe('a second order', () => {
  it('is signed from the start to the end by one helper, as other tests do', async () => {
    const { token } = await house.openOrder({ title: 'Til' });
    const browser = await house.loggedIn(kari, token);
    expect(await sign(house, browser, token)).toBe(`${house.baseUrl}/sign/${token}/receipt`);
  });
});

describe('My documents', () => {
  it('stand with the one signed last first, whichever was ordered first, page after page', async () => {
    const sender = await house.loggedIn(ola);
    const ordered = [
      await house.openOrder({ title: 'Ordered first' }, sender),
      await house.openOrder({ title: 'Ordered last' }, sender),
    ];
    const reader = await house.loggedIn(kari);
    for (const { token } of ordered.toReversed()) {
      await sign(house, reader, token);
      house.clock.advance(60);
    }
    const listed = async (path: string) => (await reader.get(signing.documentList, path)).documents;
    const all = await listed('/signing/api/documents?query=ordered');
    expect(all.map(({ title }) => title)).toEqual(['Ordered first', 'Ordered last']);
    const after = `/signing/api/documents?query=ordered&cursor=${all[0]?.documentId ?? ''}`;
    expect((await listed(after)).map(({ title }) => title)).toEqual(['Ordered last']);
  });
});
