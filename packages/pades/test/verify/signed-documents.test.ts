import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCadesSignature } from '../../src/cms/create-signature.js';
import { addSignatureTimestamp } from '../../src/cms/signed-data.js';
import { openFile } from '../../src/pdf/byte-source.js';
import { embedSignature } from '../../src/sign/embed-signature.js';
import { prepareDocument } from '../../src/sign/prepare-document.js';
import { prepareSignature } from '../../src/sign/prepare-signature.js';
import { signDocument } from '../../src/sign/sign-document.js';
import { verifyDocument, type VerifyOptions } from '../../src/verify/verify-document.js';
import { kinds, onePage, tablePdf } from '../pdf/made-pdfs.js';
import {
  extension,
  inDays,
  issue,
  KEY_KINDS,
  makeCrl,
  makeOcspResponse,
  makePki,
  serialOf,
  signerOf,
  type Profile,
  type Party,
} from '../support/pki.js';
import {
  addDocumentTimestamp,
  addSecurityStore,
  dict,
  PdfRef,
  signNew,
  stampedBy,
  textString,
  update,
} from '../support/signed.js';

const pki = makePki();
const trustAnchors = [pki.root.certificate];
const party = (profile: Partial<Profile> = {}) =>
  issue({ name: 'Kari Nordmann', extensions: [extension.keyUsage(0, 1)], ...profile }, pki.authority);
const kari = signerOf(party());
const ola = signerOf(party({ name: 'Ola Nordmann' }));

const verify = async (bytes: Uint8Array, options: Partial<VerifyOptions> = {}) => {
  const report = await verifyDocument(bytes, { trustAnchors, ...options });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report); // plain JSON
  return report;
};
const codes = (report: Awaited<ReturnType<typeof verify>>, index = 0): string[] =>
  report.signatures[index]?.findings.map(({ code }) => code) ?? [];

describe.each(kinds)('a file with cross-references of kind %s', (_, make) => {
  it('is intact and trusted after one signature and after two', async () => {
    const once = await signNew(make(), kari, 'First');
    expect(await verify(once)).toMatchObject({
      ok: true,
      intact: true,
      trusted: true,
      signatures: [{ field: 'First', coverage: 'entire-file', modification: 'none', level: 'B-B' }],
    });
    const twice = await signNew(once, ola, 'Second', { timestamp: stampedBy(pki.timestamping) });
    expect(await verify(twice)).toMatchObject({
      ok: true,
      signatures: [
        { field: 'First', coverage: 'entire-revision', modification: 'form-filling', intact: true },
        { field: 'Second', coverage: 'entire-file', modification: 'none', level: 'B-T', intact: true },
      ],
    });
  });
});

describe.each(KEY_KINDS)('a signature by %s', (kind) => {
  it('is intact and trusted, and not when a byte of the document differs', async () => {
    const signed = await signNew(tablePdf(), signerOf(party({ kind })), 'Signature');
    expect(await verify(signed)).toMatchObject({ ok: true });
    const changed = Buffer.from(signed);
    changed[changed.indexOf('Hello')] = 0x4a;
    const report = await verify(changed);
    expect(report).toMatchObject({ ok: false, intact: false, trusted: true });
    expect(codes(report)).toContain('digest-mismatch');
  });
});

describe('the report', () => {
  it('says who signed, when, in which role, and which fields are empty', async () => {
    const prepared = await prepareDocument(tablePdf(), { slots: 2, signaturePage: { language: 'nb' } });
    const signed = await signDocument(prepared.toBytes(), {
      field: { name: 'Segl-1' },
      signer: kari,
      signerName: 'Kari Nordmann',
      signingTime: new Date('2026-11-22T13:05:00Z'),
      appearance: { language: 'nb', issuer: 'Fjordbanken' },
      commitmentType: 'proofOfApproval',
      claimedRoles: ['styreleder i Eksempel AS'],
    });
    const report = await verify(Uint8Array.from(signed.toBytes()));
    expect(report.emptyFields).toEqual(['Segl-2']);
    expect(report.signatures).toMatchObject([
      {
        field: 'Segl-1',
        type: 'signature',
        subFilter: 'ETSI.CAdES.detached',
        signer: {
          name: 'Kari Nordmann',
          organisation: 'Test AS',
          issuer: 'Authority',
          serialNumber: null,
          claimedRoles: ['styreleder i Eksempel AS'],
        },
        claimedTime: '2026-11-22T13:05:00.000Z',
        bestTime: null,
        docmdp: null,
      },
    ]);
    expect(codes(report)).toEqual(['no-proof-of-time', 'revocation-unknown', 'revocation-unknown']);
  });

  it('has no verdict on a file without signatures', async () => {
    expect(await verify(tablePdf())).toEqual({
      ok: null,
      intact: null,
      trusted: null,
      signatures: [],
      emptyFields: [],
      findings: [],
    });
  });

  it('is the same for a file on disk', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'pades-'));
    const bytes = await signNew(await signNew(tablePdf(), kari, 'First'), ola, 'Second');
    writeFileSync(path.join(folder, 'signed.pdf'), bytes);
    const source = openFile(path.join(folder, 'signed.pdf'));
    try {
      expect(await verifyDocument(source, { trustAnchors })).toEqual(await verify(bytes));
    } finally {
      source.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses what is no PDF', async () => {
    await expect(verify(Buffer.from('hello'))).rejects.toMatchObject({ code: 'pdf.not-a-pdf' });
  });
});

