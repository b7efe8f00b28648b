import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Party, TestAuthority } from '../../support/test-authority.js';
import { run, runLines } from './judges.js';

const scriptAt = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Somebody else's programs, and whom they sign as. */
export interface Others {
  readonly authority: TestAuthority;
  readonly foreigner: Party;
  readonly folder: string;
  readonly python: string;
  /** `target` of e2e/interop/dss, where it is built. */
  readonly dss: string | undefined;
}

const levels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;

type ByLevel = Readonly<Record<(typeof levels)[number], Uint8Array>>;
type FileOf = (level: (typeof levels)[number]) => string;

/** The document signed by others, by program and level. */
export type ForeignDocuments = Readonly<{ pyHanko: ByLevel; 'EU DSS': ByLevel | undefined }>;

/** What pyHanko calls the field that it signs, and EU DSS its own. */
export const foreignField = { pyHanko: 'Foreign', 'EU DSS': 'Signature1' } as const;

/** Lets pyHanko and EU DSS sign a document at every level. Not synchronously: they ask the authority that this process serves. */
export async function signedByOthers(others: Others, input: string): Promise<ForeignDocuments> {
  const [pyHanko, dss] = await Promise.all([
    signByPyhanko(others, input),
    others.dss === undefined ? undefined : signByDss(others, input, others.dss),
  ]);
  const read = (fileOf: FileOf): ByLevel => ({
    'B-B': readFileSync(fileOf('B-B')),
    'B-T': readFileSync(fileOf('B-T')),
    'B-LT': readFileSync(fileOf('B-LT')),
    'B-LTA': readFileSync(fileOf('B-LTA')),
  });
  return { pyHanko: read(pyHanko), 'EU DSS': dss && read(dss) };
}

async function signByPyhanko(others: Others, input: string): Promise<FileOf> {
  const fileOf: FileOf = (level) => path.join(others.folder, `pyhanko-${level}.pdf`);
  for (const level of levels) {
    await pyhankoSigns(others, input, fileOf(level), others.foreigner, [
      `level=${level}`,
      ...(level === 'B-B' ? [] : [`tsa=${others.authority.tsaUrl}`]),
    ]);
  }
  return fileOf;
}

/** Lets pyHanko sign as somebody, with options of sign_pyhanko.py. */
export async function pyhankoSigns(
  { authority, python }: Pick<Others, 'authority' | 'python'>,
  input: string,
  output: string,
  party: Party,
  options: readonly string[],
): Promise<void> {
  const { status, text } = await run(python, [
    ...[scriptAt('../sign_pyhanko.py'), input, output, party.keyFile, party.certificateFile],
    ...[authority.authorityFile, authority.rootFile, ...options],
  ]);
  if (status !== 0) throw new Error(`pyHanko does not sign: ${text.slice(-1000)}`);
}

async function signByDss(
  { authority, foreigner, folder }: Others,
  input: string,
  target: string,
): Promise<FileOf> {
  const fileOf: FileOf = (level) => path.join(folder, `dss-${level}.pdf`);
  const answers = (await runLines(
    'java',
    [
      ...[
        '-cp',
        [path.join(target, 'dss-judge-1.jar'), path.join(target, 'lib', '*')].join(':'),
        'segl.Sign',
      ],
      ...[authority.rootFile, authority.tsaUrl, foreigner.keyFile],
      ...[foreigner.certificateFile, authority.authorityFile],
    ],
    levels.map((level) => [input, fileOf(level), level.replace('B-', 'BASELINE_')].join('\t')),
  )) as { readonly file: string; readonly error: string | null }[];
  for (const { file, error } of answers) {
    if (error !== null) throw new Error(`EU DSS does not sign ${path.basename(file)}: ${error}`);
  }
  return fileOf;
}

/** Lets pyHanko fill in a text field, as somebody does who comes later. */
export async function fillIn(
  { python }: Pick<Others, 'python'>,
  file: string,
  field: string,
  words: string,
): Promise<void> {
  const { status, text } = await run(python, [scriptAt('fill_pyhanko.py'), file, field, words]);
  if (status !== 0) throw new Error(`pyHanko does not fill in: ${text.slice(-1000)}`);
}
