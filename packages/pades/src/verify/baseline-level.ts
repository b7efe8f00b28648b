import type { PdfDocument } from '../pdf/document.js';
import type { CertificateStatus } from '../revocation/certificate-status.js';
import { isSelfIssued, isSignedBy, needsNoRevocation, type Certificate } from '../x509/certificate.js';
import { findPath, type CertificatePurpose } from '../x509/path.js';
import type { CheckedSignature } from './check-signature.js';
import { Evidence } from './evidence.js';
import type { BaselineLevel } from './report.js';

/** How far responders are followed that are vouched for by further responders. */
const MAX_DEPTH = 4;

/** A certificate that must be possible to validate from what the document holds. */
interface Need {
  readonly certificate: Certificate;
  readonly purpose: CertificatePurpose;
  readonly at: Date;
}

/** What a file brings along for long-term validation, as it is now and as its time-stamps sealed it. */
export class LevelContext {
  private readonly stores = new Map<number, Evidence | undefined>();
  private tops: readonly Certificate[] | undefined;

  constructor(
    private readonly document: PdfDocument,
    private readonly evidence: Evidence,
    private readonly trustAnchors: readonly Certificate[],
    private readonly checked: readonly CheckedSignature[],
  ) {}

  /**
   * The baseline level that a signature reaches (EN 319 142-1 §6.1); each one needs all that the one below needs. It tells
   * what is there: whether chains lead to somebody trusted, and whether anything was revoked, is told apart.
   *
   * B-T: a time-stamp over the signature, in its CMS or as a document time-stamp. B-LT: the document security store holds
   * an answer about every certificate of signer and time-stamp up to their root, and of those who answered. B-LTA: a
   * document time-stamp covers all that.
   */
  levelOf(signature: CheckedSignature): BaselineLevel | null {
    if (!isBaseline(signature)) return null;
    const stamps = this.stampsOver(signature);
    const own = signature.timestamps;
    const [first] = stamps;
    if (own.length === 0 && first === undefined) return 'B-B';
    const needs = needsOf(signature, first);
    if (needs === undefined || !this.holds(this.document.revisions.length - 1, needs)) return 'B-T';
    const archive = stamps.filter((stamp) => own.length > 0 || stamp !== first).at(-1);
    if (archive?.range === undefined) return 'B-LT';
    const sealed = this.revisionAt(archive.range.end);
    return sealed !== undefined && this.holds(sealed, needs) ? 'B-LTA' : 'B-LT';
  }

  /** Document time-stamps over a signature that hold, from the first one on. */
  private stampsOver({ range }: CheckedSignature): CheckedSignature[] {
    if (range === undefined) return [];
    return this.checked.filter(
      (other) =>
        other.token !== undefined &&
        other.range !== undefined &&
        other.range.end > range.end &&
        other.found.presence === 'present' &&
        other.findings.leaves('intact'),
    );
  }

  private revisionAt(end: number): number | undefined {
    const index = this.document.revisions.findLastIndex((revision) => revision.endOffset <= end);
    return index < 0 ? undefined : index;
  }

  /** Whether the document security store of a revision has all that is needed. */
  private holds(revisionIndex: number, needs: readonly Need[]): boolean {
    const store = this.storeAt(revisionIndex);
    return store !== undefined && needs.every((need) => this.isCovered(need, store));
  }

  private storeAt(revisionIndex: number): Evidence | undefined {
    if (this.stores.has(revisionIndex)) return this.stores.get(revisionIndex);
    const store = new Evidence();
    const { certificates, revocations } = store.addSecurityStore(this.document.at(revisionIndex));
    const kept = certificates + revocations > 0 ? store : undefined;
    this.stores.set(revisionIndex, kept);
    return kept;
  }

  private isCovered({ certificate, purpose, at }: Need, store: Evidence): boolean {
    const result = findPath(certificate, {
      trustAnchors: this.chainTops(),
      intermediates: this.evidence.certificates,
      at,
      purpose,
    });
    // A root that is left out is somebody's trust anchor; nobody can be left out who has to answer for the leaf.
    const isOpen =
      !result.ok && result.path.length > 1 && result.faults.every(({ code }) => code === 'no-issuer-found');
    if (!result.ok && !isOpen) return false;
    return result.path.slice(0, -1).every((member, index) => {
      const issuer = result.path[index + 1];
      return issuer !== undefined && isAnswered(store, { certificate: member, issuer, at }, 0);
    });
  }

  /** Anchors, and the roots that the document itself brings: a level is reached whomever the verifier trusts. */
  private chainTops(): readonly Certificate[] {
    this.tops ??= [
      ...this.trustAnchors,
      ...this.evidence.certificates.filter(
        (certificate) => isSelfIssued(certificate) && isSignedBy(certificate, certificate),
      ),
    ];
    return this.tops;
  }
}

function isBaseline({ subFilter, cms, findings }: CheckedSignature): boolean {
  const attributes = cms?.signerInfo.signedAttributes;
  return (
    subFilter === 'ETSI.CAdES.detached' &&
    attributes?.signingCertificateHash !== undefined &&
    attributes.signingTime === undefined &&
    !findings.all().some(({ code }) => code === 'cms-not-der' || code === 'reason-with-commitment')
  );
}

/** Signer and time-stamps of the signature; a document time-stamp counts where it is what makes level B-T. */
function needsOf(signature: CheckedSignature, first: CheckedSignature | undefined): Need[] | undefined {
  const stamps = signature.timestamps.length > 0 ? signature.timestamps : first?.token ? [first.token] : [];
  const times = [...signature.timestamps, ...(first?.token ? [first.token] : [])].map(({ token }) =>
    token.tstInfo.genTime.getTime(),
  );
  if (signature.certificate === undefined || times.length === 0) return undefined;
  return [
    { certificate: signature.certificate, purpose: 'document-signing', at: new Date(Math.min(...times)) },
    ...stamps.map(({ certificate, token }): Need => ({
      certificate,
      purpose: 'time-stamping',
      at: token.tstInfo.genTime,
    })),
  ];
}

interface Question {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly at: Date;
}

function isAnswered(store: Evidence, { certificate, issuer, at }: Question, depth: number): boolean {
  if (needsNoRevocation(certificate)) return true;
  const status = store.statusOf(certificate, issuer, at);
  if (status === undefined || depth > MAX_DEPTH) return false;
  return !hasOwnResponder(status, issuer) || isAnswered(store, responderQuestion(status, issuer), depth + 1);
}

/** Whether an answer rests on a certificate whose own status has to be known. */
const hasOwnResponder = ({ source, responder }: CertificateStatus, issuer: Certificate): boolean =>
  source === 'ocsp' &&
  Buffer.compare(responder.publicKeyInfo, issuer.publicKeyInfo) !== 0 &&
  !needsNoRevocation(responder);

const responderQuestion = ({ responder, producedAt }: CertificateStatus, issuer: Certificate): Question => ({
  certificate: responder,
  issuer,
  at: producedAt,
});
