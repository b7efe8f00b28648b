import { describe, expect, it } from 'vitest';
import { PadesError } from '../../src/errors.js';
import { fromBytes } from '../../src/pdf/byte-source.js';
import { openDocument } from '../../src/pdf/document.js';
import { readSecurityStore } from '../../src/pdf/security-store.js';
import { dict, name, PdfRef, streamOf } from '../../src/pdf/objects.js';
import { extendDocument } from '../../src/ltv/extend-document.js';
import { timestampDocument } from '../../src/ltv/timestamp-document.js';
import type { ExtensionStep } from '../../src/ltv/types.js';
import { signDocument } from '../../src/sign/sign-document.js';
import { verifyDocument } from '../../src/verify/verify-document.js';
import { kinds, tablePdf } from '../pdf/made-pdfs.js';
import { touchedBy } from '../sign/fixtures.js';
import { codeOfRejection } from '../support.js';
import { makeWorld, stampedNow } from '../support/ltv-world.js';
import { signerOf } from '../support/pki.js';
import { catalogOf, update } from '../support/signed.js';

const { world, root, signer, tsa, otherTsa } = makeWorld();
const trustAnchors = [root.certificate];
const validation = { resolver: world, trustAnchors };
const timestamp = stampedNow(tsa);

const sign = async (
  bytes: Uint8Array = tablePdf(),
  options: Partial<Parameters<typeof signDocument>[1]> = {},
): Promise<Uint8Array> => {
  const signed = await signDocument(bytes, {
    signer: signerOf(signer),
    field: { new: { name: 'Signature' } },
    signerName: 'Kari Nordmann',
    ...options,
  });
  return signed.toBytes();
};

const levels = async (bytes: Uint8Array): Promise<unknown> => {
  const report = await verifyDocument(bytes, { trustAnchors });
  expect(report.intact).toBe(true);
  return report.signatures.flatMap(({ type, level }) => (type === 'signature' ? [level] : []));
};

const kindsOf = (steps: readonly ExtensionStep[]): string[] => steps.map(({ kind }) => kind);

describe.each(kinds)('raises a signature in a file with a %s cross-reference', (_, make) => {
  it.each([
    ['B-T', ['document-timestamp']],
    ['B-LT', ['document-timestamp', 'validation-data']],
    ['B-LTA', ['document-timestamp', 'validation-data', 'document-timestamp']],
  ] as const)('from B-B to %s', async (level, steps) => {
    const before = await sign(make());
    const extended = await extendDocument(before, { level, timestamp, validation });
    const bytes = extended.toBytes();
    expect(kindsOf(extended.steps)).toEqual(steps);
    expect(Buffer.from(bytes.subarray(0, before.length)).equals(before)).toBe(true);
    expect(await levels(bytes)).toEqual([level]);
    expect(openDocument(bytes).revisions).toHaveLength(openDocument(before).revisions.length + steps.length);
  });
});

describe('raises what is there already', () => {
  it('from B-T to B-LT without a further time-stamp', async () => {
    const bytes = await sign(tablePdf(), { timestamp });
    const extended = await extendDocument(bytes, { level: 'B-LT', validation });
    expect(kindsOf(extended.steps)).toEqual(['validation-data']);
    expect(await levels(extended.toBytes())).toEqual(['B-LT']);
  });

  it('not at all where the level is reached: no byte is added', async () => {
    const bytes = await sign(tablePdf(), { timestamp, level: 'B-LTA', validation });
    for (const level of ['B-T', 'B-LT'] as const) {
      const extended = await extendDocument(bytes, { level, validation });
      expect(extended.increment).toHaveLength(0);
      expect(extended.steps).toEqual([]);
    }
  });

  it('all signatures by one time-stamp, or those named', async () => {
    const both = await sign(await sign(), { field: { new: { name: 'Second' } } });
    const all = await extendDocument(both, { level: 'B-LTA', timestamp, validation });
    expect(kindsOf(all.steps)).toEqual(['document-timestamp', 'validation-data', 'document-timestamp']);
    expect(await levels(all.toBytes())).toEqual(['B-LTA', 'B-LTA']);
    const one = extendDocument(both, { level: 'B-T', timestamp, fields: ['Nobody'] });
    expect(await codeOfRejection(one)).toBe('sign.field-not-found');
  });

  it('asks for a time-stamp source only where one is needed', async () => {
    await expect(extendDocument(await sign(), { level: 'B-T' })).rejects.toThrow(TypeError);
  });

  it('hashes on from where an earlier signature stopped, to the same end', async () => {
    const first = await signDocument(tablePdf(), {
      signer: signerOf(signer),
      field: { new: { name: 'Signature' } },
      signerName: 'Kari Nordmann',
    });
    if (!first.prefixHash) throw new Error('no hash state');
    const extended = await extendDocument(first.toBytes(), {
      level: 'B-LTA',
      timestamp,
      validation,
      prefixHash: first.prefixHash,
    });
    expect(extended.prefixHash?.length).toBe(extended.toBytes().length);
    expect(await levels(extended.toBytes())).toEqual(['B-LTA']);
    const next = await sign(extended.toBytes(), {
      field: { new: { name: 'Second' } },
      ...(extended.prefixHash ? { prefixHash: extended.prefixHash } : {}),
    });
    expect(await levels(next)).toEqual(['B-LTA', 'B-B']);
  });
});

