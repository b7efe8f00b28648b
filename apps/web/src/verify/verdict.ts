import type { upload } from '@segl/contracts';
import type { z } from 'zod';

type Signature = z.infer<typeof upload.verifiedSignature>;
export type Tone = 'good' | 'doubt' | 'bad';

/** The answer for the whole file, in one word of ours. */
export type FileVerdict = 'all-good' | 'no-signatures' | 'untrusted' | 'changed' | 'broken';

/** What the whole file comes to: the worst that any signature says. */
export function fileVerdict(report: upload.Verification): FileVerdict {
  if (report.signatures.length === 0) return 'no-signatures';
  if (report.signatures.some((signature) => !signature.intact)) return 'broken';
  if (report.signatures.some((signature) => changedSince(signature) === 'changed')) return 'changed';
  if (report.ok === true) return 'all-good';
  return report.signatures.every((signature) => signature.trusted) ? 'changed' : 'untrusted';
}

export const verdictTone: Record<FileVerdict, Tone> = {
  'all-good': 'good',
  'no-signatures': 'doubt',
  untrusted: 'doubt',
  changed: 'bad',
  broken: 'bad',
};

/** nothing: not a byte after it; lawful: only what the document permitted (more signatures, time-stamps); changed: more. */
export function changedSince(signature: Signature): 'nothing' | 'lawful' | 'changed' {
  const modification = signature.modification.toLowerCase();
  if (
    /suspicious|forbidden|illegal|disallow|not-permitted|unexplained|other|changed|violat/.test(modification)
  ) {
    return 'changed';
  }
  return /none|nothing|unmodified|no-change/.test(modification) || modification === '' ? 'nothing' : 'lawful';
}
