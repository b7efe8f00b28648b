import { fingerprint } from '../cms/fingerprint.js';
import { PadesError } from '../errors.js';
import type { SecurityStore } from '../pdf/security-store.js';
import { createCachingResolver } from '../revocation/caching-resolver.js';
import { knownSince, speaksAbout, type CertificateStatus } from '../revocation/certificate-status.js';
import {
  createHttpResolver,
  fetchCrl,
  fetchIssuer,
  fetchOcsp,
  wasNotAnswered,
  type RevocationResolver,
} from '../revocation/client.js';
import type { Evidence } from '../verify/evidence.js';
import { isSelfIssued, isSignedBy, needsNoRevocation, type Certificate } from '../x509/certificate.js';
import { formatName } from '../x509/name.js';
import { findPath, sameCertificate } from '../x509/path.js';
import { parseCertificate } from '../x509/certificate.js';
import type { ValidationDataOptions } from './types.js';
import type { CertificateUse } from './validation-uses.js';

/** Issuers' certificates fetched for one chain. */
const MAX_FETCHED_ISSUERS = 8;
/** Certificates whose status is asked for in one call; a hostile tangle of responders ends here. */
const MAX_STATUSES = 200;
/** How far responders may be vouched for by further responders. */
const MAX_DEPTH = 6;

/**
 * Collects all that is needed to validate certificates later: their chains up to trust anchors, an answer about the
 * revocation of each certificate below the anchor, and the same for those who signed the answers (RFC 5280 §6,
 * RFC 6960 §4.2.2.2). Answers that `evidence` holds already are used where they were made since the moment that matters, and
 * those among the options while they speak about it; otherwise OCSP is asked, and where that gives nothing, the CRL is
 * fetched. Older answers from the file, which the signer may have chosen, count only where nobody answers and they are
 * still valid. Everything that can be asked at once is.
 *
 * Nothing is asked about anchors, about OCSP responders whose certificate says so (id-pkix-ocsp-nocheck), and about
 * certificates too short-lived to be revoked (ETSI EN 319 412-1 §5.2, RFC 9608).
 *
 * @throws PadesError `ltv.chain-incomplete`, `ltv.chain-invalid`, `ltv.revocation-missing`, `ltv.revoked`,
 *   `ltv.limit-exceeded`; `x509.malformed` for a trust anchor that is no certificate.
 */
export async function collectValidationData(
  uses: readonly CertificateUse[],
  evidence: Evidence,
  options: ValidationDataOptions,
): Promise<SecurityStore> {
  const collection = new Collection(evidence, options);
  await Promise.all(uses.map((use) => collection.follow(use)));
  return collection.data();
}

class Collection {
  private readonly certificates = new Map<string, Uint8Array>();
  private readonly ocspResponses = new Map<string, Uint8Array>();
  private readonly crls = new Map<string, Uint8Array>();
  private readonly started = new Set<string>();
  private readonly anchors: readonly Certificate[] | undefined;
  private readonly resolver: RevocationResolver;
  private readonly present: Date;
  /** Fingerprints of answers that the caller vouches for, whatever their age. */
  private readonly given: ReadonlySet<string>;

  constructor(
    private readonly evidence: Evidence,
    options: ValidationDataOptions,
  ) {
    this.anchors = options.trustAnchors?.map(parseCertificate);
    // Several certificates often point to one list, and several chains share their upper part.
    this.resolver = createCachingResolver(options.resolver ?? createHttpResolver());
    this.present = options.at ?? new Date();
    this.given = new Set([...(options.ocspResponses ?? []), ...(options.crls ?? [])].map(fingerprint));
  }

  data(): SecurityStore {
    return {
      certificates: [...this.certificates.values()],
      ocspResponses: [...this.ocspResponses.values()],
      crls: [...this.crls.values()],
    };
  }

  /** Collects what one certificate needs. */
  async follow(use: CertificateUse): Promise<void> {
    const path = await this.pathOf(use);
    for (const { der } of path) this.certificates.set(fingerprint(der), der);
    await Promise.all(
      path.slice(0, -1).map((certificate, index) => {
        const issuer = path[index + 1];
        return issuer && this.settle({ certificate, issuer, at: use.at, above: [] });
      }),
    );
  }

  /** A valid path to an anchor; issuers that nobody brought along are fetched from where certificates point. */
  private async pathOf({ certificate, purpose, at }: CertificateUse): Promise<readonly Certificate[]> {
    for (let fetched = 0; ; fetched++) {
      const result = findPath(certificate, {
        trustAnchors: this.anchors ?? this.selfSigned(certificate),
        intermediates: this.evidence.certificates,
        at,
        purpose,
      });
      if (result.ok) return result.path;
      const last = result.path.at(-1) ?? certificate;
      const why = result.faults.map(({ message }) => message).join('; ');
      const name = formatName(certificate.subject);
      if (!result.faults.some(({ code }) => code === 'no-issuer-found') || isSelfIssued(last))
        throw new PadesError('ltv.chain-invalid', `The chain of "${name}" is not valid: ${why}`);
      if (fetched >= MAX_FETCHED_ISSUERS)
        throw new PadesError('ltv.limit-exceeded', `The chain of "${name}" has no end`);
      await this.fetchIssuerOf(last, `The chain of "${name}" is incomplete: ${why}`);
    }
  }