describe('trust', () => {
  it('needs an anchor: intact but not trusted without', async () => {
    const signed = await signNew(tablePdf(), kari, 'Signature');
    for (const anchors of [[], [makePki().root.certificate]]) {
      const report = await verify(signed, { trustAnchors: anchors });
      expect(report).toMatchObject({ ok: false, intact: true, trusted: false });
      expect(codes(report)).toContain('chain-invalid');
    }
  });

  it('is lost when the certificate has expired, unless a time-stamp proves that the signature is older', async () => {
    const bare = await signNew(tablePdf(), kari, 'Signature');
    const stamped = await signNew(tablePdf(), kari, 'Signature', { timestamp: stampedBy(pki.timestamping) });
    // The time-stamp's own certificate must outlive the signer's for that.
    const later = { at: inDays(299) };
    const shortLived = signerOf(party({ notAfter: inDays(10) }));
    const proven = await signNew(tablePdf(), shortLived, 'Signature', {
      timestamp: stampedBy(pki.timestamping),
    });
    const unproven = await signNew(tablePdf(), shortLived, 'Signature');
    expect(await verify(bare, later)).toMatchObject({ trusted: true });
    expect(await verify(stamped, later)).toMatchObject({ trusted: true });
    expect(await verify(proven, later)).toMatchObject({
      trusted: true,
      signatures: [{ bestTime: inDays(0).toISOString(), level: 'B-T' }],
    });
    expect(await verify(unproven, later)).toMatchObject({ trusted: false });
  });

  it('ignores the time of a time-stamp that nobody vouches for', async () => {
    const stranger = makePki().timestamping;
    const signed = await signNew(tablePdf(), kari, 'Signature', {
      timestamp: stampedBy(stranger, inDays(-5)),
    });
    const report = await verify(signed);
    expect(report.signatures[0]).toMatchObject({ bestTime: null, trusted: true });
    expect(codes(report)).toContain('timestamp-untrusted');
  });

  it('ignores a time-stamp that is of another signature', async () => {
    // What signs here embeds no such time-stamp, so this one is put into the finished CMS.
    const digestAlgorithm = 'SHA-256';
    const toBeSigned = await prepareSignature(tablePdf(), {
      field: { new: { name: 'Signature' } },
      signerName: 'Kari Nordmann',
      signingTime: inDays(0),
      contentsBytes: 16_000,
      digestAlgorithm,
    });
    const token = await stampedBy(pki.timestamping)({ digest: Buffer.alloc(32, 1), digestAlgorithm });
    const cms = addSignatureTimestamp(await createCadesSignature(kari, toBeSigned.digest), token);
    const report = await verify(embedSignature(toBeSigned, cms).toBytes());
    expect(report.signatures[0]).toMatchObject({ bestTime: null, level: 'B-B', intact: true });
    expect(codes(report)).toContain('timestamp-invalid');
  });

  describe('and revocation', () => {
    const holder = party();
    const ocsp = (revocationTime?: Date): Uint8Array =>
      makeOcspResponse(holder.certificate, pki.authority.certificate, pki.responder, {
        status: revocationTime === undefined ? 'good' : 'revoked',
        ...(revocationTime === undefined ? {} : { revocationTime }),
      });
    const stampOcsp = (tsa: Party): Uint8Array =>
      makeOcspResponse(tsa.certificate, pki.authority.certificate, pki.responder);
    const crl = makeCrl(pki.root);
    const signed = () =>
      signNew(tablePdf(), signerOf(holder), 'Signature', {
        timestamp: stampedBy(pki.timestamping, inDays(0)),
      });

    it('reads answers from the security store: level B-LT', async () => {
      const bytes = addSecurityStore(await signed(), {
        certificates: [pki.authority.certificate, pki.root.certificate],
        ocsps: [ocsp(), stampOcsp(pki.timestamping)],
        crls: [crl],
      });
      const report = await verify(bytes);
      expect(report).toMatchObject({
        ok: true,
        signatures: [{ level: 'B-LT', modification: 'lta-updates', coverage: 'entire-revision' }],
      });
      expect(codes(report)).toEqual([]);
    });

    it('is level B-T only where nothing tells of the time-stamping certificate', async () => {
      const bytes = addSecurityStore(await signed(), { ocsps: [ocsp()], crls: [crl] });
      expect(await verify(bytes)).toMatchObject({ signatures: [{ level: 'B-T' }] });
    });

    it('is lost when the certificate was revoked before the proven time, not when after', async () => {
      const before = addSecurityStore(await signed(), { ocsps: [ocsp(inDays(-1))] });
      expect(await verify(before)).toMatchObject({ intact: true, trusted: false });
      expect(codes(await verify(before))).toContain('certificate-revoked');
      const after = addSecurityStore(await signed(), { ocsps: [ocsp(inDays(2))] });
      expect(await verify(after, { at: inDays(3) })).toMatchObject({ trusted: true });
    });

    it('counts from the moment of verification where no time is proven', async () => {
      const bare = await signNew(tablePdf(), signerOf(holder), 'Signature');
      const bytes = addSecurityStore(bare, { ocsps: [ocsp(inDays(-1))] });
      expect(await verify(bytes)).toMatchObject({ trusted: false });
    });

    it('reads lists too', async () => {
      const revoked = [{ serialNumber: serialOf(holder.certificate), at: inDays(-1) }];
      const bytes = addSecurityStore(await signed(), { crls: [makeCrl(pki.authority, { revoked })] });
      expect(codes(await verify(bytes))).toContain('certificate-revoked');
    });

    it('takes no answer from those who may not give it', async () => {
      const forged = makeOcspResponse(holder.certificate, pki.authority.certificate, makePki().responder);
      const bytes = addSecurityStore(await signed(), { ocsps: [forged], crls: [crl] });
      expect(codes(await verify(bytes))).toContain('revocation-unknown');
    });

    it('misses no answer about short-lived certificates, and misses one where a signer says "no check"', async () => {
      const codesFor = async (extensions: Profile['extensions'] = []): Promise<string[]> => {
        const bytes = await signNew(tablePdf(), signerOf(party({ extensions })), 'Signature');
        return codes(await verify(addSecurityStore(bytes, { crls: [crl] })));
      };
      for (const oid of ['0.4.0.194121.2.1', '2.5.29.56'])
        expect(await codesFor([{ oid, value: Buffer.from('0500', 'hex') }])).not.toContain(
          'revocation-unknown',
        );
      expect(await codesFor([extension.ocspNoCheck()])).toContain('revocation-unknown');
    });

    it('asks a resolver for what the file does not bring', async () => {
      const reachable = party({ extensions: [extension.accessInfo({ ocsp: 'http://ocsp.test/' })] });
      const bytes = await signNew(tablePdf(), signerOf(reachable), 'Signature');
      const answer = (status: 'good' | 'revoked'): Uint8Array =>
        makeOcspResponse(reachable.certificate, pki.authority.certificate, pki.responder, { status });
      const resolver = (status: 'good' | 'revoked') => ({
        ocsp: () => Promise.resolve(answer(status)),
        crl: () => Promise.reject(new Error('none')),
        certificate: () => Promise.reject(new Error('none')),
      });
      expect(await verify(bytes, { resolver: resolver('good') })).toMatchObject({ trusted: true });
      expect(await verify(bytes, { resolver: resolver('revoked') })).toMatchObject({ trusted: false });

      // An older "good" that the signer put into the file does not save asking, and helps where nobody answers.
      const planted = makeOcspResponse(reachable.certificate, pki.authority.certificate, pki.responder, {
        thisUpdate: inDays(-3),
        producedAt: inDays(-3),
        nextUpdate: inDays(4),
      });
      const carrying = addSecurityStore(bytes, { ocsps: [planted], crls: [crl] });
      expect(await verify(carrying, { resolver: resolver('revoked') })).toMatchObject({ trusted: false });
      const silent = { ...resolver('good'), ocsp: () => Promise.reject(new Error('none')) };
      expect(codes(await verify(carrying, { resolver: silent }))).not.toContain('revocation-unknown');
      const bare = addSecurityStore(bytes, { crls: [crl] });
      expect(codes(await verify(bare, { resolver: silent }))).toContain('revocation-unknown');
    });
  });
});

