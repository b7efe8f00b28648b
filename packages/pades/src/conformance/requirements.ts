import type { BaselineLevel } from '../verify/report.js';

/** A rule of a baseline level: the lowest level that it belongs to, whether it is a "shall", and where it stands. */
interface Requirement {
  readonly level: BaselineLevel;
  readonly severity: 'error' | 'warning';
  readonly clause: string;
}

const shall = (level: BaselineLevel, clause: string): Requirement => ({ level, severity: 'error', clause });
const should = (level: BaselineLevel, clause: string): Requirement => ({
  level,
  severity: 'warning',
  clause,
});

/** Every requirement checked, by the code of its finding. Codes are stable. */
export const REQUIREMENTS = {
  // The signature dictionary
  'dictionary-type-wrong': shall('B-B', 'ISO 32000-2 Table 255'),
  'dictionary-filter-missing': shall('B-B', 'EN 319 142-1 §6.3 Table 1, entry Filter'),
  'dictionary-subfilter-wrong': shall('B-B', 'EN 319 142-1 §6.3 Table 1, requirement l'),
  'dictionary-contents-missing': shall('B-B', 'EN 319 142-1 §6.3 Table 1, entry Contents'),
  'dictionary-contents-padding': should('B-B', 'ISO 32000-2 §12.8.3.3'),
  'dictionary-byterange-missing': shall('B-B', 'EN 319 142-1 §6.3 Table 1, entry ByteRange'),
  'dictionary-byterange-wrong': shall('B-B', 'ISO 32000-2 §12.8.1'),
  'dictionary-time-missing': shall('B-B', 'EN 319 142-1 §6.3 Table 1, entry M'),
  'dictionary-time-malformed': shall('B-B', 'ISO 32000-2 §7.9.4'),
  'dictionary-cert-present': shall('B-B', 'EN 319 142-1 §6.3 Table 1, entry Cert'),
  'reason-with-commitment-type': shall('B-B', 'EN 319 142-1 §6.3 Table 1, requirements d and m'),
  'reason-with-signature-policy': shall('B-B', 'EN 319 142-1 §6.3 Table 1, requirement m'),
  'location-with-signer-location': shall('B-B', 'EN 319 142-1 §6.3 Table 1, entry Location'),
  // The CMS
  'cms-malformed': shall('B-B', 'RFC 5652 §5.1'),
  'cms-not-der': shall('B-B', 'EN 319 142-1 §5.1'),
  'cms-signers-several': shall('B-B', 'EN 319 142-1 §5.1'),
  'cms-content-encapsulated': shall('B-B', 'ISO 32000-2 §12.8.3.3'),
  'cms-version-wrong': shall('B-B', 'RFC 5652 §5.1'),
  'certificates-missing': shall('B-B', 'EN 319 142-1 §6.3 Table 1, SignedData.certificates'),
  'signing-certificate-not-included': shall('B-B', 'EN 319 142-1 §6.3 Table 1, requirement a'),
  'digest-algorithm-unlisted': shall('B-B', 'RFC 5652 §5.3'),
  'digest-algorithm-weak': shall('B-B', 'ETSI TS 119 312 §5.2'),
  'signature-algorithm-unsuited': shall('B-B', 'RFC 5652 §5.3'),
  'signature-invalid': shall('B-B', 'RFC 5652 §5.6'),
  // Signed attributes
  'signed-attributes-missing': shall('B-B', 'RFC 5652 §5.3'),
  'signed-attributes-unsorted': shall('B-B', 'RFC 5652 §5.4'),
  'attribute-repeated': shall('B-B', 'RFC 5652 §5.3'),
  'content-type-missing': shall('B-B', 'EN 319 142-1 §6.3 Table 1, content-type'),
  'content-type-wrong': shall('B-B', 'EN 319 142-1 §6.3 Table 1, requirement c'),
  'message-digest-missing': shall('B-B', 'EN 319 142-1 §6.3 Table 1, message-digest'),
  'message-digest-wrong': shall('B-B', 'RFC 5652 §5.6'),
  'signing-certificate-missing': shall('B-B', 'EN 319 142-1 §6.3 Table 1, signing-certificate reference'),
  'signing-certificate-version-wrong': shall('B-B', 'EN 319 122-1 §6.3, requirements h and i'),
  'signing-certificate-mismatch': shall('B-B', 'RFC 5035 §5.4'),
  'signing-time-present': shall('B-B', 'EN 319 142-1 §6.3 Table 1, signing-time'),
  'signer-attributes-several': shall('B-B', 'EN 319 122-1 §5.2.6'),
  // Time-stamps
  'time-stamp-missing': shall('B-T', 'EN 319 142-1 §6.3 Table 1, time-stamp'),
  'time-stamp-invalid': shall('B-T', 'EN 319 122-1 §5.3'),
  'time-stamp-after-expiry': shall('B-T', 'EN 319 122-1 §6.3, requirement m'),
  'document-time-stamp-type-wrong': shall('B-T', 'ISO 32000-2 §12.8.5'),
  'document-time-stamp-invalid': shall('B-T', 'EN 319 142-1 §5.4.3'),
  // Validation data
  'security-store-missing': shall('B-LT', 'EN 319 142-1 §6.3 Table 1, DSS'),
  'security-store-malformed': shall('B-LT', 'ISO 32000-2 Table 261'),
  'certificate-value-missing': shall('B-LT', 'EN 319 142-1 §5.4.1'),
  'revocation-value-missing': shall('B-LT', 'EN 319 142-1 §5.4.1'),
  'validation-attribute-present': shall('B-LT', 'EN 319 122-1 §6.3'),
  'vri-present': should('B-LT', 'EN 319 142-1 §6.3 Table 1, VRI'),
  'archive-time-stamp-missing': shall('B-LTA', 'EN 319 142-1 §6.3 Table 1, requirement y'),
  'archive-time-stamp-not-covering': shall('B-LTA', 'EN 319 142-1 §5.4.3'),
} as const satisfies Record<string, Requirement>;