  /** Where chains end when no anchors were named. A signer cannot vouch for itself. */
  private selfSigned(leaf: Certificate): readonly Certificate[] {
    return this.evidence.certificates.filter(
      (certificate) =>
        !sameCertificate(certificate, leaf) &&
        isSelfIssued(certificate) &&
        isSignedBy(certificate, certificate),
    );
  }

  private async fetchIssuerOf(certificate: Certificate, message: string): Promise<void> {
    let issuer: Uint8Array;
    try {
      issuer = await fetchIssuer({ certificate: certificate.der, resolver: this.resolver });
    } catch (cause) {
      if (!(cause instanceof PadesError)) throw cause;
      throw new PadesError('ltv.chain-incomplete', message, { cause });
    }
    // An issuer that was known already and led nowhere leads nowhere again.
    const known = this.evidence.certificates.some(({ der }) => Buffer.compare(der, issuer) === 0);
    if (known) throw new PadesError('ltv.chain-incomplete', message);
    this.evidence.addCertificate(issuer);
  }

  /** Finds an answer about one certificate, and what that answer needs in turn. */
  private async settle(question: Question): Promise<void> {
    const { certificate, issuer, at } = question;
    if (needsNoRevocation(certificate)) return;
    const key = `${fingerprint(certificate.der)} ${at.getTime()}`;
    if (this.started.has(key)) return;
    this.started.add(key);
    if (this.started.size > MAX_STATUSES || question.above.length > MAX_DEPTH)
      throw new PadesError('ltv.limit-exceeded', 'Too many certificates to ask about');
    const accept = (status: CertificateStatus): boolean => !vouchesForItself(status, question);
    const held = this.evidence.statusOf(certificate, issuer, at, accept);
    const sure =
      held?.status === 'revoked'
        ? held
        : this.evidence.statusOf(
            certificate,
            issuer,
            at,
            (status) => accept(status) && (knownSince(status, at) || this.given.has(fingerprint(status.der))),
          );
    const status = sure ?? (await this.ask(question, held));
    if (status.status === 'revoked' && (status.revocationTime ?? new Date(0)) <= at)
      throw new PadesError(
        'ltv.revoked',
        `"${formatName(certificate.subject)}" was revoked at ${status.revocationTime?.toISOString() ?? 'an unknown time'}`,
      );
    const kept = status.source === 'ocsp' ? this.ocspResponses : this.crls;
    kept.set(fingerprint(status.der), status.der);
    await this.settleResponder(status, question);
  }

  /** A responder that the issuer appointed is a certificate like others, unless the issuer vouches for its whole life. */
  private async settleResponder(status: CertificateStatus, question: Question): Promise<void> {
    const { responder } = status;
    if (status.source === 'crl' || sameKey(responder, question.issuer)) return;
    this.certificates.set(fingerprint(responder.der), responder.der);
    await this.settle({
      certificate: responder,
      issuer: question.issuer,
      at: status.producedAt,
      above: [...question.above, question.certificate],
    });
  }

  /** Asks; `held` is what the file has to say, in case nobody answers. */
  private async ask(question: Question, held: CertificateStatus | undefined): Promise<CertificateStatus> {
    const { certificate, issuer, at } = question;
    const failures: PadesError[] = [];
    for (const fetchStatus of [fetchOcsp, fetchCrl]) {
      try {
        const status = await fetchStatus({
          certificate: certificate.der,
          issuer: issuer.der,
          resolver: this.resolver,
          at: this.present,
        });
        const fault = unusable(status, question);
        if (fault === undefined) {
          // The very list that is there already, perhaps signed once more: nothing to add.
          if (held && status.status === 'good' && status.thisUpdate <= held.thisUpdate) return held;
          this.evidence.addStatus(status);
          return status;
        }
        failures.push(fault);
      } catch (error) {
        if (!(error instanceof PadesError)) throw error;
        failures.push(error);
      }
    }
    if (held !== undefined && failures.every(wasNotAnswered)) return held;
    throw new PadesError(
      'ltv.revocation-missing',
      `Whether "${formatName(certificate.subject)}" was revoked at ${at.toISOString()} cannot be told: ` +
        failures.map(({ message }) => message).join('; '),
      { cause: new AggregateError(failures) },
    );
  }
}

interface Question {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly at: Date;
  /** Certificates whose answer rests on this one: they cannot answer for it. */
  readonly above: readonly Certificate[];
}

function unusable(status: CertificateStatus, question: Question): PadesError | undefined {
  if (vouchesForItself(status, question))
    return new PadesError('revocation.unauthorized', 'The responder vouches for itself');
  if (status.status === 'unknown')
    return new PadesError('revocation.mismatch', 'The responder does not know the certificate');
  if (status.status === 'good' && !speaksAbout(status, question.at))
    return new PadesError('revocation.stale', 'The answer does not speak about the moment that matters');
  return undefined;
}

function vouchesForItself({ source, responder }: CertificateStatus, question: Question): boolean {
  if (source === 'crl' || needsNoRevocation(responder)) return false;
  return [question.certificate, ...question.above].some((other) => sameCertificate(other, responder));
}

const sameKey = (a: Certificate, b: Certificate): boolean =>
  Buffer.compare(a.publicKeyInfo, b.publicKeyInfo) === 0;
