import { OID } from '../cms/oids.js';
import { PadesError, unlessRefused } from '../errors.js';
import { isSelfIssued, isSignedBy, type Certificate } from './certificate.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  nameConstraints,
  subjectKeyIdentifier,
} from './extensions.js';
import { violatesConstraints } from './name-constraints.js';
import { formatName, sameName } from './name.js';

/** What the certificate at the end of a path is used for. */
export type CertificatePurpose = 'document-signing' | 'time-stamping' | 'ocsp-signing' | 'any';

/** Why a path is not valid. */
export type PathFaultCode =
  | 'no-issuer-found'
  | 'not-yet-valid'
  | 'expired'
  | 'not-a-ca'
  | 'path-too-long'
  | 'key-usage'
  | 'extended-key-usage'
  | 'critical-extension'
  | 'name-constraints'
  | 'malformed';

/** Why no path was found. */
export interface PathFault {
  readonly code: PathFaultCode;
  readonly message: string;
  readonly certificate: Certificate;
}

/** Whom to trust, what for, and at which moment. */
export interface PathOptions {
  /** Certificates that are trusted by themselves. */
  readonly trustAnchors: readonly Certificate[];
  /** Certificates that may stand between. */
  readonly intermediates: readonly Certificate[];
  /** The moment at which every certificate below the anchor must be valid. */
  readonly at: Date;
  readonly purpose?: CertificatePurpose;
}

/** A path from a certificate to an anchor, or the faults of the best attempt. */
export type PathResult =
  | { readonly ok: true; /** From the certificate up to the anchor. */ readonly path: readonly Certificate[] }
  | {
      readonly ok: false;
      readonly faults: readonly PathFault[];
      /** The path that came closest, for reports. */
      readonly path: readonly Certificate[];
    };

const MAX_DEPTH = 12;
/** Signatures tried in search of a path; a hostile pile of certificates with one name ends here. */
const MAX_TRIES = 300;

/** Extensions that are processed, or whose being critical changes nothing here. */
const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extKeyUsage,
  OID.subjectAltName,
  OID.nameConstraints,
  OID.certificatePolicies,
  OID.inhibitAnyPolicy,
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  OID.crlDistributionPoints,
  OID.authorityInfoAccess,
  OID.ocspNoCheck,
  '1.3.6.1.5.5.7.1.3', // qcStatements (RFC 3739)
]);

/**
 * Finds a path from a certificate to a trust anchor and validates it at a moment (RFC 5280 §6.1): signatures, names,
 * validity, basicConstraints with path length, keyUsage, name constraints, critical extensions. The initial policy set is
 * any-policy; a critical policyConstraints or policyMappings is refused as not processed. Anchors are a name and a key:
 * their own validity is not looked at. Revocation is not looked at here.
 */
export function findPath(certificate: Certificate, options: PathOptions): PathResult {
  const search = new PathSearch(options);
  return search.run(certificate);
}

/** As {@link findPath}, but throws `x509.path-invalid`. */
export function requirePath(certificate: Certificate, options: PathOptions): readonly Certificate[] {
  const result = findPath(certificate, options);
  if (result.ok) return result.path;
  const why = result.faults.map(({ message }) => message).join('; ');
  throw new PadesError('x509.path-invalid', `No valid path to a trust anchor: ${why}`);
}

class PathSearch {
  private tries = 0;
  private best: { faults: readonly PathFault[]; path: readonly Certificate[] } | undefined;

  constructor(private readonly options: PathOptions) {}

  run(certificate: Certificate): PathResult {
    if (this.options.trustAnchors.some((anchor) => sameCertificate(anchor, certificate))) {
      const faults = [
        ...checkValidity(certificate, this.options.at),
        ...checkPurpose(certificate, this.options),
      ];
      const path = [certificate];
      return faults.length === 0 ? { ok: true, path } : { ok: false, faults, path };
    }
    const path = this.extend([certificate]);
    if (path !== undefined) return { ok: true, path };
    const { faults, path: closest } = this.best ?? { faults: [], path: [certificate] };
    return { ok: false, faults, path: closest };
  }

  /** Depth first: anchors before intermediates, and issuers whose key identifier fits before others. */
  private extend(path: readonly Certificate[]): readonly Certificate[] | undefined {
    const last = path.at(-1);
    if (last === undefined) return undefined;
    if (path.length > MAX_DEPTH) {
      this.note(path, [fault('path-too-long', 'The path is too long', last)]);
      return undefined;
    }
    let found = false;
    for (const anchor of issuersOf(last, this.options.trustAnchors)) {
      if (!this.signedBy(last, anchor)) continue;
      found = true;
      const complete = [...path, anchor];
      const faults = validate(complete, this.options);
      if (faults.length === 0) return complete;
      this.note(complete, faults);
    }
    for (const issuer of issuersOf(last, this.options.intermediates)) {
      if (path.some((member) => sameCertificate(member, issuer)) || !this.signedBy(last, issuer)) continue;
      found = true;
      const complete = this.extend([...path, issuer]);
      if (complete !== undefined) return complete;
    }
    if (!found)
      this.note(path, [
        fault('no-issuer-found', `No trusted issuer "${formatName(last.issuer)}" was found`, last),
      ]);
    return undefined;
  }

  private signedBy(certificate: Certificate, issuer: Certificate): boolean {
    if (this.tries++ > MAX_TRIES) return false;
    return isSignedBy(certificate, issuer);
  }

  /** Keeps the faults of the longest attempt; one that reached an anchor counts for more. */
  private note(path: readonly Certificate[], faults: readonly PathFault[]): void {
    const weight = (length: number, all: readonly PathFault[]): number =>
      length + (all.some(({ code }) => code === 'no-issuer-found') ? 0 : 100);
    if (
      this.best === undefined ||
      weight(path.length, faults) > weight(this.best.path.length, this.best.faults)
    )
      this.best = { faults, path };
  }
}

