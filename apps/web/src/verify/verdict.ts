import { upload } from '@segl/contracts';
import type { z } from 'zod';

type Signature = z.infer<typeof upload.verifiedSignature>;
export type Tone = 'good' | 'doubt' | 'bad';

/** The answer for the whole file, in one word of ours. */
export type FileVerdict = 'all-good' | 'no-signatures' | 'untrusted' | 'changed' | 'broken';

/** Findings that say something was done to the file after the signature. */
const afterwards = new Set<string>(upload.changeFindingCodes);
/** Findings that say something about who vouches for the signer, not about the file. */
const aboutTrust = new Set(['chain-invalid', 'certificate-revoked']);

/** What the whole file comes to: the worst that any signature says. */
export function fileVerdict(report: upload.Verification): FileVerdict {
  const { signatures } = report;
  if (signatures.length === 0) return 'no-signatures';
  if (signatures.some((signature) => wholeness(signature) === 'broken')) return 'broken';
  if (report.intact === false || signatures.some((one) => changedSince(one) === 'changed')) return 'changed';
  return report.ok === true ? 'all-good' : 'untrusted';
}

export const verdictTone: Record<FileVerdict, Tone> = {
  'all-good': 'good',
  'no-signatures': 'doubt',
  untrusted: 'doubt',
  changed: 'bad',
  broken: 'bad',
};

/** Whether what was signed still is what it was, whatever came after it. */
export function wholeness(signature: Signature): 'whole' | 'broken' {
  if (signature.intact) return 'whole';
  const errors = signature.findings.filter(
    ({ severity, code }) => severity === 'error' && !aboutTrust.has(code),
  );
  return errors.length > 0 && errors.every(({ code }) => afterwards.has(code)) ? 'whole' : 'broken';
}

/**
 * nothing: not a byte after it; lawful: only what the document permits (signatures, time-stamps, fields, comments);
 * changed: more than that; unclear: the signature itself is broken, so nothing can be said.
 */
export function changedSince(signature: Signature): 'nothing' | 'lawful' | 'changed' | 'unclear' {
  if (signature.findings.some(({ code }) => afterwards.has(code)) || signature.modification === 'other') {
    return 'changed';
  }
  if (wholeness(signature) === 'broken' || signature.modification === 'unclear') return 'unclear';
  return signature.modification === 'none' ? 'nothing' : 'lawful';
}

/** Who vouches: known issuer, unknown issuer, or one that has withdrawn its word. */
export function vouching(signature: Signature): 'yes' | 'no' | 'revoked' {
  if (signature.findings.some(({ code }) => code === 'certificate-revoked')) return 'revoked';
  return signature.trusted ? 'yes' : 'no';
}

/** Key of the words for what a signature, or a time-stamp, is found to be. */
export const wholeText = (type: Signature['type'], whole: 'yes' | 'no') =>
  type === 'timestamp' ? (`verify.stampWhole.${whole}` as const) : (`verify.whole.${whole}` as const);

const levels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;

/** Key of the words for a baseline level; time-stamps have none of their own. */
export function levelText({ type, level }: Pick<Signature, 'type' | 'level'>) {
  if (type === 'timestamp') return 'verify.levelWords.timestamp' as const;
  const known = levels.find((one) => one === level);
  return known === undefined ? ('verify.levelWords.none' as const) : (`verify.levelWords.${known}` as const);
}
