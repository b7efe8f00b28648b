import { PadesError } from '../errors.js';

/**
 * Bounds on the work one file can cause. They are far above what honest files need; reaching one is
 * `pdf.limit-exceeded`.
 */
export const limits = {
  /** Nesting of arrays and dictionaries. */
  depth: 200,
  /** Bytes of one stream after its filters. */
  decodedStreamBytes: 256 * 1024 * 1024,
  /** Bytes of one object that is not a stream. */
  objectBytes: 64 * 1024 * 1024,
  /** Highest object number that is believed (the limit of common readers). */
  objectNumber: 8_388_607,
  /** Cross-reference sections in a chain. */
  revisions: 10_000,
  /** Pages in a document. */
  pages: 100_000,
  /** Depth of page and field trees. */
  treeDepth: 500,
  /** Form fields in a document. */
  fields: 100_000,
  /** Signatures in a document, of all its revisions together. */
  signatures: 500,
  /** Signatures in a document that do not cover what they claim to: each costs as much as a file of its own. */
  unclearSignatures: 20,
  /** Objects visited when looking for active content. */
  visitedObjects: 2_000_000,
} as const;

/**
 * Work one document may cause, counted in bytes looked at. A hostile file can make each object cost as much as the
 * whole file; with this the sum stays a small multiple of the file's size.
 */
export class WorkBudget {
  private remaining: number;

  constructor(sourceBytes: number) {
    this.remaining = sourceBytes * 20 + 64 * 1024 * 1024;
  }

  /** Bytes that may still be looked at. */
  get left(): number {
    return Math.max(0, this.remaining);
  }

  /** Throws `pdf.limit-exceeded` when the budget is used up. */
  spend(bytes: number): void {
    this.remaining -= bytes;
    if (this.remaining < 0) {
      throw new PadesError('pdf.limit-exceeded', 'Reading this file takes more work than it is worth');
    }
  }
}
