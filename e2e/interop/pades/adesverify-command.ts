import path from 'node:path';
import { run } from './judges.js';

/** A file for the command, and what it must say. */
export interface Commanded {
  readonly name: string;
  readonly file: string;
  /** What it says of each signature, without field and fingerprint. */
  readonly says: readonly string[];
  readonly exit: 0 | 1;
}

/** What the command says of a signature with nothing, a time-stamp, and validation data behind it. */
export const commandSays = {
  'B-B': 'INTACT:TRUSTED,UNTOUCHED',
  'B-T': 'INTACT:TRUSTED,TIMESTAMP_TOKEN<INTACT:TRUSTED>,UNTOUCHED',
  'B-LT': 'INTACT:TRUSTED,TIMESTAMP_TOKEN<INTACT:TRUSTED>,EXTENDED_WITH_LTA_UPDATES,ACCEPTABLE_MODIFICATIONS',
  'B-LTA':
    'INTACT:TRUSTED,TIMESTAMP_TOKEN<INTACT:TRUSTED>,EXTENDED_WITH_LTA_UPDATES,ACCEPTABLE_MODIFICATIONS',
} as const;

/** Runs `pyhanko sign adesverify` itself, as anybody would at a prompt. Returns where it says something else than it must. */
export async function askCommand(
  documents: readonly Commanded[],
  { python, root }: { readonly python: string; readonly root: string },
): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, file, says, exit } of documents) {
    const { status, text } = await run(python, [
      ...['-m', 'pyhanko', 'sign', 'adesverify', '--trust', root, '--trust-replace', file],
    ]);
    // field:fingerprint:verdict, among what it logs.
    const verdicts = [...text.matchAll(/^[^:\s]+:[0-9a-f]{64}:(.*)$/gm)].map((match) => match[1] ?? '');
    const good = status === exit && verdicts.join('\n') === says.join('\n');
    console.log(`pyhanko sign adesverify  ${name.padEnd(60)} ${good ? 'ok' : 'DEVIATES'}`);
    if (!good) {
      problems.push(
        `${name} (${path.basename(file)}): pyhanko sign adesverify\n      expected ${String(exit)} ${JSON.stringify(says)}\n      was      ${String(status)} ${JSON.stringify(verdicts)} ${verdicts.length === 0 ? text.slice(-600) : ''}`,
      );
    }
  }
  return problems;
}
