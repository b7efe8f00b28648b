import { createHash } from 'node:crypto';
import { openDocument } from '../../src/pdf/document.js';
import { PdfDict, PdfStream } from '../../src/pdf/objects.js';
import { listSignatureFields, type SignatureField } from '../../src/pdf/signature-fields.js';
import { embedSignature } from '../../src/sign/embed-signature.js';
import { prepareSignature } from '../../src/sign/prepare-signature.js';
import type { ByteRange, PrepareSignatureOptions } from '../../src/sign/types.js';
import { onePage, tablePdf, type Objects } from '../pdf/made-pdfs.js';
import { extension, issue, makePki, signerOf } from '../support/pki.js';

const pki = makePki();

/** A signer under a root of its own. */
export const signer = signerOf(
  issue({ name: 'Kari Nordmann', extensions: [extension.notCa(), extension.keyUsage(0, 1)] }, pki.authority),
);
export const trustAnchors = [pki.root.certificate];

export const signingTime = new Date('2026-11-22T13:05:00Z');

export const basics = {
  signerName: 'Kari Nordmann',
  signingTime,
  contentsBytes: 6000,
  digestAlgorithm: 'SHA-256',
} as const;

/** A document with a form: field objects by number, listed in order. */
export function formPdf(fields: Objects, objects: Objects = {}): Buffer {
  const refs = Object.keys(fields)
    .map((num) => `${num} 0 R`)
    .join(' ');
  return tablePdf({
    ...onePage,
    1: `<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [${refs}]>>>>`,
    3: (onePage[3] ?? '').replace('/Contents', `/Annots [${refs}] /Contents`),
    ...fields,
    ...objects,
  });
}

export function emptyField(name: string, entries = ''): string {
  return `<</Type /Annot /Subtype /Widget /FT /Sig /T (${name}) /Rect [20 20 200 80] /P 3 0 R /F 4 ${entries}>>`;
}

/** Signs with bytes that are no signature: enough for what only looks at the dictionaries. */
export async function pretendToSign(
  bytes: Uint8Array,
  options: Partial<PrepareSignatureOptions> & Pick<PrepareSignatureOptions, 'field'>,
): Promise<Uint8Array> {
  const toBeSigned = await prepareSignature(bytes, { ...basics, ...options });
  return embedSignature(toBeSigned, Buffer.from('300a', 'hex')).toBytes();
}

export function fieldsOf(bytes: Uint8Array): Map<string, SignatureField> {
  return new Map(listSignatureFields(openDocument(bytes).latest).map((field) => [field.name, field]));
}

export function digestOver(
  bytes: Uint8Array,
  [start, length, second, rest]: ByteRange,
  algorithm = 'sha256',
): string {
  return createHash(algorithm)
    .update(bytes.subarray(start, start + length))
    .update(bytes.subarray(second, second + rest))
    .digest('hex');
}

/** Numbers of the objects that the newest revision wrote. */
export function touchedBy(bytes: Uint8Array): number[] {
  const { revisions } = openDocument(bytes, { mode: 'strict' });
  return [...(revisions[revisions.length - 1]?.objectNumbers() ?? [])];
}

/** The normal appearance of a field's widget. */
export function appearanceOf(bytes: Uint8Array, name: string): PdfStream | undefined {
  const view = openDocument(bytes).latest;
  const field = fieldsOf(bytes).get(name);
  const appearances = view.dict(field?.widget.get('AP'));
  const normal = view.resolve(appearances instanceof PdfDict ? appearances.get('N') : undefined);
  return normal instanceof PdfStream ? normal : undefined;
}
