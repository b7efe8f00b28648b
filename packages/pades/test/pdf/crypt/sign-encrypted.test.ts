import { describe, expect, it } from 'vitest';
import { openEncryption } from '../../../src/pdf/crypt/encryption.js';
import { openDocument } from '../../../src/pdf/document.js';
import { IncrementWriter } from '../../../src/pdf/increment.js';
import type { PdfName, PdfString } from '../../../src/pdf/objects.js';
import { dict, name, PdfDict, PdfRef, PdfStream, streamOf } from '../../../src/pdf/objects.js';
import { serializeObject } from '../../../src/pdf/serializer.js';
import { textString } from '../../../src/pdf/text-string.js';
import { inspectDocument } from '../../../src/sign/inspect-document.js';
import { prepareDocument } from '../../../src/sign/prepare-document.js';
import { signDocument } from '../../../src/sign/sign-document.js';
import { verifyDocument } from '../../../src/verify/verify-document.js';
import { signer, trustAnchors } from '../../sign/fixtures.js';
import { codeOf, codeOfRejection } from '../../support.js';
import { fixture, locked, ownerPassword, userPassword } from './fixtures.js';

const common = { signer, signerName: 'Kari Nordmann', location: 'Bergen' } as const;
const appearance = { language: 'nb', issuer: 'Fjordbanken' } as const;

describe.each(locked)('adding to an encrypted file: %s', (fixtureName) => {
  const original = fixture(fixtureName);
  const options = { ...common, password: userPassword };

  it('prepares, signs twice and verifies', async () => {
    const prepared = await prepareDocument(original, { slots: 1, password: userPassword });
    const first = await signDocument(prepared.toBytes(), {
      ...options,
      field: { name: 'First' },
      appearance,
    });
    const second = await signDocument(first.toBytes(), { ...options, field: { name: 'Segl-1' } });
    const bytes = Buffer.from(second.toBytes());
    expect(bytes.subarray(0, original.length).equals(original)).toBe(true);

    const report = await verifyDocument(bytes, { trustAnchors, password: ownerPassword });
    expect(report).toMatchObject({ intact: true, trusted: true });
    expect(report.signatures.map(({ signer: who }) => who?.name)).toEqual(['Kari Nordmann', 'Kari Nordmann']);
    expect(report.signatures.map(({ modification }) => modification)).toEqual(['form-filling', 'none']);

    // None of the words added stand in the file, but for the signatures themselves.
    const added = bytes.subarray(original.length).toString('latin1');
    for (const words of ['Kari Nordmann', 'Bergen', '(Segl-1)', 'D:20']) expect(added).not.toContain(words);
    expect(added.match(/\/Contents <30/g)).toHaveLength(2);
  });

  it('keeps /Encrypt and the first half of /ID', async () => {
    const signed = await signDocument(original, { ...options, field: { name: 'First' } });
    const { revisions } = openDocument(signed.toBytes(), { mode: 'strict', password: userPassword });
    const [before, after] = revisions.map(({ trailer }) => trailer);
    expect(revisions).toHaveLength(2);
    expect(after?.get('Encrypt')).toEqual(before?.get('Encrypt'));
    const ids = [before, after].map((trailer) => trailer?.get('ID') as readonly PdfString[]);
    expect(Buffer.from(ids[1]?.[0]?.bytes ?? []).equals(Buffer.from(ids[0]?.[0]?.bytes ?? []))).toBe(true);
  });

  it('needs a password that is right', async () => {
    const field = { name: 'First' };
    expect(await codeOfRejection(signDocument(original, { ...common, field }))).toBe('pdf.password-required');
    const wrong = signDocument(original, { ...common, field, password: 'x' });
    expect(await codeOfRejection(wrong)).toBe('pdf.password-wrong');
    expect(await codeOfRejection(verifyDocument(original, { trustAnchors }))).toBe('pdf.password-required');
  });
});

describe('what an inspection tells of an encrypted file', () => {
  it('with its password', () => {
    const report = inspectDocument(fixture('r6-aes-256-object-streams'), { password: userPassword });
    expect(report).toMatchObject({
      encrypted: true,
      encryption: { openedWith: 'user', opensWithoutPassword: false },
      title: 'Loan (copy)',
      pageCount: 1,
      signing: { permitted: true, refusals: [] },
    });
    expect(report.signatureFields.map((field) => field.name)).toEqual(['First']);
  });

  it.each([
    [{}, 'pdf.password-required'],
    [{ password: 'x' }, 'pdf.password-wrong'],
  ] as const)('without it: %j', (options, code) => {
    for (const [file] of locked) {
      const report = inspectDocument(fixture(file), options);
      expect(report.signing.refusals.map((refusal) => refusal.code)).toEqual([code]);
      expect(report).toMatchObject({ encrypted: true, signatureFields: [] });
      expect(report.title).toBeUndefined();
    }
  });
});