describe('renews', () => {
  it('with the old time-stamp’s validation data before a new time-stamp', async () => {
    let bytes = await sign(tablePdf(), { timestamp, level: 'B-LTA', validation });
    const steps: string[][] = [];
    for (const next of [otherTsa, tsa, otherTsa]) {
      const renewed = await extendDocument(bytes, {
        level: 'B-LTA',
        timestamp: stampedNow(next),
        validation,
      });
      steps.push(kindsOf(renewed.steps));
      bytes = renewed.toBytes();
    }
    // The data about the second authority went in before its first time-stamp; later ones find all they need.
    expect(steps).toEqual([
      ['validation-data', 'document-timestamp'],
      ['document-timestamp'],
      ['document-timestamp'],
    ]);
    const report = await verifyDocument(bytes, { trustAnchors });
    expect(report).toMatchObject({ ok: true });
    expect(report.signatures.map(({ level, trusted }) => [level, trusted])).toEqual([
      ['B-LTA', true],
      [null, true],
      [null, true],
      [null, true],
      [null, true],
    ]);
    expect(
      report.signatures.flatMap(({ findings }) => findings.filter(({ severity }) => severity !== 'info')),
    ).toEqual([]);
  });

  it('fetches for a time-stamp that nobody brought data for', async () => {
    const stamped = await timestampDocument(await sign(), { timestamp: stampedNow(otherTsa) });
    const renewed = await extendDocument(stamped.toBytes(), { level: 'B-LTA', timestamp, validation });
    expect(kindsOf(renewed.steps)).toEqual(['validation-data', 'document-timestamp']);
    expect(await levels(renewed.toBytes())).toEqual(['B-LTA']);
  });

  it('a document that carries time-stamps only', async () => {
    const stamped = await timestampDocument(tablePdf(), { timestamp });
    const renewed = await extendDocument(stamped.toBytes(), { level: 'B-LTA', timestamp, validation });
    expect(kindsOf(renewed.steps)).toEqual(['validation-data', 'document-timestamp']);
    expect(await verifyDocument(renewed.toBytes(), { trustAnchors })).toMatchObject({ ok: true });
  });
});

