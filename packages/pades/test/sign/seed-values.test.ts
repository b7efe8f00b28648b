import { describe, expect, it } from 'vitest';
import { codeOfRejection } from '../support.js';
import { openDocument } from '../../src/pdf/document.js';
import { isArray, nameValue } from '../../src/pdf/objects.js';
import { signDocument } from '../../src/sign/sign-document.js';
import type { PrepareSignatureOptions } from '../../src/sign/types.js';
import { extension, issue, makePki, signerOf } from '../support/pki.js';
import { emptyField, fieldsOf, formPdf, pretendToSign, signer, signingTime } from './fixtures.js';

const hex = (bytes: Uint8Array): string => `<${Buffer.from(bytes).toString('hex')}>`;
const withSeed = (seed: string, entries = ''): Buffer =>
  formPdf({ 6: emptyField('A', `/SV <</Type /SV ${seed}>> ${entries}`) });
const sign = async (seed: string, options: Partial<PrepareSignatureOptions> = {}): Promise<Uint8Array> =>
  pretendToSign(withSeed(seed), { field: { name: 'A' }, ...options });

const pki = makePki();
const other = signerOf(
  issue({ name: 'Ola Nordmann', extensions: [extension.notCa(), extension.keyUsage(0)] }, pki.authority),
);
const announced = { certificate: signer.certificate, chain: signer.chain } as const;
const [above] = signer.chain;
if (!above) throw new Error('The signer has a chain');

describe('demands of a seed value dictionary (ISO 32000-2 Table 237)', () => {
  it.each<
    [
      entry: string,
      seed: string,
      meets: Partial<PrepareSignatureOptions>,
      misses: Partial<PrepareSignatureOptions>,
    ]
  >([
    ['Reasons', '/Reasons [(I agree) (I saw it)] /Ff 8', { reason: 'I agree' }, { reason: 'Because' }],
    ['Reasons', '/Reasons [(.)] /Ff 8', {}, { reason: 'I agree' }],
    ['AddRevInfo', '/AddRevInfo true /Ff 32', { announced: { revocationInfo: 'embedded' } }, {}],
    [
      'TimeStamp',
      '/TimeStamp <</URL (http://tsa.example) /Ff 1>>',
      { announced: { timestamp: 'signature' } },
      {},
    ],
    ['MDP', '/MDP <</P 2>>', { certification: 2 }, { certification: 3 }],
    ['MDP', '/MDP <</P 0>>', {}, { certification: 2 }],
    [
      'LegalAttestation',
      '/LegalAttestation [(No scripts)] /Ff 16',
      { certification: 2, legalAttestation: 'No scripts' },
      { certification: 2 },
    ],
    [
      'AppearanceFilter',
      '/AppearanceFilter (Stamp) /Ff 256',
      { appearance: { language: 'nb', name: 'Stamp' } },
      { appearance: { language: 'nb' } },
    ],
    ['LockDocument', '/LockDocument /false /Ff 128', { certification: 2 }, { certification: 1 }],
  ])('%s: %s', async (entry, seed, meets, misses) => {
    expect(fieldsOf(await sign(seed, meets)).get('A')?.signature).toBeDefined();
    await expect(sign(seed, misses)).rejects.toMatchObject({
      code: 'sign.seed-value-unmet',
      message: expect.stringContaining(`/${entry} `) as string,
    });
  });

  it.each([
    ['V', '/V 4 /Ff 4'],
    ['Filter', '/Filter /Entrust.PPKEF /Ff 1'],
    ['SubFilter', '/SubFilter [/adbe.pkcs7.detached] /Ff 2'],
    ['DigestMethod', '/DigestMethod [(SHA384) (SHA512)] /Ff 64'],
  ])('%s cannot be met by %s', async (entry, seed) => {
    await expect(sign(seed)).rejects.toMatchObject({
      code: 'sign.seed-value-unmet',
      message: expect.stringContaining(`/${entry} `) as string,
    });
  });

  it('are only wishes where their bit is clear', async () => {
    const seed =
      '/V 9 /Filter /X /SubFilter [/X] /DigestMethod [(SHA1)] /Reasons [(a)] /AddRevInfo true /Ff 0';
    expect(fieldsOf(await sign(seed)).get('A')?.signature).toBeDefined();
  });

  it('lock the document where the field wants that', async () => {
    const bytes = await sign('/LockDocument /true /Ff 128');
    const view = openDocument(bytes).latest;
    const references = view.resolve(fieldsOf(bytes).get('A')?.signature?.dict.get('Reference'));
    const methods = (isArray(references) ? references : []).map((item) =>
      nameValue(view.dict(item)?.get('TransformMethod')),
    );
    expect(methods).toEqual(['FieldMDP', 'DocMDP']);
    expect(await codeOfRejection(pretendToSign(bytes, { field: { new: { name: 'B' } } }))).toBe(
      'sign.docmdp-forbids',
    );
  });
});

describe('demands on the certificate (ISO 32000-2 Table 238)', () => {
  it.each([
    ['Subject', `/Subject [${hex(signer.certificate)}] /Ff 1`],
    ['Issuer', `/Issuer [${hex(above)}] /Ff 2`],
    ['SubjectDN', '/SubjectDN [<</CN (Somebody)>> <</CN (Kari Nordmann)>>] /Ff 8'],
    ['KeyUsage', '/KeyUsage [(X1) (0XXXXXXXX)] /Ff 32'],
  ])('%s', async (entry, wanted) => {
    const seed = `/Cert <</Type /SVCert ${wanted}>>`;
    expect(fieldsOf(await sign(seed, { announced })).get('A')?.signature).toBeDefined();
    const unmet = {
      code: 'sign.seed-value-unmet',
      message: expect.stringContaining(`/Cert /${entry} `) as string,
    };
    await expect(
      sign(seed, { announced: { certificate: other.certificate, chain: other.chain } }),
    ).rejects.toMatchObject(unmet);
    await expect(sign(seed)).rejects.toMatchObject(unmet);
  });

  it('a policy the certificate does not have', async () => {
    const seed = '/Cert <</OID [(1.2.3.4)] /Ff 4>>';
    expect(await codeOfRejection(sign(seed, { announced }))).toBe('sign.seed-value-unmet');
  });

  it('the place to get one is no demand', async () => {
    expect(
      fieldsOf(await sign('/Cert <</URL (http://ca.example) /Ff 64>>')).get('A')?.signature,
    ).toBeDefined();
  });

  it('is announced by signing in one call', async () => {
    const document = withSeed(`/Cert <</Subject [${hex(signer.certificate)}] /Ff 1>>`);
    const options = { signerName: 'Kari', field: { name: 'A' }, signingTime } as const;
    expect((await signDocument(document, { ...options, signer })).fieldName).toBe('A');
    expect(await codeOfRejection(signDocument(document, { ...options, signer: other }))).toBe(
      'sign.seed-value-unmet',
    );
  });
});

it('a reason never stands beside a commitment type (EN 319 142-1 §6.3 Table 1)', async () => {
  const options = { signer, signerName: 'Kari', field: { new: { name: 'A' } }, reason: 'I agree' } as const;
  await expect(signDocument(formPdf({}), { ...options, commitmentType: 'proofOfApproval' })).rejects.toThrow(
    TypeError,
  );
});
