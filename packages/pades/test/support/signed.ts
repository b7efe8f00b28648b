import { digestOf, digestOid } from '../../src/cms/algorithms.js';
import type { CadesSignatureOptions, TimestampSource } from '../../src/cms/create-signature.js';
import type { CmsSigner } from '../../src/cms/types.js';
import { openDocument, type PdfDocument } from '../../src/pdf/document.js';
import { IncrementWriter } from '../../src/pdf/increment.js';
import type { PdfDict } from '../../src/pdf/objects.js';
import { dict, name, PdfRef, streamOf, type PdfObject } from '../../src/pdf/objects.js';
import { dateString, textString } from '../../src/pdf/text-string.js';
import { signDocument, type SignDocumentOptions } from '../../src/sign/sign-document.js';
import { createTimestampToken } from '../../src/timestamp/create-token.js';
import { tablePdf } from '../pdf/made-pdfs.js';
import { inDays, signerOf, type Party } from './pki.js';

/** A source of time-stamps that needs no network. */
export const stampedBy =
  (tsa: Party, genTime: Date = inDays(0)): TimestampSource =>
  ({ digest, digestAlgorithm }) =>
    createTimestampToken(
      {
        policy: '1.3.6.1.4.1.99999.1',
        messageImprint: { digestOid: digestOid(digestAlgorithm), hash: digest },
        serialNumber: 1n,
        genTime,
      },
      signerOf(tsa),
    );

/** Signs into a new field. */
export async function signNew(
  bytes: Uint8Array,
  signer: CmsSigner,
  fieldName: string,
  options: Partial<SignDocumentOptions> & CadesSignatureOptions = {},
): Promise<Buffer> {
  const signed = await signDocument(bytes, {
    field: { new: { name: fieldName } },
    signerName: 'Kari Nordmann',
    signer,
    ...options,
  });
  return Buffer.from(signed.toBytes());
}

/** Appends an incremental update. */
export function update(
  bytes: Uint8Array,
  change: (writer: IncrementWriter, document: PdfDocument) => void,
): Buffer {
  const document = openDocument(bytes);
  const writer = new IncrementWriter(document);
  change(writer, document);
  return Buffer.concat([bytes, writer.build().bytes]);
}

/** The reference of the catalog. */
export function catalogOf({ latest }: PdfDocument): PdfRef {
  if (latest.catalogRef === undefined) throw new Error('no catalog');
  return latest.catalogRef;
}

/** The reference under a key of a dictionary. */
export function refAt(holder: PdfDict | undefined, key: string): PdfRef {
  const value = holder?.get(key);
  if (!(value instanceof PdfRef)) throw new Error(`/${key} is no reference`);
  return value;
}

/** Adds a document security store. */
export function addSecurityStore(
  bytes: Uint8Array,
  content: {
    readonly certificates?: readonly Uint8Array[];
    readonly ocsps?: readonly Uint8Array[];
    readonly crls?: readonly Uint8Array[];
  },
): Buffer {
  return update(bytes, (writer, document) => {
    const streams = (items: readonly Uint8Array[] = []): PdfObject =>
      items.map((item) => writer.add(streamOf(dict({}), item)));
    const store = writer.add(
      dict({
        Type: name('DSS'),
        Certs: streams(content.certificates),
        OCSPs: streams(content.ocsps),
        CRLs: streams(content.crls),
      }),
    );
    writer.update(catalogOf(document), { DSS: store });
  });
}

const SLOT_BYTES = 6000;

/** Adds a document time-stamp (ISO 32000-2 §12.8.5) in a field of its own. */
export async function addDocumentTimestamp(
  bytes: Uint8Array,
  tsa: Party,
  genTime: Date,
  fieldName = 'Time-stamp',
): Promise<Buffer> {
  const raw = Buffer.from(
    `<</Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 ` +
      `/ByteRange [0 0000000001 0000000002 0000000003] /Contents <${'0'.repeat(SLOT_BYTES * 2)}>>>`,
  );
  const whole = update(bytes, (writer, document) => {
    const field = writer.add(
      dict({
        FT: name('Sig'),
        Type: name('Annot'),
        Subtype: name('Widget'),
        T: textString(fieldName),
        Rect: [0, 0, 0, 0],
        F: 132,
        V: writer.add({ raw }),
      }),
    );
    const form = document.latest.catalog.get('AcroForm');
    if (form instanceof PdfRef) writer.appendTo(form, 'Fields', field);
    else {
      const old = document.latest.dict(form);
      const fields = document.latest.resolve(old?.get('Fields'));
      writer.update(catalogOf(document), {
        AcroForm: (old ?? dict({})).with({
          Fields: [...(Array.isArray(fields) ? fields : []), field],
          SigFlags: 3,
        }),
      });
    }
  });
  const slot = whole.lastIndexOf(`/Contents <${'0'.repeat(64)}`) + '/Contents '.length;
  const end = slot + SLOT_BYTES * 2 + 2;
  const digits = (value: number): string => String(value).padStart(10, '0');
  whole.write(
    `${digits(slot)} ${digits(end)} ${digits(whole.length - end)}`,
    whole.lastIndexOf('0000000001 0000000002'),
  );
  const digest = digestOf('SHA-256', Buffer.concat([whole.subarray(0, slot), whole.subarray(end)]));
  const token = await stampedBy(tsa, genTime)({ digest, digestAlgorithm: 'SHA-256' });
  whole.write(Buffer.from(token).toString('hex'), slot + 1, 'latin1');
  return whole;
}

/** A page that shows an image by a form of its own, and has a text field and a locked one. */
export function richPdf(fieldEntries = ''): Buffer {
  return tablePdf({
    1: '<</Type /Catalog /Pages 2 0 R /AcroForm 6 0 R>>',
    2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    3:
      '<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R /Annots [7 0 R 8 0 R 9 0 R] ' +
      '/Resources <</Font <</F 5 0 R>> /XObject <</X 10 0 R>>>>>>',
    4: content('BT /F 12 Tf 20 200 Td (Pay 100) Tj ET /X Do'),
    5: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>',
    6: '<</Fields [7 0 R 8 0 R 9 0 R] /SigFlags 3 /DR <</Font <</F 5 0 R>>>> /DA (/F 12 Tf)>>',
    7: widget('name', `/FT /Tx ${fieldEntries}`),
    8: widget('amount', '/FT /Tx /V (100) /AP <</N 11 0 R>>'),
    9: widget('slot', '/FT /Sig'),
    10: form('0 0 10 10 re f'),
    11: form('BT (100) Tj ET'),
  });
}

const content = (data: string): string => `<</Length ${data.length}>>\nstream\n${data}\nendstream`;
const form = (data: string): string =>
  `<</Type /XObject /Subtype /Form /BBox [0 0 10 10] /Length ${data.length}>>\nstream\n${data}\nendstream`;
const widget = (fieldName: string, entries: string): string =>
  `<</Type /Annot /Subtype /Widget /T (${fieldName}) /Rect [20 20 120 40] /P 3 0 R /F 4 ${entries}>>`;

/** A form XObject made in an update. */
export const appearance = (operators: string): PdfObject =>
  streamOf(
    dict({ Type: name('XObject'), Subtype: name('Form'), BBox: [0, 0, 300, 400] }),
    Buffer.from(operators),
  );

export { dateString, dict, name, PdfRef, textString };
