import type { SignatureReport, VerificationReport } from '@segl/pades';
import { printable } from './printable.js';

/** A verification report for people: the answer of each signature first, then what is behind it. */
export function verdictInWords(file: string, report: VerificationReport): string {
  const lines = [file];
  if (report.signatures.length === 0) lines.push('  no signatures');
  for (const signature of report.signatures) {
    const verdict = signature.intact
      ? signature.trusted
        ? 'intact, trusted'
        : 'intact, NOT trusted'
      : 'NOT INTACT';
    const who = signature.signer.name ?? 'an unknown signer';
    const what = signature.type === 'timestamp' ? 'time-stamp by' : 'signed by';
    lines.push(`  ${signature.field}: ${verdict}: ${what} ${who}${when(signature)}`);
    lines.push(`    ${[levelInWords(signature), changesInWords(signature)].join('; ')}`);
    for (const finding of signature.findings) {
      if (finding.severity === 'info') continue;
      lines.push(`    ${finding.severity}: ${finding.message} [${finding.code}] (${finding.clause})`);
    }
  }
  for (const finding of report.findings)
    lines.push(`  ${finding.severity}: ${finding.message} [${finding.code}]`);
  return `${lines.map(printable).join('\n')}\n`;
}

function when({ bestTime, claimedTime, type }: SignatureReport): string {
  if (bestTime !== null) return `, proven to exist at ${bestTime}`;
  if (claimedTime === null) return '';
  return type === 'timestamp'
    ? `, at ${claimedTime} as it says itself`
    : `, at ${claimedTime} by the signer's own clock`;
}

const levelWords: Readonly<Record<string, string>> = {
  'B-B': 'B-B: no proof of time',
  'B-T': 'B-T: with a time-stamp',
  'B-LT': 'B-LT: with a time-stamp and validation data',
  'B-LTA': 'B-LTA: with an archive time-stamp over signature and validation data',
};

function levelInWords({ level, type, docmdp }: SignatureReport): string {
  const words =
    type === 'timestamp'
      ? 'document time-stamp'
      : (level && levelWords[level]) || 'not of a PAdES baseline level';
  return docmdp === null ? words : `${words}; certifies, and permits later: ${permitted[docmdp]}`;
}

const permitted = {
  1: 'nothing but time-stamps',
  2: 'form filling and signatures',
  3: 'form filling, signatures and comments',
} as const;

const changes: Readonly<Record<SignatureReport['modification'], string>> = {
  none: 'nothing came after it',
  'lta-updates': 'validation data or time-stamps came after it',
  'form-filling': 'signatures or form fields came after it',
  annotations: 'comments came after it',
  other: 'something else CAME AFTER it',
  unclear: 'what it covers is not clear',
};

function changesInWords({ coverage, modification }: SignatureReport): string {
  if (coverage === 'entire-file') return 'covers the whole file';
  return coverage === 'entire-revision' ? changes[modification] : changes.unclear;
}
