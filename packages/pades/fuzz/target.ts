import { PadesError } from '../src/index.js';
import type { SeedKind, Seeds } from './seeds.js';

/** One thing that is done with an input. What it throws, other than `PadesError`, is a finding. */
export interface Target {
  readonly name: string;
  readonly kinds: readonly SeedKind[];
  run(bytes: Buffer, seeds: Seeds): unknown;
}

/** A property that does not hold. */
export class Broken extends Error {}

/** What is done with documents. */
export function pdf(name: string, run: Target['run']): Target {
  return { name, kinds: ['pdf'], run };
}

/** What is done with inputs of other kinds. */
export function other(name: string, kinds: readonly SeedKind[], run: Target['run']): Target {
  return { name, kinds, run };
}

/** A refusal of one part does not keep the others from being read. */
export function refusable(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
  }
}
