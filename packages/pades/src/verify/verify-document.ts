import { PadesError } from '../errors.js';
import type { DocumentInput } from '../pdf/byte-source.js';
import { openDocument, passwordOf, type PdfDocument } from '../pdf/document.js';
import { limits } from '../pdf/limits.js';
import { listSignatureFields } from '../pdf/signature-fields.js';
import type { RevocationResolver } from '../revocation/client.js';
import { parseCertificate } from '../x509/certificate.js';
import { LevelContext } from './baseline-level.js';
import { checkSignature, type CheckedSignature } from './check-signature.js';
import { Evidence } from './evidence.js';
import { Findings } from './findings.js';
import { findSignatures } from './find-signatures.js';
import { judge } from './judge.js';
import { RangeHasher } from './range-hasher.js';
import type { VerificationReport } from './report.js';

/** Whom to trust, and what else may be known or asked. */
export interface VerifyOptions {
  /** Certificates (DER) that are trusted by themselves. With none, nothing is trusted. */
  readonly trustAnchors: readonly Uint8Array[];
  /** Further certificates (DER) that may stand between a signer and an anchor. */
  readonly intermediates?: readonly Uint8Array[];
  /** The moment of verification. Default: now. */
  readonly at?: Date;
  /**
   * Asks about revocation where the file brings no answer from after the moment that matters. Left out: nobody is asked,
   * and older answers count while they are valid, as they do where nobody can be reached.
   */
  readonly resolver?: RevocationResolver;
  /** User or owner password of an encrypted document. */
  readonly password?: string;
}

/**
 * Verifies every signature and document time-stamp of a PDF, and collects all that is wrong instead of stopping at the
 * first fault (EN 319 102-1; ISO 32000-2 §12.8). For each signature: that its ByteRange covers the whole file as it was
 * when signed, and nothing but its own `/Contents` is left out; digest, signature and signing-certificate attribute; what
 * was done to the document since, against what certifications and locks permit; time-stamps; the chain to a trust anchor,
 * and revocation, at the best proven time.
 *
 * Not verified: whether what is shown on the pages was already deceptive when it was signed, and whether a lawfully added
 * seal hides words.
 *
 * Throws `pdf.not-a-pdf`, `pdf.truncated`, `pdf.malformed`, `pdf.password-required`, `pdf.password-wrong`, `pdf.encrypted` or
 * `pdf.limit-exceeded` for what cannot be
 * read at all or claims more than 500 signatures, or more than 20 that do not cover what they claim to, and `x509.malformed` for a trust anchor that is no certificate.
 */
export async function verifyDocument(
  input: DocumentInput,
  options: VerifyOptions,
): Promise<VerificationReport> {
  const document = openDocument(input, passwordOf(options));
  const evidence = new Evidence();
  for (const der of options.intermediates ?? []) evidence.addCertificate(der);
  evidence.addSecurityStore(document.latest);

  const checked: CheckedSignature[] = [];
  const hasher = new RangeHasher(document.source);
  let unclear = 0;
  for (const found of findSignatures(document)) {
    const signature = await checkSignature(document, found, evidence, hasher);
    if (signature.range !== undefined && signature.coverage.coverage === 'unclear') unclear++;
    if (unclear > limits.unclearSignatures)
      throw new PadesError('pdf.limit-exceeded', 'Too many signatures do not cover what they claim to');
    checked.push(signature);
  }
  reportOverlaps(checked);
  const trustAnchors = options.trustAnchors.map(parseCertificate);
  const signatures = await judge(checked, {
    context: {
      trustAnchors,
      evidence,
      resolver: options.resolver,
    },
    at: options.at ?? new Date(),
    levels: new LevelContext(document, evidence, trustAnchors, checked),
  });

  const file = new Findings();
  for (const { message } of document.repairs) file.add('file-repaired', message);
  const none = signatures.length === 0;
  const intact = none ? null : signatures.every((signature) => signature.intact);
  const trusted = none ? null : signatures.every((signature) => signature.trusted);
  return {
    ok: none ? null : intact === true && trusted === true,
    intact,
    trusted,
    signatures,
    emptyFields: emptyFields(document),
    findings: file.all(),
  };
}

const emptyFields = (document: PdfDocument): string[] =>
  listSignatureFields(document.latest)
    .filter(({ signature }) => signature === undefined)
    .map(({ name }) => name);

/** Signatures follow one another: the gap of a later one lies behind all that an earlier one covers. */
function reportOverlaps(checked: readonly CheckedSignature[]): void {
  for (const [index, later] of checked.entries())
    for (const earlier of checked.slice(0, index)) {
      const { range } = later;
      if (range === undefined || earlier.range === undefined || range.gapStart >= earlier.range.end) continue;
      later.findings.add(
        'byterange-overlap',
        `The signatures in fields "${earlier.found.field.name}" and "${later.found.field.name}" overlap`,
      );
    }
}