describe('permission bits (ISO 32000-2 Table 22)', () => {
  const bytes = fixture('r6-aes-256-form-only');

  it('let whoever has the user password sign an empty field, and add none', async () => {
    await signDocument(bytes, { ...common, field: { name: 'First' } });
    for (const attempt of [
      signDocument(bytes, { ...common, field: { new: { name: 'New' } } }),
      prepareDocument(bytes, { slots: 1 }),
    ]) {
      expect(await codeOfRejection(attempt)).toBe('sign.permission-forbids');
    }
    expect(inspectDocument(bytes).signing).toMatchObject({ permitted: true, newFieldsPermitted: false });
  });

  it('do not bind the owner', async () => {
    const prepared = await prepareDocument(bytes, { slots: 1, password: ownerPassword });
    expect(inspectDocument(prepared.toBytes(), { password: ownerPassword }).signing.permitted).toBe(true);
    // What was added opens for everybody as before.
    expect(inspectDocument(prepared.toBytes()).signatureFields.map((field) => field.name)).toContain(
      'Segl-1',
    );
  });
});

describe('crypt filters (§7.6.6)', () => {
  const document = openDocument(fixture('r4-aes-128'), { password: userPassword });
  const ref = new PdfRef(50, 0);
  const clear = Buffer.from('in the clear');

  function reopened(stream: PdfStream): { readonly added: string; readonly data: string } {
    const writer = new IncrementWriter(document);
    const own = writer.add(stream);
    const { bytes } = writer.build();
    const file = Buffer.concat([fixture('r4-aes-128'), bytes]);
    const { latest } = openDocument(file, { mode: 'strict', password: userPassword });
    const read = latest.object(own.num);
    if (!(read instanceof PdfStream)) throw new TypeError('The stream is gone');
    return {
      added: Buffer.from(bytes).toString('latin1'),
      data: Buffer.from(latest.decode(read)).toString(),
    };
  }

  it('a stream names the Identity filter, and stays in the clear', () => {
    const parameters = dict({ Type: name('CryptFilterDecodeParms'), Name: name('Identity') });
    const stream = streamOf(dict({ Filter: name('Crypt'), DecodeParms: parameters }), clear);
    const { added, data } = reopened(stream);
    expect(added).toContain('in the clear');
    expect(data).toBe('in the clear');
  });

  it('a stream that names none is encrypted as all are', () => {
    const { added, data } = reopened(streamOf(new PdfDict(), clear));
    expect(added).not.toContain('in the clear');
    expect(data).toBe('in the clear');
  });

  it('a stream names a filter that the file does not have', () => {
    const parameters = dict({ Name: name('Unknown') });
    const stream = streamOf(dict({ Filter: [name('Crypt')], DecodeParms: [parameters] }), clear);
    expect(codeOf(() => document.encrypt(ref, stream))).toBe('pdf.encrypted');
  });

  function cipherWith(changes: Readonly<Record<string, PdfName>>) {
    const { latest } = document;
    const encrypt = latest.dict(latest.trailer.get('Encrypt'));
    if (!encrypt) throw new TypeError('The file is encrypted');
    const opened = openEncryption({
      encrypt: encrypt.with(changes),
      id: latest.trailer.get('ID'),
      password: userPassword,
      mode: 'strict',
      resolve: (value) => latest.resolve(value),
    });
    if (!opened.cipher) throw new TypeError('The password is right');
    return opened.cipher;
  }
  const rawOf = (value: unknown): Buffer =>
    value instanceof PdfStream ? Buffer.from(value.raw()) : Buffer.alloc(0);

  it('apply to streams, strings and embedded files apart', () => {
    const file = streamOf(dict({ Type: name('EmbeddedFile') }), clear);
    const page = streamOf(dict({ Note: textString('words') }), clear);
    const onlyFiles = cipherWith({ StmF: name('Identity'), StrF: name('Identity'), EFF: name('StdCF') });
    expect(rawOf(onlyFiles.encrypt(ref, file)).equals(clear)).toBe(false);
    expect(rawOf(onlyFiles.encrypt(ref, page)).equals(clear)).toBe(true);
    expect(Buffer.from(serializeObject(onlyFiles.encrypt(ref, page))).toString()).toContain('(words)');

    const allButFiles = cipherWith({ EFF: name('Identity') });
    expect(rawOf(allButFiles.encrypt(ref, file)).equals(clear)).toBe(true);
    expect(rawOf(allButFiles.encrypt(ref, page)).equals(clear)).toBe(false);
    expect(Buffer.from(serializeObject(allButFiles.encrypt(ref, page))).toString()).not.toContain('(words)');
  });

  it('leave cross-reference streams and the contents of signatures alone', () => {
    const xref = streamOf(dict({ Type: name('XRef') }), clear);
    expect(document.encrypt(ref, xref)).toBe(xref);
    const signature = dict({ Type: name('Sig'), ByteRange: [0, 1, 2, 3], Contents: textString('proof') });
    const note = dict({ Subtype: name('Text'), Contents: textString('proof') });
    expect(Buffer.from(serializeObject(document.encrypt(ref, signature))).toString()).toContain('(proof)');
    expect(Buffer.from(serializeObject(document.encrypt(ref, note))).toString()).not.toContain('(proof)');
  });
});