const fault = (code: PathFaultCode, message: string, certificate: Certificate): PathFault => ({
  code,
  message,
  certificate,
});

export const sameCertificate = (a: Certificate, b: Certificate): boolean =>
  Buffer.compare(a.der, b.der) === 0;

function issuersOf(certificate: Certificate, among: readonly Certificate[]): Certificate[] {
  const named = among.filter((candidate) => sameName(candidate.subject, certificate.issuer));
  // Identifiers only order the search: one that cannot be read is no hint.
  const wanted = unlessRefused(() => authorityKeyIdentifier(certificate));
  if (wanted === undefined) return named;
  const fits = (candidate: Certificate): number => {
    const id = unlessRefused(() => subjectKeyIdentifier(candidate));
    return id !== undefined && Buffer.compare(id, wanted) === 0 ? 0 : 1;
  };
  return named.sort((a, b) => fits(a) - fits(b));
}

/** Validates a path that ends in an anchor; signatures have been verified while it was built. */
function validate(path: readonly Certificate[], options: PathOptions): PathFault[] {
  const [leaf] = path;
  if (leaf === undefined) return [];
  const faults: PathFault[] = [];
  const guard = (certificate: Certificate, check: () => readonly PathFault[]): void => {
    try {
      faults.push(...check());
    } catch (error) {
      if (!(error instanceof PadesError)) throw error;
      faults.push(fault('malformed', error.message, certificate));
    }
  };
  let intermediatesBelow = 0; // certificates that are not self-issued, between this issuer and the leaf
  path.forEach((certificate, index) => {
    const isAnchor = index === path.length - 1;
    guard(certificate, () => [
      ...(isAnchor ? [] : checkValidity(certificate, options.at)),
      ...(isAnchor ? [] : checkCritical(certificate)),
      ...(index === 0 ? [] : checkIssuer(certificate, intermediatesBelow)),
      ...(index === 0 ? [] : checkNames(certificate, path.slice(0, index))),
    ]);
    if (index > 0 && !isSelfIssued(certificate)) intermediatesBelow++;
  });
  guard(leaf, () => checkPurpose(leaf, options));
  return faults;
}

function checkValidity(certificate: Certificate, at: Date): PathFault[] {
  const name = formatName(certificate.subject);
  if (at < certificate.notBefore)
    return [fault('not-yet-valid', `"${name}" was not yet valid at ${at.toISOString()}`, certificate)];
  if (at > certificate.notAfter)
    return [fault('expired', `"${name}" had expired at ${at.toISOString()}`, certificate)];
  return [];
}

function checkCritical(certificate: Certificate): PathFault[] {
  return [...certificate.extensions.values()]
    .filter(({ oid, critical }) => critical && !KNOWN_EXTENSIONS.has(oid))
    .map(({ oid }) => fault('critical-extension', `Critical extension ${oid} is not processed`, certificate));
}

/** RFC 5280 §6.1.4 (k) to (n). */
function checkIssuer(certificate: Certificate, intermediatesBelow: number): PathFault[] {
  const faults: PathFault[] = [];
  const name = formatName(certificate.subject);
  const constraints = basicConstraints(certificate);
  if (certificate.version >= 3 && constraints?.ca !== true)
    faults.push(fault('not-a-ca', `"${name}" may not issue certificates`, certificate));
  if (constraints?.pathLength !== undefined && intermediatesBelow > constraints.pathLength)
    faults.push(fault('path-too-long', `Too many certificates below "${name}"`, certificate));
  if (keyUsage(certificate)?.has('keyCertSign') === false)
    faults.push(fault('key-usage', `The key of "${name}" may not sign certificates`, certificate));
  return faults;
}

function checkNames(issuer: Certificate, below: readonly Certificate[]): PathFault[] {
  const constraints = nameConstraints(issuer);
  if (constraints === undefined) return [];
  return below
    .filter((certificate, index) => index === 0 || !isSelfIssued(certificate))
    .filter((certificate) => violatesConstraints(certificate, constraints))
    .map((certificate) =>
      fault(
        'name-constraints',
        `"${formatName(certificate.subject)}" lies outside the names its issuer may certify`,
        certificate,
      ),
    );
}

function checkPurpose(certificate: Certificate, options: PathOptions): PathFault[] {
  const usage = keyUsage(certificate);
  const purposes = extendedKeyUsage(certificate);
  const signs = usage === undefined || usage.has('digitalSignature') || usage.has('nonRepudiation');
  const faults: PathFault[] = [];
  const purpose = options.purpose ?? 'any';
  if (purpose !== 'any' && !signs)
    faults.push(fault('key-usage', 'The key may not be used for signatures', certificate));
  if (purpose === 'time-stamping' && !isTimestampPurpose(purposes))
    faults.push(
      fault(
        'extended-key-usage',
        'Time-stamping must be the one, critical purpose (RFC 3161 §2.3)',
        certificate,
      ),
    );
  if (purpose === 'ocsp-signing' && purposes?.purposes.includes(OID.ekuOcspSigning) !== true)
    faults.push(fault('extended-key-usage', 'The key may not sign OCSP answers', certificate));
  return faults;
}

/** RFC 3161 §2.3: exactly one purpose, time-stamping, and critical. */
export const isTimestampPurpose = (usage: ReturnType<typeof extendedKeyUsage>): boolean =>
  usage?.critical === true && usage.purposes.length === 1 && usage.purposes[0] === OID.ekuTimeStamping;
