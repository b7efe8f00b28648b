import type { PdfDocument } from '../pdf/document.js';
import { nameValue } from '../pdf/objects.js';
import { decodeTextString } from '../pdf/text-string.js';
import { checkByteRange, type SignedRange } from '../verify/byte-range.js';
import { checkCoverage } from '../verify/coverage.js';
import type { FoundSignature } from '../verify/find-signatures.js';
import { Findings } from '../verify/findings.js';
import type { ConformanceFindings } from './requirements.js';

/** Whether a field holds a signature or a document time-stamp; told by `/SubFilter` and `/Type`. */
export function kindOf({ view, signature }: FoundSignature): 'signature' | 'timestamp' {
  const entry = (key: string): string | undefined => nameValue(view.resolve(signature.dict.get(key)));
  return entry('SubFilter') === 'ETSI.RFC3161' || entry('Type') === 'DocTimeStamp'
    ? 'timestamp'
    : 'signature';
}

/** Checks what both kinds of signature dictionaries must have; returns what they cover (ISO 32000-2 §12.8.1). */
export function checkSignatureDictionary(
  document: PdfDocument,
  found: FoundSignature,
  findings: ConformanceFindings,
): SignedRange | undefined {
  const { view, signature, location } = found;
  const entry = (key: string): string | undefined => nameValue(view.resolve(signature.dict.get(key)));
  if (entry('Filter') === undefined) findings.add('dictionary-filter-missing', '/Filter is missing');
  if (kindOf(found) === 'signature') {
    const type = entry('Type');
    if (type !== undefined && type !== 'Sig')
      findings.add('dictionary-type-wrong', `/Type is /${type}, not /Sig`);
    checkTime(found, findings);
    if (entry('SubFilter') !== 'ETSI.CAdES.detached')
      findings.add(
        'dictionary-subfilter-wrong',
        `/SubFilter is ${entry('SubFilter') ?? 'missing'}, not ETSI.CAdES.detached`,
      );
  } else {
    if (entry('Type') !== 'DocTimeStamp')
      findings.add('document-time-stamp-type-wrong', '/Type is not /DocTimeStamp');
    if (entry('SubFilter') !== 'ETSI.RFC3161')
      findings.add('document-time-stamp-type-wrong', '/SubFilter is not /ETSI.RFC3161');
  }
  if (signature.dict.has('Cert')) findings.add('dictionary-cert-present', '/Cert stands in the dictionary');
  if (location.contents === undefined || location.contents.every((octet) => octet === 0)) {
    findings.add('dictionary-contents-missing', '/Contents is missing or empty');
    return undefined;
  }
  if (location.byteRange === undefined) {
    findings.add('dictionary-byterange-missing', '/ByteRange is missing or no array of integers');
    return undefined;
  }
  return checkCovered(document, found, findings);
}

/** The ByteRange leaves out `/Contents` and nothing else of the file as it was when it was signed. */
function checkCovered(
  document: PdfDocument,
  found: FoundSignature,
  findings: ConformanceFindings,
): SignedRange | undefined {
  const faults = new Findings();
  const range = checkByteRange(document.source, found.location.byteRange, faults);
  const covered = range && checkCoverage(document, found, range, faults).coverage;
  if (range !== undefined && covered !== undefined && covered !== 'unclear') return range;
  for (const { message } of faults.all()) findings.add('dictionary-byterange-wrong', message);
  if (faults.all().length === 0)
    findings.add('dictionary-byterange-wrong', 'The ByteRange does not cover the whole of the document');
  return undefined;
}

const PDF_DATE =
  /^D:\d{4}((0[1-9]|1[0-2])((0[1-9]|[12]\d|3[01])(([01]\d|2[0-3])([0-5]\d([0-5]\d)?)?)?)?)?(Z(00'00'?)?|[+-]([01]\d|2[0-3])'([0-5]\d'?)?)?$/;

function checkTime({ view, signature }: FoundSignature, findings: ConformanceFindings): void {
  const text = decodeTextString(view.resolve(signature.dict.get('M')));
  if (text === undefined)
    findings.add('dictionary-time-missing', '/M, the claimed time of signing, is missing');
  else if (!PDF_DATE.test(text))
    findings.add('dictionary-time-malformed', `/M is no date: ${text.slice(0, 40)}`);
}
