import type { PdfView } from '../pdf/document.js';
import { isArray, PdfStream } from '../pdf/objects.js';
import { Evidence } from '../verify/evidence.js';
import { isSelfIssued, isSignedBy, needsNoRevocation, type Certificate } from '../x509/certificate.js';
import { formatName, sameName } from '../x509/name.js';
import { sameCertificate } from '../x509/path.js';
import type { ConformingCms } from './check-cms.js';
import type { HoldingTimestamp } from './check-time-stamps.js';
import type { ConformanceFindings } from './requirements.js';

/** A certificate whose validation data must be there, and the moment they must speak about. */
export interface Validated {
  readonly certificate: Certificate;
  readonly at: Date;
}

/** What validation data are demanded for, and where they may come from. */
export interface ValidationDataInput {
  /** The document as it stands, or as a document time-stamp covers it. */
  readonly view: PdfView;
  readonly cms: ConformingCms;
  readonly timestamps: readonly HoldingTimestamp[];
  readonly validated: readonly Validated[];
  /** Certificates that are trusted by themselves. */
  readonly trustAnchors: readonly Certificate[];
}

const MAX_PATH = 20;

/** Everything that level B-LT demands and that is not there (EN 319 142-1 §5.4.1, §6.3), as messages by code. */
export function missingValidationData(
  input: ValidationDataInput,
): { readonly code: 'certificate-value-missing' | 'revocation-value-missing'; readonly message: string }[] {
  const evidence = new Evidence();
  evidence.addSecurityStore(input.view);
  evidence.addSignedData(input.cms.signedData);
  for (const { token } of input.timestamps) evidence.addSignedData(token.signedData);
  const missing = new Map<
    string,
    { code: 'certificate-value-missing' | 'revocation-value-missing'; message: string }
  >();
  const queue = [...input.validated];
  const seen = new Set<string>();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { certificate, at } = next;
    const key = Buffer.from(certificate.der).toString('base64');
    if (seen.has(key) || seen.size > MAX_PATH * 10) continue;
    seen.add(key);
    const anchored = input.trustAnchors.some((anchor) => sameCertificate(anchor, certificate));
    if (anchored || isSelfIssued(certificate)) continue;
    const name = formatName(certificate.subject);
    const issuer = [...evidence.certificates, ...input.trustAnchors].find(
      (candidate) => sameName(candidate.subject, certificate.issuer) && isSignedBy(certificate, candidate),
    );
    if (issuer === undefined) {
      missing.set(`c${key}`, {
        code: 'certificate-value-missing',
        message: `The certificate of "${formatName(certificate.issuer)}", which issued "${name}", is missing`,
      });
      continue;
    }
    queue.push({ certificate: issuer, at });
    if (needsNoRevocation(certificate)) continue;
    const status = evidence.statusOf(certificate, issuer, at);
    if (status === undefined) {
      missing.set(`r${key}`, {
        code: 'revocation-value-missing',
        message: `No OCSP answer or CRL about "${name}" speaks about ${at.toISOString()}`,
      });
    } else queue.push({ certificate: status.responder, at: status.producedAt });
  }
  return [...missing.values()];
}

/** Checks the form of the document security store (ISO 32000-2 Table 261) and that it is there where needed. */
export function checkSecurityStore(
  view: PdfView,
  validated: readonly Validated[],
  findings: ConformanceFindings,
): void {
  const store = view.dict(view.catalog.get('DSS'));
  if (store === undefined) {
    // Where every certificate signed itself there is nothing to store.
    if (validated.some(({ certificate }) => !isSelfIssued(certificate)))
      findings.add('security-store-missing', 'The document has no security store (/DSS)');
    return;
  }
  for (const key of ['Certs', 'OCSPs', 'CRLs']) {
    const items = view.resolve(store.get(key));
    if (items === undefined) continue;
    if (!isArray(items) || items.some((item) => !(view.resolve(item) instanceof PdfStream)))
      findings.add('security-store-malformed', `/${key} of the security store is no array of streams`);
  }
  if (store.has('VRI'))
    findings.add('vri-present', 'The security store holds /VRI, which is of no use any more');
}