/** The code of a {@link ConformanceFinding}. */
export type ConformanceCode = keyof typeof REQUIREMENTS;

/** Baseline levels from the lowest to the highest; each includes those before it. */
export const LEVELS: readonly BaselineLevel[] = ['B-B', 'B-T', 'B-LT', 'B-LTA'];

/** One requirement that is not met. */
export interface ConformanceFinding {
  readonly code: ConformanceCode;
  /** `error`: a "shall"; `warning`: a "should". */
  readonly severity: 'error' | 'warning';
  /** The lowest baseline level that demands this. */
  readonly level: BaselineLevel;
  /** For people; may change. */
  readonly message: string;
  /** Where the requirement stands. */
  readonly clause: string;
}

/** Collects findings, each code and message once. */
export class ConformanceFindings {
  private readonly list: ConformanceFinding[] = [];

  add(code: ConformanceCode, message: string): void {
    if (this.list.some((known) => known.code === code && known.message === message)) return;
    const { level, severity, clause } = REQUIREMENTS[code];
    this.list.push({ code, severity, level, message, clause });
  }

  has(code: ConformanceCode): boolean {
    return this.list.some((known) => known.code === code);
  }

  /** The highest level that no error stands against; null where even B-B is not met. */
  reached(): BaselineLevel | null {
    const broken = LEVELS.findIndex((level) =>
      this.list.some((finding) => finding.severity === 'error' && finding.level === level),
    );
    return broken < 0 ? 'B-LTA' : (LEVELS[broken - 1] ?? null);
  }

  /** Findings that matter for a level: its own and those of the levels below. */
  upTo(level: BaselineLevel): readonly ConformanceFinding[] {
    const highest = LEVELS.indexOf(level);
    return this.list.filter((finding) => LEVELS.indexOf(finding.level) <= highest);
  }
}
