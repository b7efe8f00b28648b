import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BaselineLevel, DigestAlgorithm, SignatureAlgorithm } from '@segl/pades';
import { pairwise, type Choice } from '../../support/pairwise.js';
import { hybridFile, pdfA, plain, tableFile, tagged, xrefStreamFile } from '../../support/pdf-inputs.js';
import type { KeyKind, Party, TestAuthority } from '../../support/test-authority.js';

/** A key, a signature scheme and a digest. */
export interface Algorithm {
  readonly key: KeyKind;
  readonly signatureAlgorithm?: SignatureAlgorithm;
  readonly digestAlgorithm: DigestAlgorithm;
}

export const algorithms = {
  'rsa-2048 sha-256': { key: 'rsa-2048', digestAlgorithm: 'SHA-256' },
  'rsa-2048 sha-512': { key: 'rsa-2048', digestAlgorithm: 'SHA-512' },
  'rsa-3072 sha-384': { key: 'rsa-3072', digestAlgorithm: 'SHA-384' },
  'rsa-pss sha-256': { key: 'rsa-2048', signatureAlgorithm: 'RSASSA-PSS', digestAlgorithm: 'SHA-256' },
  'rsa-pss sha-512': { key: 'rsa-3072', signatureAlgorithm: 'RSASSA-PSS', digestAlgorithm: 'SHA-512' },
  'p-256 sha-256': { key: 'p256', digestAlgorithm: 'SHA-256' },
  'p-384 sha-384': { key: 'p384', digestAlgorithm: 'SHA-384' },
  'p-521 sha-512': { key: 'p521', digestAlgorithm: 'SHA-512' },
  'ed25519 sha-512': { key: 'ed25519', digestAlgorithm: 'SHA-512' },
} as const satisfies Record<string, Algorithm>;
export type AlgorithmName = keyof typeof algorithms;
export const algorithmNames = Object.keys(algorithms) as AlgorithmName[];

/** A document to be signed. */
export interface Input {
  readonly file: string;
  readonly password?: string;
  /** Signatures that somebody else made before. */
  readonly foreign: readonly string[];
  /** What a certification that is there permits. */
  readonly certified?: 2 | 3;
}

export const inputKinds = [
  'table',
  'xref-stream',
  'object-streams',
  'hybrid',
  'linearized',
  'aes-128',
  'aes-256',
  'signed-before',
  'certified-2',
  'certified-3',
  'tagged',
  'pdf-a',
] as const;
export type InputKind = (typeof inputKinds)[number];

const axes = {
  input: inputKinds,
  algorithm: algorithmNames,
  level: ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const satisfies readonly BaselineLevel[],
  certification: ['none', 1, 2, 3] as const,
  signers: [1, 2, 5] as const,
};

/** One document to make: what it is, who signs it and how. */
export type Case = Choice<typeof axes>;

/**
 * What each of the signers of a case signs with: the first with the algorithm that the case names, the others with others.
 * No two of them share a key.
 */
export function algorithmsOf({ algorithm, signers }: Pick<Case, 'algorithm' | 'signers'>): AlgorithmName[] {
  const first = algorithmNames.indexOf(algorithm);
  // By steps of two, so that neighbours are of different kinds.
  return Array.from({ length: signers }, (_, index) => {
    const name = algorithmNames[(first + 2 * index) % algorithmNames.length];
    if (name === undefined) throw new Error('there are algorithms');
    return name;
  });
}

/** Certification comes first and can allow nobody else; what is signed already cannot be certified. */
function allowed({ input, certification, signers }: Partial<Case>): boolean {
  const signedBefore = input === 'signed-before' || input === 'certified-2' || input === 'certified-3';
  if (certification !== undefined && certification !== 'none' && signedBefore) return false;
  return !(certification === 1 && signers !== undefined && signers > 1);
}

/** Every pair of things meets in one of these. */
export const allCases = (): Case[] => pairwise(axes, allowed);

/** For a quick look: each value of each axis once or more. */
export function fewCases(): Case[] {
  const all = allCases();
  const missing = new Set(
    Object.entries(axes).flatMap(([axis, values]) => values.map((value) => `${axis}=${String(value)}`)),
  );
  const few: Case[] = [];
  for (const one of all) {
    const fresh = Object.entries(one).filter(([axis, value]) => missing.delete(`${axis}=${String(value)}`));
    if (fresh.length > 0) few.push(one);
  }
  return few;
}

export const nameOf = ({ input, algorithm, level, certification, signers }: Case): string =>
  `${input}, ${algorithm}${signers > 1 ? ' and others' : ''}, ${level}, certification ${String(certification)}, ${String(signers)} signer${signers > 1 ? 's' : ''}`;

/** Password that opens the encrypted inputs; made for this run and no secret. */
const password = 'correct horse';

/** Makes the documents to be signed: by hand, by qpdf, and signed before by pyHanko. */
export function makeInputs(
  folder: string,
  authority: TestAuthority,
  foreigner: Party,
  python: string,
  signScript: string,
): Record<InputKind, Input> {
  const at = (name: string): string => path.join(folder, `${name}.pdf`);
  const write = (name: string, bytes: Uint8Array): string => {
    writeFileSync(at(name), bytes);
    return at(name);
  };
  const table = write('table', tableFile(plain));
  const qpdf = (name: string, ...options: readonly string[]): string => {
    execFileSync('qpdf', [...options, table, at(name)]);
    return at(name);
  };
  const signed = (name: string, ...options: readonly string[]): string => {
    execFileSync(python, [
      ...[signScript, table, at(name), foreigner.keyFile, foreigner.certificateFile],
      ...[authority.authorityFile, authority.rootFile, ...options],
    ]);
    return at(name);
  };
  const unsigned = (file: string): Input => ({ file, foreign: [] });
  return {
    table: unsigned(table),
    'xref-stream': unsigned(write('xref-stream', xrefStreamFile(plain))),
    'object-streams': unsigned(qpdf('object-streams', '--object-streams=generate')),
    hybrid: unsigned(write('hybrid', hybridFile(plain))),
    linearized: unsigned(qpdf('linearized', '--linearize')),
    'aes-128': {
      ...unsigned(qpdf('aes-128', '--encrypt', password, 'the owner', '128', '--use-aes=y', '--')),
      password,
    },
    'aes-256': { ...unsigned(qpdf('aes-256', '--encrypt', password, 'the owner', '256', '--')), password },
    'signed-before': { file: signed('signed-before'), foreign: ['Foreign'] },
    'certified-2': { file: signed('certified-2', 'certify=2'), foreign: ['Foreign'], certified: 2 },
    'certified-3': { file: signed('certified-3', 'certify=3'), foreign: ['Foreign'], certified: 3 },
    tagged: unsigned(write('tagged', tableFile(tagged))),
    'pdf-a': unsigned(write('pdf-a', tableFile(pdfA()))),
  };
}
