import type { PdfDict, PdfObject, PdfRef } from '../pdf/objects.js';
import { dict, name } from '../pdf/objects.js';
import type { FieldMdp } from '../pdf/permissions.js';
import type { NewFieldLock } from './types.js';
import { serializeText } from '../pdf/serializer.js';
import { dateString, textString } from '../pdf/text-string.js';

export interface SignatureDictionaryInput {
  readonly signingTime: Date;
  readonly signerName: string;
  readonly location: string | undefined;
  /** Only where no commitment type and no signature policy will stand in the CMS. */
  readonly reason: string | undefined;
  readonly contentsBytes: number;
  /** DocMDP and FieldMDP references (ISO 32000-2 Table 256). */
  readonly references: readonly PdfDict[];
  /** Encrypts strings as the file wants those of the signature's object; see `IncrementWriter.encrypted`. */
  readonly encrypted: (value: PdfObject) => PdfObject;
}

export interface SignatureDictionary {
  readonly raw: Uint8Array;
  /** Offset in `raw` of `/ByteRange`, and the length of the text that may be written there. */
  readonly byteRangeOffset: number;
  /** Offset in `raw` of the `<` of `/Contents`. */
  readonly contentsOffset: number;
}

/** What `@signpdf/utils` looks for; real numbers are never longer. */
export const byteRangePlaceholder = '/ByteRange [0 /********** /********** /**********]';

/**
 * Writes a signature dictionary with room for `/ByteRange` and `/Contents` (ISO 32000-2 Table 255; EN 319 142-1
 * §6.3). The claimed time stands in `/M`. A `/Reason` is written only where one is given: it is forbidden beside a
 * commitment type.
 */
export function writeSignatureDictionary(input: SignatureDictionaryInput): SignatureDictionary {
  const head = '<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached ';
  // signpdf looks for ByteRange first and for `/Contents ` behind it.
  const beforeContents = `${head}${byteRangePlaceholder} /Contents `;
  const rest = serializeText(
    input.encrypted(
      dict({
        M: dateString(input.signingTime),
        Name: textString(input.signerName),
        Location: input.location === undefined ? undefined : textString(input.location),
        Reason: input.reason === undefined ? undefined : textString(input.reason),
        Reference: input.references.length > 0 ? [...input.references] : undefined,
      }),
    ),
  ).slice(2);
  const raw = Buffer.concat([
    Buffer.from(`${beforeContents}<`, 'latin1'),
    Buffer.alloc(input.contentsBytes * 2, 0x30),
    Buffer.from(`> ${rest}`, 'latin1'),
  ]);
  return { raw, byteRangeOffset: head.length, contentsOffset: beforeContents.length };
}

/** The transform that makes a signature a certification (ISO 32000-2 Table 257). */
export function docMdpReference(level: 1 | 2 | 3): PdfDict {
  return dict({
    Type: name('SigRef'),
    TransformMethod: name('DocMDP'),
    TransformParams: dict({ Type: name('TransformParams'), V: name('1.2'), P: level }),
  });
}

/** The transform that carries out a field's lock (ISO 32000-2 Table 259). */
export function fieldMdpReference(lock: FieldMdp, catalog: PdfRef): PdfDict {
  return dict({
    Type: name('SigRef'),
    TransformMethod: name('FieldMDP'),
    Data: catalog,
    TransformParams: dict({
      Type: name('TransformParams'),
      V: name('1.2'),
      Action: name(lock.action),
      Fields: lock.action === 'All' ? undefined : lock.fields.map(textString),
    }),
  });
}

/** A signature field lock (ISO 32000-2 Table 236). */
export function lockDictionary({ action, fields = [], documentLevel }: NewFieldLock): PdfDict {
  return dict({
    Type: name('SigFieldLock'),
    Action: name(action),
    Fields: action === 'All' ? undefined : fields.map(textString),
    P: documentLevel,
  });
}