describe('the document security store', () => {
  it('stands behind each signature it serves, also where nothing new has to go in', async () => {
    const ocsp = new Map<string, Promise<Uint8Array>>();
    const same = {
      ocsp: (url: string, request: Uint8Array): Promise<Uint8Array> => {
        const key = Buffer.from(request).toString('hex');
        const answer = ocsp.get(key) ?? world.ocsp(url, request);
        ocsp.set(key, answer);
        return answer;
      },
      crl: (url: string) => world.crl(url),
      certificate: (url: string) => world.certificate(url),
    };
    const options = { timestamp, level: 'B-LT', validation: { resolver: same, trustAnchors } } as const;
    const first = await sign(tablePdf(), options);
    const second = await signDocument(first, {
      ...options,
      signer: signerOf(signer),
      field: { new: { name: 'Second' } },
      signerName: 'Kari Nordmann',
    });
    expect(second.steps).toEqual([{ kind: 'validation-data', certificates: 0, ocspResponses: 0, crls: 0 }]);
    const { latest } = openDocument(second.toBytes());
    const place = latest.catalog.get('DSS');
    const entry = place instanceof PdfRef ? latest.entry(place.num) : undefined;
    const [, , start, length] = second.byteRange;
    expect(entry?.kind === 'offset' && entry.offset >= start + length).toBe(true);
    expect(await levels(second.toBytes())).toEqual(['B-LT', 'B-LT']);
    // Once is enough.
    const again = await extendDocument(second.toBytes(), { level: 'B-LT', validation: options.validation });
    expect(again.steps).toEqual([]);
  });

  it('is merged: what is there stays, nothing is doubled, /VRI of others is kept', async () => {
    const bytes = await sign(tablePdf(), { timestamp });
    const foreign = update(bytes, (writer, document) => {
      const held = writer.add(streamOf(dict({}), signer.certificate));
      writer.update(catalogOf(document), {
        DSS: dict({
          Type: name('DSS'),
          Certs: writer.add([held]),
          VRI: dict({ ABCDEF: dict({ Cert: [held] }) }),
        }),
      });
    });
    const extended = (await extendDocument(foreign, { level: 'B-LT', validation })).toBytes();
    const { latest } = openDocument(extended);
    const store = latest.dict(latest.catalog.get('DSS'));
    expect(latest.dict(latest.dict(store?.get('VRI'))?.get('ABCDEF'))?.has('Cert')).toBe(true);
    const { certificates, ocspResponses, crls } = readSecurityStore(latest);
    const distinct = new Set(certificates.map((der) => Buffer.from(der).toString('base64')));
    expect(distinct.size).toBe(certificates.length);
    expect([certificates.length, ocspResponses.length, crls.length]).toEqual([5, 2, 1]);
    expect(await levels(extended)).toEqual(['B-LT']);
  });

  it('gets no /VRI from us, and the extension is declared for PDF 1.x only', async () => {
    const extended = (
      await extendDocument(await sign(), { level: 'B-LTA', timestamp, validation })
    ).toBytes();
    const { latest } = openDocument(extended);
    expect(latest.dict(latest.catalog.get('DSS'))?.has('VRI')).toBe(false);
    const esic = latest.dict(latest.dict(latest.catalog.get('Extensions'))?.get('ESIC'));
    expect(latest.resolve(esic?.get('ExtensionLevel'))).toBe(1);
    const newer = Buffer.from(tablePdf());
    newer.write('%PDF-2.0', 0, 'latin1');
    const second = (
      await extendDocument(await sign(newer), { level: 'B-LTA', timestamp, validation })
    ).toBytes();
    expect(openDocument(second).latest.catalog.has('Extensions')).toBe(false);
  });

  it('touches nothing but itself and the catalog', async () => {
    const bytes = await sign(tablePdf(), { timestamp });
    const extended = (await extendDocument(bytes, { level: 'B-LT', validation })).toBytes();
    const { latest, nextObjectNumber } = openDocument(bytes);
    expect(touchedBy(extended).filter((num) => num < nextObjectNumber)).toEqual([latest.catalogRef?.num]);
  });
});

describe('a document certified to permit no changes', () => {
  it('may be raised, renewed and time-stamped, and still not signed', async () => {
    const certified = await sign(tablePdf(), { certification: 1 });
    const extended = await extendDocument(certified, { level: 'B-LTA', timestamp, validation });
    const stamped = await timestampDocument(extended.toBytes(), { timestamp });
    const report = await verifyDocument(stamped.toBytes(), { trustAnchors });
    expect(report).toMatchObject({
      ok: true,
      signatures: [{ level: 'B-LTA', docmdp: 1, modification: 'lta-updates' }, {}, {}, {}],
    });
    const again = sign(stamped.toBytes(), { field: { new: { name: 'Second' } } });
    expect(await codeOfRejection(again)).toBe('sign.docmdp-forbids');
  });
});

describe('refuses', () => {
  it('a document that carries no signature', async () => {
    const refused = extendDocument(tablePdf(), { level: 'B-LTA', timestamp, validation });
    expect(await codeOfRejection(refused)).toBe('ltv.nothing-to-extend');
  });

  it('a signature that does not hold', async () => {
    const bytes = Buffer.from(await sign());
    bytes[bytes.indexOf('MediaBox')] = 0x6d;
    const refused = extendDocument(bytes, { level: 'B-T', timestamp });
    expect(await codeOfRejection(refused)).toBe('ltv.signature-invalid');
  });

  it('what the time-stamp source cannot give, with its own error', async () => {
    const down = (): Promise<Uint8Array> =>
      Promise.reject(new PadesError('timestamp.unreachable', 'No answer'));
    const refused = extendDocument(await sign(), { level: 'B-LTA', timestamp: down, validation });
    expect(await codeOfRejection(refused)).toBe('timestamp.unreachable');
  });

  it('an archive time-stamp that fails after all else went well: no increment is left', async () => {
    let calls = 0;
    const failing: typeof timestamp = (imprint) =>
      ++calls > 1 ? Promise.reject(new PadesError('timestamp.refused', 'Enough')) : timestamp(imprint);
    const source = fromBytes(await sign());
    const refused = extendDocument(source, { level: 'B-LTA', timestamp: failing, validation });
    expect(await codeOfRejection(refused)).toBe('timestamp.refused');
    expect(calls).toBe(2);
  });
});
