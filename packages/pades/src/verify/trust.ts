import { parseTimestampToken, verifyTimestampToken, type TimestampToken } from '../timestamp/token.js';
import { PadesError } from '../errors.js';
import { fetchCrl, fetchOcsp, wasNotAnswered, type RevocationResolver } from '../revocation/client.js';
import { knownSince, speaksAbout, type CertificateStatus } from '../revocation/certificate-status.js';
import { isSelfIssued, needsNoRevocation, type Certificate } from '../x509/certificate.js';
import { formatName } from '../x509/name.js';
import { findPath, sameCertificate, type CertificatePurpose } from '../x509/path.js';
import type { Evidence } from './evidence.js';
import type { Findings } from './findings.js';

/** Whom to trust, and where to ask. */
export interface TrustContext {
  readonly trustAnchors: readonly Certificate[];
  readonly evidence: Evidence;
  /** Asks about certificates for which the file brings no answer that is new enough; left out, nobody is asked. */
  readonly resolver: RevocationResolver | undefined;
}

/** The verdict about one certificate. */
export interface TrustResult {
  readonly trusted: boolean;
  /** From the certificate to the anchor, where there is one. */
  readonly path: readonly Certificate[];
  /** Whether every certificate below the anchor has an answer that it was not revoked. */
  readonly revocation: 'good' | 'revoked' | 'unknown' | 'not-checked';
}

/**
 * Whether a certificate leads to an anchor and was not revoked at a moment. A revocation that came later does not count
 * against what is proven to be older.
 */
export async function checkTrust(
  certificate: Certificate,
  purpose: CertificatePurpose,
  at: Date,
  context: TrustContext,
  findings: Findings,
): Promise<TrustResult> {
  const result = findPath(certificate, {
    trustAnchors: context.trustAnchors,
    intermediates: context.evidence.certificates,
    at,
    purpose,
  });
  if (!result.ok) {
    for (const { message } of result.faults) findings.add('chain-invalid', message);
    return { trusted: false, path: result.path, revocation: 'not-checked' };
  }
  const revocation = await checkRevocation(result.path, at, context, findings);
  return { trusted: revocation !== 'revoked', path: result.path, revocation };
}

async function checkRevocation(
  path: readonly Certificate[],
  at: Date,
  context: TrustContext,
  findings: Findings,
): Promise<TrustResult['revocation']> {
  let overall: TrustResult['revocation'] = 'good';
  for (const [index, certificate] of path.entries()) {
    const issuer = path[index + 1];
    const isAnchor = context.trustAnchors.some((anchor) => sameCertificate(anchor, certificate));
    if (issuer === undefined || isAnchor || isSelfIssued(certificate) || needsNoRevocation(certificate))
      continue;
    const status = await statusOf(certificate, issuer, at, context);
    const name = formatName(certificate.subject);
    if (status === undefined) {
      findings.add('revocation-unknown', `Whether "${name}" was revoked is not known`);
      overall = 'unknown';
    } else if (status.status === 'revoked' && (status.revocationTime ?? new Date(0)) <= at) {
      const when = status.revocationTime?.toISOString() ?? 'an unknown time';
      findings.add(
        'certificate-revoked',
        `"${name}" was revoked at ${when} (${status.reason ?? 'no reason given'})`,
      );
      return 'revoked';
    }
  }
  return overall;
}

/**
 * The signer chooses what a file carries: a "good" from before the moment may hide a revocation since then. It counts only
 * where nobody is there to be asked.
 */
async function statusOf(
  certificate: Certificate,
  issuer: Certificate,
  at: Date,
  { evidence, resolver }: TrustContext,
): Promise<CertificateStatus | undefined> {
  const held = evidence.statusOf(certificate, issuer, at);
  if (resolver === undefined || held?.status === 'revoked') return held;
  const recent = evidence.statusOf(certificate, issuer, at, (status) => knownSince(status, at));
  if (recent !== undefined) return recent;
  const answer = await ask(certificate, issuer, at, resolver);
  return answer === 'not-answered' ? held : answer;
}

async function ask(
  certificate: Certificate,
  issuer: Certificate,
  at: Date,
  resolver: RevocationResolver,
): Promise<CertificateStatus | 'not-answered' | undefined> {
  let answered = false;
  const request = { certificate: certificate.der, issuer: issuer.der, resolver };
  for (const fetchStatus of [fetchOcsp, fetchCrl]) {
    try {
      const status = await fetchStatus(request);
      if (status.status !== 'unknown' && (status.status === 'revoked' || speaksAbout(status, at)))
        return status;
      answered = true;
    } catch (error) {
      // No answer is reported by the caller as "not known".
      if (!(error instanceof PadesError)) throw error;
      answered ||= !wasNotAnswered(error);
    }
  }
  return answered ? undefined : 'not-answered';
}

/** A time-stamp token that holds cryptographically. */
export interface CheckedToken {
  readonly token: TimestampToken;
  readonly certificate: Certificate;
}

/** Reads and verifies a token; what is wrong becomes a finding. Whom it leads to is not looked at. */
export function checkToken(
  der: Uint8Array,
  evidence: Evidence,
  findings: Findings,
): CheckedToken | undefined {
  try {
    const token = parseTimestampToken(der);
    evidence.addSignedData(token.signedData);
    return { token, certificate: verifyTimestampToken(token, { certificates: evidence.certificates }) };
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
    findings.add('timestamp-invalid', error.message);
    return undefined;
  }
}
