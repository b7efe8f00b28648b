import { createHash } from 'node:crypto';
import { digestName } from '../cms/algorithms.js';
import { OID } from '../cms/oids.js';
import { readFirst } from '../cms/asn1-reader.js';
import type { ByteSource } from '../pdf/byte-source.js';
import {
  imprintIsOf,
  parseTimestampToken,
  verifyTimestampToken,
  type TimestampToken,
} from '../timestamp/token.js';
import { signedChunks, type SignedRange } from '../verify/byte-range.js';
import type { Certificate } from '../x509/certificate.js';
import { messageOf, type ConformingCms } from './check-cms.js';
import type { ConformanceFindings } from './requirements.js';

/** A time-stamp that holds cryptographically; whom it leads to is not looked at. */
export interface HoldingTimestamp {
  readonly token: TimestampToken;
  readonly certificate: Certificate;
}

/** Checks the time-stamps over the signature value that the CMS carries (EN 319 122-1 §5.3). */
export function checkSignatureTimestamps(
  { signerInfo, certificate }: ConformingCms,
  knownCertificates: readonly Certificate[],
  findings: ConformanceFindings,
): HoldingTimestamp[] {
  const holding: HoldingTimestamp[] = [];
  for (const der of signerInfo.unsignedAttributes.get(OID.signatureTimeStamp)?.values ?? []) {
    try {
      const token = parseTimestampToken(der);
      const authority = verifyTimestampToken(token, { certificates: knownCertificates });
      if (imprintIsOf(token, signerInfo.signature)) holding.push({ token, certificate: authority });
      else findings.add('time-stamp-invalid', 'The time-stamp is of another signature');
      if (certificate !== undefined && token.tstInfo.genTime > certificate.notAfter)
        findings.add('time-stamp-after-expiry', 'The time-stamp was made when the certificate had expired');
    } catch (error) {
      findings.add('time-stamp-invalid', messageOf(error));
    }
  }
  return holding;
}

/** Checks a document time-stamp: a token over the bytes that its ByteRange covers (ISO 32000-2 §12.8.5). */
export function checkDocumentTimestamp(
  source: ByteSource,
  range: SignedRange,
  knownCertificates: readonly Certificate[],
  findings: ConformanceFindings,
): HoldingTimestamp | undefined {
  try {
    const der = readFirst(range.contents, 'ber').bytes;
    const token = parseTimestampToken(der);
    const certificate = verifyTimestampToken(token, { certificates: knownCertificates });
    const { digestOid, hash } = token.tstInfo.messageImprint;
    const digest = createHash(digestName(digestOid));
    for (const chunk of signedChunks(source, range)) digest.update(chunk);
    if (Buffer.compare(digest.digest(), hash) === 0) return { token, certificate };
    findings.add('document-time-stamp-invalid', 'The time-stamp is of another document');
  } catch (error) {
    findings.add('document-time-stamp-invalid', messageOf(error));
  }
  return undefined;
}
