import type { ByteSource } from './byte-source.js';
import type { ParseMode } from './lexer.js';
import { WorkBudget } from './limits.js';
import type { XrefContext } from './xref.js';
import type { PdfRepair } from './xref-chain.js';

/** What the parts that read one file share: its bytes, how it is read, the work it may cause, and what was mended. */
export class FileReading {
  readonly repairs: PdfRepair[] = [];
  readonly budget: WorkBudget;

  constructor(
    readonly source: ByteSource,
    readonly mode: ParseMode,
  ) {
    this.budget = new WorkBudget(source.size);
  }

  /** Notes a repair, each kind once. */
  report(repair: PdfRepair): void {
    if (!this.has(repair.code)) this.repairs.push(repair);
  }

  has(code: PdfRepair['code']): boolean {
    return this.repairs.some((repair) => repair.code === code);
  }

  /** For reading a cross-reference whose offsets count from `shift`. */
  context(shift: number): XrefContext {
    return { source: this.source, mode: this.mode, budget: this.budget, shift };
  }
}
