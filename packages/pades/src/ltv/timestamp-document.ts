import { PadesError } from '../errors.js';
import { toByteSource, type ByteSource, type DocumentInput } from '../pdf/byte-source.js';
import { openDocument, passwordOf } from '../pdf/document.js';
import { IncrementWriter } from '../pdf/increment.js';
import { pageAt } from '../pdf/pages.js';
import { addField } from '../sign/add-field.js';
import { buildSignature, digestOver, requireContentsBytes, writeByteRange } from '../sign/byte-range.js';
import { fieldNames, invisibleAppearance } from '../sign/form.js';
import { extendHash, hashSource } from '../sign/hashing.js';
import { incrementOf } from '../sign/increment-file.js';
import { requireRepairable } from '../sign/repairs.js';
import { byteRangePlaceholder, type SignatureDictionary } from '../sign/signature-dictionary.js';
import { readSigningRules, requireNone, type SigningRules } from '../sign/signing-rules.js';
import type { ByteRange } from '../sign/types.js';
import { getToken } from '../timestamp/get-token.js';
import { declareExtension } from './declare-extension.js';
import type { TimestampDocumentOptions, TimestampedDocument } from './types.js';

/** Tokens of public authorities carry their chain and have 4 to 8 KB. */
const DEFAULT_CONTENTS_BYTES = 12 * 1024;
/** Added to the size of a token that did not fit, since the next one may be a little larger. */
const SPARE_BYTES = 1024;

/**
 * Adds a document time-stamp (ISO 32000-2 §12.8.5; EN 319 142-1 §5.4.3) in an invisible field of its own, as one
 * incremental update. It proves that everything in the file, signatures included, existed at its time. Documents that are
 * certified to permit no changes may be time-stamped as well (ISO 32000-2 Table 257).
 *
 * The token's imprint, signature and purpose are checked; whether its authority is trusted is for the `timestamp` source
 * to see to (`trustAnchors` of `createTimestampClient`).
 *
 * @throws PadesError `timestamp.malformed`, `timestamp.mismatch`, `timestamp.invalid`, and whatever the source throws;
 *   `sign.contents-too-small` where `contentsBytes` was given and the token does not fit; `sign.field-name-taken`,
 *   `sign.permission-forbids`, `sign.repair-breaks-signatures`, or a `pdf.` code where the file cannot be read.
 */
export async function timestampDocument(
  input: DocumentInput,
  options: TimestampDocumentOptions,
): Promise<TimestampedDocument> {
  if (options.contentsBytes !== undefined) requireContentsBytes(options.contentsBytes);
  const source = toByteSource(input);
  const digestAlgorithm = options.digestAlgorithm ?? options.prefixHash?.digestAlgorithm ?? 'SHA-256';
  const prefixHash = await hashSource(source, digestAlgorithm, options.prefixHash);
  let contentsBytes = options.contentsBytes ?? DEFAULT_CONTENTS_BYTES;
  for (let attempt = 1; ; attempt++) {
    const { fieldName, increment, byteRange } = makeEmptyTimestamp(source, { ...options, contentsBytes });
    const digest = digestOver(prefixHash, increment, byteRange);
    const { token, genTime } = await getToken(options.timestamp, digest, digestAlgorithm);
    if (token.length > contentsBytes) {
      if (options.contentsBytes === undefined && attempt === 1) {
        contentsBytes = token.length + SPARE_BYTES;
        continue;
      }
      throw new PadesError(
        'sign.contents-too-small',
        `The time-stamp has ${token.length} bytes, and ${contentsBytes} are reserved`,
      );
    }
    increment.set(Buffer.from(Buffer.from(token).toString('hex'), 'latin1'), byteRange[1] - source.size + 1);
    const after = extendHash(prefixHash, increment);
    return {
      ...incrementOf(source, increment),
      fieldName,
      byteRange,
      token,
      genTime,
      ...(after === undefined ? {} : { prefixHash: after }),
    };
  }
}

interface EmptyTimestamp {
  readonly fieldName: string;
  readonly increment: Uint8Array;
  readonly byteRange: ByteRange;
}

/** The increment with room for a token. */
function makeEmptyTimestamp(
  source: ByteSource,
  options: TimestampDocumentOptions & { readonly contentsBytes: number },
): EmptyTimestamp {
  const document = openDocument(source, passwordOf(options));
  const rules = readSigningRules(document.latest);
  requireRepairable(document, rules);
  requireTimestampAllowed(rules);
  const writer = new IncrementWriter(document);
  const fieldName = nameFor(writer, options.fieldName);
  const dictionary = writeTimestampDictionary(options.contentsBytes);
  const value = writer.add({ raw: dictionary.raw });
  const invisible = { rect: [0, 0, 0, 0], ...invisibleAppearance(writer, rules) } as const;
  addField(writer, { fieldName, page: pageAt(document.latest, 0), value, document: rules, ...invisible });
  declareExtension(writer);
  const { increment, byteRangeOffset, byteRange } = buildSignature(
    writer,
    value,
    dictionary,
    options.contentsBytes,
  );
  writeByteRange(increment, byteRangeOffset, byteRange);
  return { fieldName, increment, byteRange };
}

/** A time-stamp changes nothing that a certification or a lock protects; permission bits it has to honour. */
function requireTimestampAllowed(rules: SigningRules): void {
  requireNone(
    rules.newFieldRefusals.filter(
      ({ code }) => code !== 'sign.docmdp-forbids' && code !== 'sign.fieldmdp-locked',
    ),
  );
}

function nameFor(writer: IncrementWriter, wanted: string | undefined): string {
  const taken = fieldNames(writer);
  if (wanted !== undefined) {
    if (wanted === '' || wanted.includes('.'))
      throw new TypeError('A new field needs a name without a full stop');
    if (taken.has(wanted))
      throw new PadesError('sign.field-name-taken', `There is a field ${wanted} already`);
    return wanted;
  }
  let number = 1;
  while (taken.has(`Timestamp-${number}`)) number++;
  return `Timestamp-${number}`;
}

/** A document time-stamp dictionary (ISO 32000-2 §12.8.5, Table 255) with room for `/ByteRange` and `/Contents`. */
function writeTimestampDictionary(contentsBytes: number): SignatureDictionary {
  const head = '<</Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 ';
  const beforeContents = `${head}${byteRangePlaceholder} /Contents `;
  const raw = Buffer.concat([
    Buffer.from(`${beforeContents}<`, 'latin1'),
    Buffer.alloc(contentsBytes * 2, 0x30),
    Buffer.from('>>>', 'latin1'),
  ]);
  return { raw, byteRangeOffset: head.length, contentsOffset: beforeContents.length };
}
