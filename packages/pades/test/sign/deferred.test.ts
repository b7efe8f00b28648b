import { sign as cryptoSign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { octetString, oid, sequence, setOf } from '../../src/cms/asn1-writer.js';
import { createCadesSignature, type CadesSignatureOptions } from '../../src/cms/create-signature.js';
import { OID } from '../../src/cms/oids.js';
import { assembleSignedData } from '../../src/cms/signed-data.js';
import { encodeSignedAttributes, encodeSigningCertificateV2 } from '../../src/cms/signed-attributes.js';
import { completeDeferred, prepareDeferred, type PrepareDeferredOptions } from '../../src/sign/deferred.js';
import type { DeferredSignatureState } from '../../src/sign/deferred-state.js';
import { stateChecksum } from '../../src/sign/deferred-state.js';
import { restoreDocumentToBeSigned } from '../../src/sign/prepare-signature.js';
import { signDocument } from '../../src/sign/sign-document.js';
import { verifyDocument } from '../../src/verify/verify-document.js';
import { kinds, onePage, tablePdf } from '../pdf/made-pdfs.js';
import { fixture, locked, userPassword } from '../pdf/crypt/fixtures.js';
import { issue, KEY_KINDS, makePki, signerOf } from '../support/pki.js';
import { stampedBy } from '../support/signed.js';
import { codeOfRejection } from '../support.js';

const pki = makePki();
const party = issue({ name: 'Kari Nordmann' }, pki.authority);
const signer = signerOf(party);
const trustAnchors = [pki.root.certificate];
const field = { new: { name: 'Signature' } };
const basics = { field, signerName: 'Kari Nordmann', signer };
const document = tablePdf();

/** State as another process has it, and the value that belongs to it. */
async function prepared(): Promise<{ state: DeferredSignatureState; json: string; signature: Uint8Array }> {
  const deferred = await prepareDeferred(document, basics);
  const json = JSON.stringify(deferred);
  return {
    json,
    state: JSON.parse(json) as DeferredSignatureState,
    signature: await signer.sign(deferred.signedAttributes),
  };
}

describe.each(KEY_KINDS)('a signature completed days later with %s', (kind) => {
  it.each(['B-B', 'B-T'] as const)('is %s', async (level) => {
    const own = issue({ name: 'Kari Nordmann', kind }, pki.authority);
    const key = signerOf(own);
    const deferred = await prepareDeferred(document, {
      ...basics,
      signer: key,
      commitmentType: 'proofOfApproval',
      claimedRoles: ['chair of the board'],
    });
    const signature = await key.sign(deferred.signedAttributes);
    const signed = await completeDeferred(
      JSON.stringify(deferred),
      document,
      { signature },
      {
        ...(level === 'B-T' ? { timestamp: stampedBy(pki.timestamping) } : {}),
      },
    );
    const report = await verifyDocument(signed.toBytes(), { trustAnchors });
    expect(report).toMatchObject({ ok: true, signatures: [{ field: 'Signature', level }] });
  });
});

describe.each(kinds)('a file with a %s cross-reference', (_, make) => {
  it('takes a CMS made outside over the prepared digest', async () => {
    const deferred = await prepareDeferred(make(), basics);
    const cms = await createCadesSignature(signer, deferred.toBeSigned.digest);
    const signed = await completeDeferred(deferred.toJSON(), make(), { cms });
    expect(await verifyDocument(signed.toBytes(), { trustAnchors })).toMatchObject({ ok: true });
  });
});

it('completes an encrypted file without its password, which stands in no state', async () => {
  const [[name] = ['']] = locked;
  const encrypted = fixture(name);
  const deferred = await prepareDeferred(encrypted, {
    ...basics,
    field: { new: { name: 'Later' } },
    password: userPassword,
  });
  const json = JSON.stringify(deferred);
  expect(json).not.toContain(userPassword);
  const signature = await signer.sign(deferred.signedAttributes);
  const signed = await completeDeferred(json, encrypted, { signature });
  const report = await verifyDocument(signed.toBytes(), { trustAnchors, password: userPassword });
  expect(report.signatures).toMatchObject([{ field: 'Later', intact: true, coverage: 'entire-file' }]);
});

it('takes ECDSA as r and s one after the other', async () => {
  const deferred = await prepareDeferred(document, basics);
  const signature = cryptoSign('sha256', deferred.signedAttributes, {
    key: party.key,
    dsaEncoding: 'ieee-p1363',
  });
  const signed = await completeDeferred(deferred.toJSON(), document, { signature });
  expect(await verifyDocument(signed.toBytes(), { trustAnchors })).toMatchObject({ ok: true });
});

describe('nothing that does not verify is embedded', () => {
  it.each<[string, (value: Buffer) => Uint8Array]>([
    ['another value', () => cryptoSign('sha256', Buffer.from('other'), party.key)],
    ['a changed value', (value) => Buffer.concat([value.subarray(0, -4), Buffer.alloc(4, 7)])],
    ['no value', () => new Uint8Array()],
  ])('with %s', async (_, change) => {
    const { json, signature } = await prepared();
    const outcome = { signature: change(Buffer.from(signature)) };
    expect(await codeOfRejection(completeDeferred(json, document, outcome))).toBe('key.signature-wrong');
  });

  it('with a value by another key', async () => {
    const other = signerOf(issue({ name: 'Ola Nordmann' }, pki.authority));
    const deferred = await prepareDeferred(document, basics);
    const signature = await other.sign(deferred.signedAttributes);
    const refused = completeDeferred(deferred.toJSON(), document, { signature });
    expect(await codeOfRejection(refused)).toBe('key.signature-wrong');
  });

  it('with a CMS over another document, by another certificate, or not baseline', async () => {
    const deferred = await prepareDeferred(document, basics);
    const { digest } = deferred.toBeSigned;
    const complete = (cms: Uint8Array) =>
      codeOfRejection(completeDeferred(deferred.toJSON(), document, { cms }));
    const other = signerOf(issue({ name: 'Ola Nordmann' }, pki.authority));
    expect(await complete(await createCadesSignature(signer, Buffer.alloc(32, 1)))).toBe('sign.cms-mismatch');
    expect(await complete(await createCadesSignature(other, digest))).toBe('sign.cms-mismatch');
    const signedAttributes = encodeSignedAttributes({
      digestAlgorithm: 'SHA-256',
      messageDigest: digest,
      signingCertificate: other.certificate, // the attribute of another certificate under a good signature
    });
    const signature = await signer.sign(signedAttributes);
    expect(await complete(assembleSignedData({ ...signer, signedAttributes, signature }))).toBe(
      'sign.cms-mismatch',
    );
    const good = await createCadesSignature(signer, digest);
    expect(await complete(Buffer.concat([good.subarray(0, -8), Buffer.alloc(8, 7)]))).toBe(
      'key.signature-wrong',
    );
    expect(await complete(good.subarray(0, 40))).toBe('asn1.malformed');
  });
});

describe('a CMS made outside is refused', () => {
  it('where its signed content type is not that of data', async () => {
    const deferred = await prepareDeferred(document, basics);
    const { digest } = deferred.toBeSigned;
    const signedAttributes = setOf([
      sequence(oid(OID.contentType), setOf([oid(OID.tstInfo)])),
      sequence(oid(OID.messageDigest), setOf([octetString(digest)])),
      sequence(
        oid(OID.signingCertificateV2),
        setOf([encodeSigningCertificateV2('SHA-256', signer.certificate)]),
      ),
    ]);
    const cms = assembleSignedData({
      ...signer,
      signedAttributes,
      signature: await signer.sign(signedAttributes),
    });
    const refused = completeDeferred(deferred.toJSON(), document, { cms });
    expect(await codeOfRejection(refused)).toBe('sign.cms-mismatch');
  });

  const policy = { oid: '1.2.3.4', digestAlgorithm: 'SHA-256', digest: Buffer.alloc(32, 1) } as const;
  it.each<[string, Partial<PrepareDeferredOptions>, CadesSignatureOptions]>([
    ['a commitment type beside /Reason', { reason: 'I agree' }, { commitmentType: 'proofOfApproval' }],
    ['a policy beside /Reason', { reason: 'I agree' }, { signaturePolicy: policy }],
    [
      'a signer-location beside /Location',
      { location: 'Oslo' },
      { signerLocation: { localityName: 'Oslo' } },
    ],
  ])('with %s (EN 319 142-1 Table 1)', async (_, entries, attributes) => {
    const complete = async (own: Partial<PrepareDeferredOptions>, with_: CadesSignatureOptions) => {
      const deferred = await prepareDeferred(document, { ...basics, ...own });
      const cms = await createCadesSignature(signer, deferred.toBeSigned.digest, with_);
      return completeDeferred(deferred.toJSON(), document, { cms });
    };
    expect(await codeOfRejection(complete(entries, attributes))).toBe('sign.cms-mismatch');
    await expect(complete(entries, {})).resolves.toBeDefined();
    await expect(complete({}, attributes)).resolves.toBeDefined();
  });
});

describe('a state is refused', () => {
  /** The state with changes, and a checksum that fits them: somebody who knows how it is made. */
  const forge = (state: DeferredSignatureState, change: Partial<DeferredSignatureState>) => {
    const changed = { ...state, ...change };
    return { ...changed, checksum: stateChecksum(changed) };
  };

  it('when the document is another', async () => {
    const { json, signature } = await prepared();
    const changed = Buffer.from(document);
    changed[100] = (changed[100] ?? 0) ^ 1;
    for (const other of [changed, document.subarray(1), Buffer.concat([document, document])])
      expect(await codeOfRejection(completeDeferred(json, other, { signature }))).toBe('sign.state-mismatch');
  });

  it.each<[string, (state: DeferredSignatureState) => unknown]>([
    ['is no JSON', () => '{'],
    ['is something else', () => ({ version: 1 })],
    ['is of another version', (state) => ({ ...state, version: 2 })],
    ['lost its checksum', (state) => ({ ...state, checksum: '' })],
    ['names another field', (state) => ({ ...state, document: { ...state.document, fieldName: 'Other' } })],
    ['has a negative length', (state) => ({ ...state, document: { ...state.document, contentsBytes: -1 } })],
  ])('when it %s', async (_, change) => {
    const { state, signature } = await prepared();
    const refused = completeDeferred(change(state) as string, document, { signature });
    expect(await codeOfRejection(refused)).toBe('sign.state-mismatch');
  });

  it('when somebody who can make checksums changed it', async () => {
    const { state, signature } = await prepared();
    const stranger = signerOf(issue({ name: 'Ola Nordmann' }, pki.authority));
    const other = await prepareDeferred(tablePdf({ ...onePage, 9: '<</Other true>>' }), basics);
    const increment = Buffer.from(state.document.increment, 'base64');
    const text = Buffer.from(increment.toString('latin1').replace('Kari', 'Karl'), 'latin1');
    const gap = Buffer.from(increment);
    gap[state.document.byteRange[2] - state.document.originalBytes - 2] = 0x41; // the last zero of /Contents
    const [zero, start, end, rest] = state.document.byteRange;
    const changes: Partial<DeferredSignatureState>[] = [
      { certificate: Buffer.from(stranger.certificate).toString('base64') },
      { certificate: 'AAAA' },
      { chain: [Buffer.from(stranger.certificate).toString('base64')] },
      { signatureAlgorithm: 'RSASSA-PSS' },
      { digestAlgorithm: 'SHA-512' },
      { signedAttributes: other.toJSON().signedAttributes },
      { signedAttributes: 'AAAA' },
      { document: other.toJSON().document },
      { document: { ...state.document, increment: text.toString('base64') } },
      { document: { ...state.document, increment: gap.toString('base64') } },
      { document: { ...state.document, byteRange: [zero, start + 2, end, rest] } },
      {
        document: {
          ...state.document,
          contentsBytes: state.document.contentsBytes - 1,
          byteRange: [zero, start + 2, end, rest],
        },
      },
    ];
    for (const change of changes) {
      const refused = completeDeferred(forge(state, change), document, { signature });
      expect(await codeOfRejection(refused), Object.keys(change).join()).toBe('sign.state-mismatch');
    }
  });

  it('when everything in it was replaced but the signature value', async () => {
    const { signature } = await prepared();
    const another = await prepareDeferred(document, { ...basics, signerName: 'Somebody Else' });
    const refused = completeDeferred(another.toJSON(), document, { signature });
    expect(await codeOfRejection(refused)).toBe('key.signature-wrong');
  });

  it('also by restoreDocumentToBeSigned, when the gap for the signature holds anything', async () => {
    const { state } = await prepared();
    const increment = Buffer.from(state.document.increment, 'base64');
    increment[state.document.byteRange[1] - state.document.originalBytes] = 0x28; // ( for <
    const changed = { ...state.document, increment: increment.toString('base64') };
    expect(await codeOfRejection(restoreDocumentToBeSigned(changed, document))).toBe('sign.state-mismatch');
  });
});

it('lets a failing time-stamp be the failure of the completion', async () => {
  const { json, signature } = await prepared();
  const timestamp = () => Promise.reject(new Error('no time today'));
  await expect(completeDeferred(json, document, { signature }, { timestamp })).rejects.toThrow(
    'no time today',
  );
});

it.each([
  [
    'timestamp.mismatch',
    () => stampedBy(pki.timestamping)({ digest: Buffer.alloc(32, 1), digestAlgorithm: 'SHA-256' }),
  ],
  ['timestamp.malformed', () => Promise.resolve(Buffer.from('300a', 'hex'))],
  ['timestamp.invalid', stampedBy(party)],
] as const)('embeds no time-stamp but one of this signature (%s)', async (code, timestamp) => {
  const { json, signature } = await prepared();
  expect(await codeOfRejection(completeDeferred(json, document, { signature }, { timestamp }))).toBe(code);
  expect(await codeOfRejection(signDocument(document, { ...basics, timestamp }))).toBe(code);
  expect(await codeOfRejection(signDocument(document, { ...basics, contentTimestamp: timestamp }))).toBe(
    code,
  );
  expect(await codeOfRejection(prepareDeferred(document, { ...basics, contentTimestamp: timestamp }))).toBe(
    code,
  );
});
