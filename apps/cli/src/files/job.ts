import type { CommitmentType } from '@segl/pades';
import type { Appearance, KeyPlace, NewField, SignaturePolicyText } from './sign-settings.js';

/** Baseline levels (EN 319 142-1 §6) as they are typed. */
export const levels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;
export type Level = (typeof levels)[number];

/** What commands that ask a time-stamp authority, or gather validation data, need to know. */
export interface EvidenceSettings {
  /** Addresses of time-stamp authorities, asked in this order. */
  readonly tsa: readonly string[];
  /** Files and folders with trust anchors. */
  readonly trust: readonly string[];
  /** Files and folders with certificates that may stand between a certificate and an anchor. */
  readonly certificates: readonly string[];
}

export interface SignSettings extends EvidenceSettings {
  readonly level: Level;
  readonly key: KeyPlace;
  readonly password?: string;
  readonly contentTimestamp: 'none' | 'ask';
  /** A field that is there; left out where there is `newField`, or where any will do. */
  readonly field?: string;
  readonly newField?: NewField;
  readonly certification?: 1 | 2 | 3;
  /** Default: the common name of the certificate. */
  readonly signerName?: string;
  readonly location?: string;
  readonly commitmentType?: CommitmentType;
  readonly claimedRoles: readonly string[];
  readonly policy?: SignaturePolicyText;
  readonly appearance?: Appearance;
}

export interface ExtendSettings extends EvidenceSettings {
  readonly level: Exclude<Level, 'B-B'>;
  readonly fields: readonly string[];
  readonly password?: string;
}

export interface TimestampSettings extends EvidenceSettings {
  readonly password?: string;
}

export interface InspectSettings {
  readonly password?: string;
}

export interface VerifySettings {
  readonly trust: readonly string[];
  readonly certificates: readonly string[];
  readonly password?: string;
  /** Moment of verification, ISO 8601; left out: now. */
  readonly at?: string;
  /** Whether OCSP responders and CRL servers are asked for what the file does not bring. */
  readonly revocation: 'from-file' | 'ask';
}

/** What is to be done to every file of a call, and how to tell of it. Plain data: it goes to worker threads. */
export type Job = { readonly output: 'json' | 'words' } & (
  | { readonly command: 'sign'; readonly settings: SignSettings }
  | { readonly command: 'extend'; readonly settings: ExtendSettings }
  | { readonly command: 'timestamp'; readonly settings: TimestampSettings }
  | { readonly command: 'inspect'; readonly settings: InspectSettings }
  | { readonly command: 'verify'; readonly settings: VerifySettings }
);

/** A job of one command. */
export type JobOf<C extends Job['command']> = Extract<Job, { readonly command: C }>;

/** One file, and where the result goes, for commands that make one. */
export interface FileTask {
  readonly input: string;
  readonly output?: string;
}

/** What is told about one file. Both texts end with a line break unless they are empty. */
export interface FileOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Told while large files are worked on. */
export interface Progress {
  addBytes(count: number): void;
  addFile(exitCode: number): void;
}

/** A job with its keys, servers and anchors at hand. */
export interface Operation {
  /** How many files may be worked on at once in one thread: more than one where somebody is waited for. */
  readonly concurrency: number;
  run(task: FileTask, progress: Progress | undefined): Promise<FileOutcome>;
  /** Gives back what is held: sessions with tokens. */
  end?(): Promise<void>;
}
