import { OID } from '../cms/oids.js';
import { PadesError } from '../errors.js';
import type { PdfDocument } from '../pdf/document.js';
import { nameValue } from '../pdf/objects.js';
import { imprintIsOf } from '../timestamp/token.js';
import type { Certificate } from '../x509/certificate.js';
import { checkByteRange, type SignedRange } from './byte-range.js';
import { checkCms, readCms, type CheckedCms } from './check-cms.js';
import { checkCoverage, type CoverageResult } from './coverage.js';
import type { Evidence } from './evidence.js';
import type { FoundSignature } from './find-signatures.js';
import { Findings } from './findings.js';
import type { RangeHasher } from './range-hasher.js';
import { checkToken, type CheckedToken } from './trust.js';

/** A signature after all checks that need no trust. */
export interface CheckedSignature {
  readonly found: FoundSignature;
  readonly type: 'signature' | 'timestamp';
  readonly subFilter: string | undefined;
  readonly range: SignedRange | undefined;
  readonly coverage: CoverageResult;
  readonly findings: Findings;
  /** Of a signature. */
  readonly cms?: CheckedCms;
  /** Time-stamps over the signature value, in the CMS. */
  readonly timestamps: readonly CheckedToken[];
  /** The token itself, of a document time-stamp. */
  readonly token?: CheckedToken;
  readonly certificate: Certificate | undefined;
}

const UNCLEAR: CoverageResult = { coverage: 'unclear', modification: 'unclear' };

/** Checks one signature or document time-stamp: what it covers, its cryptography, what came after it. */
export async function checkSignature(
  document: PdfDocument,
  found: FoundSignature,
  evidence: Evidence,
  hasher: RangeHasher,
): Promise<CheckedSignature> {
  const findings = new Findings();
  const { view, signature, location } = found;
  const subFilter = nameValue(view.resolve(signature.dict.get('SubFilter')));
  const type = subFilter === 'ETSI.RFC3161' ? 'timestamp' : 'signature';
  const base = { found, type, subFilter, findings } as const;
  if (location.contents === undefined || location.contents.length === 0)
    findings.add('contents-missing', 'There is no signature in /Contents');
  const range = checkByteRange(document.source, location.byteRange, findings);
  if (range === undefined || !findings.leaves('intact'))
    return { ...base, range, coverage: UNCLEAR, timestamps: [], certificate: undefined };

  const coverage = checkCoverage(document, found, range, findings);
  // What it covers is no document: what it says of those bytes is of no use to anybody, and costs reading them.
  if (coverage.coverage === 'unclear')
    return { ...base, range, coverage, timestamps: [], certificate: undefined };
  if (type === 'timestamp') {
    const token = checkDocumentTimestamp({ range, hasher }, evidence, findings);
    return {
      ...base,
      range,
      coverage,
      timestamps: [],
      certificate: token?.certificate,
      ...(token === undefined ? {} : { token }),
    };
  }
  const cms = await checkCms(
    { source: document.source, hasher, range, subFilter, certificates: evidence.certificates },
    findings,
  );
  if (cms === undefined) return { ...base, range, coverage, timestamps: [], certificate: undefined };
  evidence.addSignedData(cms.signedData);
  checkDictionary(found, cms, subFilter, findings);
  return {
    ...base,
    range,
    coverage,
    cms,
    timestamps: checkSignatureTimestamps(cms, evidence, findings),
    certificate: cms.certificate,
  };
}

/** What EN 319 142-1 §6.3 forbids side by side. */
function checkDictionary(
  found: FoundSignature,
  cms: CheckedCms,
  subFilter: string | undefined,
  findings: Findings,
): void {
  if (subFilter !== 'ETSI.CAdES.detached') return;
  const attributes = cms.signerInfo.signedAttributes;
  if (attributes?.signingTime !== undefined)
    findings.add(
      'signing-time-in-cms',
      'The signature carries a signing-time; in PAdES the time stands in /M',
    );
  if (attributes?.commitmentTypeOid !== undefined && found.signature.dict.has('Reason'))
    findings.add('reason-with-commitment', 'A /Reason stands beside a commitment type');
}

/** Checks the token of a document time-stamp, and that it is of the bytes covered. */
export function checkDocumentTimestamp(
  { range, hasher }: { readonly range: SignedRange; readonly hasher: RangeHasher },
  evidence: Evidence,
  findings: Findings,
): CheckedToken | undefined {
  const signedData = readCms(range.contents, findings);
  if (signedData === undefined) return undefined;
  const der = range.contents.subarray(0, range.contents.length - signedData.trailing.length);
  const attempt = new Findings();
  const checked = checkToken(der, evidence, attempt);
  if (checked === undefined) {
    for (const { message } of attempt.all()) findings.add('signature-invalid', message);
    return undefined;
  }
  try {
    const { digestOid, hash } = checked.token.tstInfo.messageImprint;
    if (Buffer.compare(hasher.digest(range, digestOid), hash) !== 0)
      findings.add('digest-mismatch', 'The document is not the one that was time-stamped');
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
    findings.add('algorithm-unsupported', error.message);
  }
  return checked;
}

/** The time-stamps over a signature value that hold; what is wrong with others becomes a finding. */
export function checkSignatureTimestamps(
  cms: CheckedCms,
  evidence: Evidence,
  findings: Findings,
): CheckedToken[] {
  const tokens = cms.signerInfo.unsignedAttributes.get(OID.signatureTimeStamp)?.values ?? [];
  const good: CheckedToken[] = [];
  for (const der of tokens.slice(0, 20)) {
    const checked = checkToken(der, evidence, findings);
    if (checked === undefined) continue;
    try {
      if (imprintIsOf(checked.token, cms.signerInfo.signature)) good.push(checked);
      else findings.add('timestamp-invalid', 'The time-stamp is of another signature');
    } catch (error) {
      if (!(error instanceof PadesError)) throw error;
      findings.add('timestamp-invalid', error.message);
    }
  }
  return good;
}
