import type { Finding } from './report.js';

interface Kind {
  readonly severity: Finding['severity'];
  /** What the finding takes away from the signature. */
  readonly breaks?: 'intact' | 'trusted';
  readonly clause: string;
}

const integrity = (clause: string): Kind => ({ severity: 'error', breaks: 'intact', clause });
const trust = (clause: string): Kind => ({ severity: 'error', breaks: 'trusted', clause });
const warning = (clause: string): Kind => ({ severity: 'warning', clause });

/** Every finding, and what it means. Codes are stable. */
const KINDS = {
  // What the signature covers
  'byterange-missing': integrity('ISO 32000-2 §12.8.1'),
  'byterange-malformed': integrity('ISO 32000-2 §12.8.1'),
  'byterange-not-from-start': integrity('ISO 32000-2 §12.8.1'),
  'byterange-beyond-file': integrity('ISO 32000-2 §12.8.1'),
  'byterange-gap': integrity('ISO 32000-2 §12.8.1'),
  'byterange-overlap': integrity('ISO 32000-2 §12.8.1'),
  'contents-missing': integrity('ISO 32000-2 §12.8.1'),
  'contents-mismatch': integrity('ISO 32000-2 §12.8.1'),
  'contents-padding': warning('ISO 32000-2 §12.8.3.3'),
  'revision-not-covered': integrity('ISO 32000-2 §12.8.1'),
  // The signature itself
  'cms-malformed': integrity('RFC 5652 §5'),
  'cms-not-der': warning('EN 319 142-1 §5.3'),
  'cms-several-signers': integrity('EN 319 142-1 §6.3'),
  'cms-not-detached': integrity('ISO 32000-2 §12.8.3.3'),
  'subfilter-unsupported': integrity('ISO 32000-2 Table 260'),
  'algorithm-unsupported': integrity('ETSI TS 119 312'),
  'weak-digest': warning('ETSI TS 119 312 §5.2'),
  'digest-mismatch': integrity('RFC 5652 §5.6'),
  'signature-invalid': integrity('RFC 5652 §5.6'),
  'signer-certificate-missing': integrity('RFC 5652 §5.6'),
  'signing-certificate-missing': warning('EN 319 142-1 §6.3'),
  'signing-certificate-mismatch': integrity('RFC 5035 §5'),
  'signing-time-in-cms': warning('EN 319 142-1 §6.3'),
  'reason-with-commitment': warning('EN 319 142-1 §6.3'),
  // What came after
  'modified-after-signing': integrity('ISO 32000-2 §12.8.1'),
  'appended-bytes': integrity('ISO 32000-2 §7.5.6'),
  'revision-chain-broken': integrity('ISO 32000-2 §7.5.6'),
  'signature-removed': integrity('ISO 32000-2 §12.8.1'),
  'signature-changed': integrity('ISO 32000-2 §12.8.1'),
  'docmdp-violated': integrity('ISO 32000-2 §12.8.2.2'),
  'fieldmdp-violated': integrity('ISO 32000-2 §12.8.2.4'),
  'form-value-replaced': integrity('ISO 32000-2 §12.8.1'),
  'evil-annotation': integrity('ISO 32000-2 §12.8.2.2'),
  'sneaky-signature': integrity('ISO 32000-2 §12.8.2.2'),
  'form-filled-after-signing': warning('ISO 32000-2 §12.8.2.2'),
  'annotated-after-signing': warning('ISO 32000-2 §12.8.2.2'),
  // Time
  'timestamp-invalid': warning('RFC 3161 §2.4.2'),
  'timestamp-untrusted': warning('EN 319 102-1 §5.4'),
  'no-proof-of-time': { severity: 'info', clause: 'EN 319 142-1 §6.3' },
  // Trust
  'chain-invalid': trust('RFC 5280 §6'),
  'certificate-revoked': trust('RFC 5280 §6.3'),
  'revocation-unknown': warning('EN 319 102-1 §5.2.6'),
  // The file
  'file-repaired': { severity: 'info', clause: 'ISO 32000-2 §7.5' },
} as const satisfies Record<string, Kind>;

/** The code of a finding. */
export type FindingCode = keyof typeof KINDS;

/** Collects findings about one signature, and what they take away from it. */
export class Findings {
  private readonly list: Finding[] = [];
  private readonly broken = new Set<'intact' | 'trusted'>();

  add(code: FindingCode, message: string): void {
    const kind: Kind = KINDS[code];
    if (this.list.some((known) => known.code === code && known.message === message)) return;
    this.list.push({
      code,
      severity: kind.severity,
      message,
      clause: kind.clause,
    });
    if (kind.breaks !== undefined) this.broken.add(kind.breaks);
  }

  /** Whether nothing found so far takes this away. */
  leaves(what: 'intact' | 'trusted'): boolean {
    return !this.broken.has(what);
  }

  all(): readonly Finding[] {
    return this.list;
  }
}
