import { describe, expect, it } from 'vitest';
import { timestampDocument } from '../../src/ltv/timestamp-document.js';
import { openDocument } from '../../src/pdf/document.js';
import { nameValue } from '../../src/pdf/objects.js';
import { listSignatureFields } from '../../src/pdf/signature-fields.js';
import { verifyDocument } from '../../src/verify/verify-document.js';
import { kinds, tablePdf } from '../pdf/made-pdfs.js';
import { octetString } from '../../src/cms/asn1-writer.js';
import { codeOfRejection } from '../support.js';
import { makeWorld, stampedNow } from '../support/ltv-world.js';
import { extension, TIME_STAMPING } from '../support/pki.js';

const { world, root, authority, signer, tsa } = makeWorld();
const trustAnchors = [root.certificate];
const timestamp = stampedNow(tsa);

describe.each(kinds)('ISO 32000-2 §12.8.5: a file with a %s cross-reference', (_, make) => {
  it('is time-stamped in an invisible field of its own', async () => {
    const stamped = await timestampDocument(make(), { timestamp });
    const { latest } = openDocument(stamped.toBytes());
    const [field] = listSignatureFields(latest);
    expect(field).toMatchObject({ name: 'Timestamp-1', rect: [0, 0, 0, 0] });
    expect(nameValue(field?.signature?.dict.get('Type'))).toBe('DocTimeStamp');
    expect(nameValue(field?.signature?.dict.get('SubFilter'))).toBe('ETSI.RFC3161');
    const report = await verifyDocument(stamped.toBytes(), { trustAnchors });
    expect(report.signatures).toMatchObject([
      { type: 'timestamp', intact: true, trusted: true, coverage: 'entire-file' },
    ]);
    expect(report.signatures[0]?.bestTime).toBe(stamped.genTime.toISOString());
  });
});

describe('timestampDocument', () => {
  it('names fields one after another, or as asked', async () => {
    const first = await timestampDocument(tablePdf(), { timestamp });
    const second = await timestampDocument(first.toBytes(), { timestamp });
    expect([first.fieldName, second.fieldName]).toEqual(['Timestamp-1', 'Timestamp-2']);
    const taken = timestampDocument(second.toBytes(), { timestamp, fieldName: 'Timestamp-1' });
    expect(await codeOfRejection(taken)).toBe('sign.field-name-taken');
    await expect(timestampDocument(tablePdf(), { timestamp, fieldName: 'a.b' })).rejects.toThrow(TypeError);
  });

  it.each(['SHA-256', 'SHA-384', 'SHA-512'] as const)('stamps by %s', async (digestAlgorithm) => {
    const stamped = await timestampDocument(tablePdf(), { timestamp, digestAlgorithm });
    expect(await verifyDocument(stamped.toBytes(), { trustAnchors })).toMatchObject({ ok: true });
  });

  it('makes more room in a second attempt, unless the room was given', async () => {
    const large = world.issue(
      {
        name: 'Large TSA',
        extensions: [
          extension.purposes('critical', TIME_STAMPING),
          { oid: '1.3.6.1.4.1.99999.2', value: octetString(Buffer.alloc(13 * 1024)) },
        ],
      },
      authority,
    );
    const stamped = await timestampDocument(tablePdf(), { timestamp: stampedNow(large) });
    expect(stamped.token.length).toBeGreaterThan(12 * 1024);
    expect(await verifyDocument(stamped.toBytes(), { trustAnchors })).toMatchObject({ ok: true });
    const tight = timestampDocument(tablePdf(), { timestamp, contentsBytes: 600 });
    expect(await codeOfRejection(tight)).toBe('sign.contents-too-small');
  });

  it.each([
    ['timestamp.malformed', () => Promise.resolve(Buffer.from('300a', 'hex'))],
    ['timestamp.mismatch', () => timestamp({ digest: Buffer.alloc(32, 1), digestAlgorithm: 'SHA-256' })],
    ['timestamp.invalid', stampedNow(signer)],
  ] as const)('refuses a source that answers with a wrong token (%s)', async (code, source) => {
    expect(await codeOfRejection(timestampDocument(tablePdf(), { timestamp: source }))).toBe(code);
  });
});