describe('document time-stamps', () => {
  const shortLived = issue(
    {
      name: 'Old TSA',
      notAfter: inDays(5),
      extensions: [extension.purposes('critical', '1.3.6.1.5.5.7.3.8')],
    },
    pki.authority,
  );

  it('make a signature B-LTA and keep it trusted after every certificate below has expired', async () => {
    const holder = party({ notAfter: inDays(3) });
    const signed = await signNew(tablePdf(), signerOf(holder), 'Signature', {
      timestamp: stampedBy(shortLived, inDays(0)),
    });
    const withStore = addSecurityStore(signed, {
      certificates: [pki.authority.certificate],
      ocsps: [holder, shortLived].map(({ certificate }) =>
        makeOcspResponse(certificate, pki.authority.certificate, pki.responder),
      ),
      crls: [makeCrl(pki.root)],
    });
    const archived = await addDocumentTimestamp(withStore, pki.timestamping, inDays(1));
    const report = await verify(archived, { at: inDays(250) });
    expect(report).toMatchObject({
      ok: true,
      signatures: [
        { type: 'signature', level: 'B-LTA', bestTime: inDays(0).toISOString(), modification: 'lta-updates' },
        { type: 'timestamp', level: null, bestTime: inDays(1).toISOString(), coverage: 'entire-file' },
      ],
    });
    // Without the archive time-stamp the expired one proves nothing any more.
    expect(await verify(withStore, { at: inDays(250) })).toMatchObject({ intact: true, trusted: false });
  });

  it('can be renewed: each is judged at the time that the next one proves', async () => {
    const signed = await signNew(tablePdf(), kari, 'Signature');
    const first = await addDocumentTimestamp(signed, shortLived, inDays(1), 'First stamp');
    const second = await addDocumentTimestamp(first, pki.timestamping, inDays(2), 'Second stamp');
    expect(await verify(second, { at: inDays(100) })).toMatchObject({
      ok: true,
      signatures: [{ bestTime: inDays(1).toISOString() }, { trusted: true }, { trusted: true }],
    });
    expect(await verify(first, { at: inDays(100) })).toMatchObject({ intact: true, trusted: false });
  });

  it('are broken by a change of what they cover', async () => {
    const stamped = await addDocumentTimestamp(tablePdf(), pki.timestamping, inDays(0));
    expect(await verify(stamped)).toMatchObject({ ok: true });
    stamped[stamped.indexOf('Hello')] = 0x4a;
    const report = await verify(stamped);
    expect(report.intact).toBe(false);
    expect(codes(report)).toContain('digest-mismatch');
  });

  it('may follow a certification that allows nothing more (ISO 32000-2 Table 257)', async () => {
    const certified = await signNew(tablePdf(), kari, 'Certification', { certification: 1 });
    const archived = await addDocumentTimestamp(addSecurityStore(certified, {}), pki.timestamping, inDays(0));
    expect(await verify(archived)).toMatchObject({
      intact: true,
      signatures: [{ docmdp: 1, modification: 'lta-updates' }, { type: 'timestamp' }],
    });
  });
});

