import type { Certificate } from '../x509/certificate.js';
import type { CertificatePurpose } from '../x509/path.js';
import type { HeldSignature, HeldTimestamp } from './held-signatures.js';

/** A certificate that something in the document rests on, and the moment at which it must have been good. */
export interface CertificateUse {
  readonly certificate: Certificate;
  readonly purpose: CertificatePurpose;
  readonly at: Date;
}

/**
 * What signatures and time-stamps rest on. Each is judged at the earliest moment it is proven to have existed at: a
 * signature by its own time-stamps or the first document time-stamp over it, a time-stamp by the next document time-stamp
 * over it, and what nothing covers at the present (EN 319 102-1 §5.6.2).
 */
export function usesOf(held: readonly (HeldSignature | HeldTimestamp)[], present: Date): CertificateUse[] {
  const uses: CertificateUse[] = [];
  for (const one of held) {
    const covering = stampAfter(held, one)?.token.tstInfo.genTime;
    if (one.kind === 'timestamp') {
      uses.push({ certificate: one.certificate, purpose: 'time-stamping', at: covering ?? present });
      continue;
    }
    const times = [
      ...one.timestamps.map(({ token }) => token.tstInfo.genTime),
      ...(covering ? [covering] : []),
    ];
    const [earliest = present] = times.sort((a, b) => a.getTime() - b.getTime());
    uses.push({ certificate: one.certificate, purpose: 'document-signing', at: earliest });
    for (const { certificate } of one.timestamps)
      uses.push({ certificate, purpose: 'time-stamping', at: covering ?? present });
  }
  return uses;
}

/** The first document time-stamp that covers a signature or an earlier time-stamp. */
export function stampAfter(
  held: readonly (HeldSignature | HeldTimestamp)[],
  one: HeldSignature | HeldTimestamp,
): HeldTimestamp | undefined {
  const stamps = held.filter((other) => other.kind === 'timestamp').filter((stamp) => stamp.end > one.end);
  return stamps.sort((a, b) => a.end - b.end)[0];
}
