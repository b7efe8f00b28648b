import { OID } from '../cms/oids.js';
import { findSignerCertificate } from '../cms/find-signer.js';
import { parseSignedData } from '../cms/parse-signed-data.js';
import { PadesError } from '../errors.js';
import type { PdfDocument } from '../pdf/document.js';
import { nameValue } from '../pdf/objects.js';
import { imprintIsOf, parseTimestampToken, verifyTimestampToken } from '../timestamp/token.js';
import { checkByteRange } from '../verify/byte-range.js';
import { checkCms } from '../verify/check-cms.js';
import { checkDocumentTimestamp, checkSignatureTimestamps } from '../verify/check-signature.js';
import type { Evidence } from '../verify/evidence.js';
import { findSignatures, type FoundSignature } from '../verify/find-signatures.js';
import { Findings } from '../verify/findings.js';
import type { RangeHasher } from '../verify/range-hasher.js';
import type { CheckedToken } from '../verify/trust.js';
import { parseCertificate, type Certificate } from '../x509/certificate.js';

/** A signature in a document, as far as its validation data go. */
export interface HeldSignature {
  readonly kind: 'signature';
  readonly fieldName: string;
  /** Behind the last byte it covers. */
  readonly end: number;
  readonly certificate: Certificate;
  /** Over the signature value, in the CMS. */
  readonly timestamps: readonly CheckedToken[];
}

/** A document time-stamp. */
export interface HeldTimestamp extends CheckedToken {
  readonly kind: 'timestamp';
  readonly fieldName: string;
  readonly end: number;
}

/**
 * Reads the signatures of a document, or those named, and all its document time-stamps, in the order in which they were
 * made, and verifies what they say of the bytes they cover. What came after each is not looked at. What their CMS carries
 * goes into `evidence`.
 *
 * @throws PadesError `ltv.signature-invalid`, `sign.field-not-found`.
 */
export async function readHeldSignatures(
  document: PdfDocument,
  evidence: Evidence,
  hasher: RangeHasher,
  options: { readonly fields?: readonly string[] | undefined } = {},
): Promise<readonly (HeldSignature | HeldTimestamp)[]> {
  const found = findSignatures(document).filter(({ presence }) => presence === 'present');
  for (const wanted of options.fields ?? [])
    if (!found.some(({ field }) => field.name === wanted))
      throw new PadesError('sign.field-not-found', `There is no signature in a field ${wanted}`);
  const held: (HeldSignature | HeldTimestamp)[] = [];
  for (const one of found) {
    const subFilter = nameValue(one.view.resolve(one.signature.dict.get('SubFilter')));
    const isTimestamp = subFilter === 'ETSI.RFC3161';
    if (!isTimestamp && options.fields?.includes(one.field.name) === false) continue;
    held.push(await readOne(document, one, { subFilter, isTimestamp, evidence, hasher }));
  }
  return held;
}

async function readOne(
  document: PdfDocument,
  found: FoundSignature,
  {
    subFilter,
    isTimestamp,
    evidence,
    hasher,
  }: {
    readonly subFilter: string | undefined;
    readonly isTimestamp: boolean;
    readonly evidence: Evidence;
    readonly hasher: RangeHasher;
  },
): Promise<HeldSignature | HeldTimestamp> {
  const findings = new Findings();
  const fieldName = found.field.name;
  const broken = (why: string): PadesError =>
    new PadesError('ltv.signature-invalid', `The signature in field ${fieldName} does not hold: ${why}`);
  const requireSound = (): void => {
    const fault = findings.all().find(({ severity }) => severity === 'error');
    if (fault !== undefined) throw broken(fault.message);
  };
  const range = checkByteRange(document.source, found.location.byteRange, findings);
  requireSound();
  if (range === undefined) throw broken('Its byte range cannot be read');
  if (isTimestamp) {
    const token = checkDocumentTimestamp({ range, hasher }, evidence, findings);
    requireSound();
    if (token === undefined) throw broken('Its token cannot be read');
    return { kind: 'timestamp', fieldName, end: range.end, ...token };
  }
  const cms = await checkCms(
    { source: document.source, hasher, range, subFilter, certificates: evidence.certificates },
    findings,
  );
  if (cms !== undefined) evidence.addSignedData(cms.signedData);
  const timestamps = cms === undefined ? [] : checkSignatureTimestamps(cms, evidence, findings);
  requireSound();
  if (cms?.certificate === undefined) throw broken('It cannot be read');
  return { kind: 'signature', fieldName, end: range.end, certificate: cms.certificate, timestamps };
}

/** What {@link readHeldSignatures} would say of a signature that was made a moment ago, and need not be verified. */
export function heldSignatureOf(
  cms: Uint8Array,
  place: { readonly fieldName: string; readonly end: number },
  evidence: Evidence,
): HeldSignature {
  const signedData = parseSignedData(cms);
  evidence.addSignedData(signedData);
  const [signerInfo] = signedData.signerInfos;
  const certificate =
    signerInfo && findSignerCertificate(signerInfo.sid, signedData.certificates.map(parseCertificate));
  if (signerInfo === undefined || certificate === undefined)
    throw new PadesError('ltv.signature-invalid', 'The signature does not carry its certificate');
  const tokens = signerInfo.unsignedAttributes.get(OID.signatureTimeStamp)?.values ?? [];
  return {
    kind: 'signature',
    ...place,
    certificate,
    timestamps: tokens.map((der) => {
      const token = parseTimestampToken(der);
      if (!imprintIsOf(token, signerInfo.signature))
        throw new PadesError(
          'ltv.signature-invalid',
          'The time-stamp is of something else than the signature',
        );
      evidence.addSignedData(token.signedData);
      return { token, certificate: verifyTimestampToken(token) };
    }),
  };
}