describe('harmless updates', () => {
  const withInfo = { ...onePage, 6: '<</Title (Loan)>>' };

  it('are those of the document information', async () => {
    const signed = await signNew(tablePdf(withInfo, '/Info 6 0 R'), kari, 'Signature');
    const changed = update(signed, (writer) => {
      writer.update(new PdfRef(6, 0), { Title: textString('Loan agreement') });
    });
    expect(await verify(changed)).toMatchObject({
      intact: true,
      signatures: [{ coverage: 'entire-revision', modification: 'none' }],
    });
  });

  it('are objects that nothing refers to', async () => {
    const signed = await signNew(tablePdf(), kari, 'Signature');
    const changed = update(signed, (writer) => {
      writer.add(dict({ Title: textString('unused') }));
    });
    expect(await verify(changed)).toMatchObject({ intact: true, signatures: [{ modification: 'none' }] });
  });

  it('but not when what they change is also shown', async () => {
    const shared = { ...withInfo, 1: '<</Type /Catalog /Pages 2 0 R /PieceInfo 6 0 R>>' };
    const signed = await signNew(tablePdf(shared, '/Info 6 0 R'), kari, 'Signature');
    const changed = update(signed, (writer) => {
      writer.update(new PdfRef(6, 0), { Title: textString('Loan agreement') });
    });
    expect(await verify(changed)).toMatchObject({ intact: false });
  });
});
