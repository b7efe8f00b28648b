import { readFileSync } from 'node:fs';
import { listSignatureFields, locateSignature, openDocument } from '@segl/pades';

/** A signature's CMS and the bytes it covers, taken out of a file. */
export interface Extracted {
  readonly field: string;
  readonly type: 'signature' | 'timestamp';
  readonly cms: Uint8Array;
  readonly covered: Uint8Array;
}

/** The signatures of a file in the order in which they stand in it. */
export function signaturesIn(exhibit: { readonly file: string; readonly password?: string }): Extracted[] {
  const bytes = readFileSync(exhibit.file);
  const document = openDocument(bytes, exhibit.password === undefined ? {} : { password: exhibit.password });
  const found: (Extracted & { readonly end: number })[] = [];
  for (const field of listSignatureFields(document.latest)) {
    if (field.signature === undefined) continue;
    const { byteRange, contents } = locateSignature(document, field.signature, document.latest);
    if (byteRange === undefined || contents === undefined) throw new Error(`${field.name} has no signature`);
    const [start = 0, length = 0, second = 0, rest = 0] = byteRange;
    const subFilter = document.latest.resolve(field.signature.dict.get('SubFilter'));
    found.push({
      field: field.name,
      type:
        typeof subFilter === 'object' &&
        subFilter !== null &&
        'value' in subFilter &&
        subFilter.value === 'ETSI.RFC3161'
          ? 'timestamp'
          : 'signature',
      cms: withoutPadding(contents),
      covered: Buffer.concat([bytes.subarray(start, start + length), bytes.subarray(second, second + rest)]),
      end: second + rest,
    });
  }
  return found.sort((one, other) => one.end - other.end);
}

/** The one DER element at the front; a CMS of ours has a length of two or three octets. */
function withoutPadding(contents: Uint8Array): Uint8Array {
  const count = (contents[1] ?? 0) & 0x7f;
  let length = 0;
  for (let index = 0; index < count; index++) length = length * 256 + (contents[2 + index] ?? 0);
  return contents.subarray(0, 2 + count + length);
}
