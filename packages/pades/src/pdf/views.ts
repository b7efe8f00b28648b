import { PadesError } from '../errors.js';
import type { ByteSource } from './byte-source.js';
import type { DocumentEncryption } from './crypt/encryption.js';
import { decodeStream } from './filters.js';
import { indexOf } from './indirect-object.js';
import { PdfDict, PdfRef, PdfStream, type PdfObject } from './objects.js';
import type { XrefEntry } from './xref.js';
import { lookupIn, type RevisionSections } from './xref-chain.js';

/** One save of a file. */
export interface PdfRevision {
  /** 0 is the oldest. */
  readonly index: number;
  readonly kind: RevisionSections['kind'];
  /** Where the section that `startxref` names begins. */
  readonly xrefOffset: number;
  /** Behind the end-of-file marker and its end of line; the size of the file as it was after this save. */
  readonly endOffset: number;
  readonly trailer: PdfDict;
  /** Entry of this revision's own cross-reference, if it has one for the number. */
  lookup(num: number): XrefEntry | undefined;
  /** Every number this revision's own cross-reference speaks of, free ones included. */
  objectNumbers(): Iterable<number>;
}

/** A file as it stood after one of its revisions. */
export interface PdfView {
  readonly revisionIndex: number;
  readonly trailer: PdfDict;
  /** @throws PadesError `pdf.malformed` where there is no catalog. */
  readonly catalog: PdfDict;
  readonly catalogRef: PdfRef | undefined;
  /** How the file is encrypted; undefined where it is not. */
  readonly encryption: DocumentEncryption | undefined;
  /** The cross-reference entry in force. */
  entry(num: number): XrefEntry | undefined;
  /** The object of that number; null where there is none (§7.3.10). */
  object(num: number): PdfObject;
  /** Follows references (at most 32 in a row) to a value; null and absent both read as undefined. */
  resolve(value: PdfObject | undefined): PdfObject | undefined;
  /** The value, if it is a dictionary (a stream gives its dictionary). */
  dict(value: PdfObject | undefined): PdfDict | undefined;
  /** Bytes of a stream with its filters undone. */
  decode(stream: PdfStream, maxBytes?: number): Uint8Array;
  /** Every number in use, in any order. */
  objectNumbers(): Iterable<number>;
}

/** A save of a file, by the cross-reference sections it wrote. */
export class Revision implements PdfRevision {
  readonly kind: RevisionSections['kind'];
  readonly xrefOffset: number;
  readonly trailer: PdfDict;

  constructor(
    private readonly source: ByteSource,
    private readonly sections: RevisionSections,
    readonly index: number,
    private readonly newest: boolean,
  ) {
    this.kind = sections.kind;
    this.xrefOffset = sections.xrefOffset;
    this.trailer = sections.trailer;
  }

  get highest(): number {
    return this.sections.sections.reduce((max, section) => Math.max(max, section.highest), -1);
  }

  get endOffset(): number {
    const behind = this.sections.sections.reduce((max, section) => Math.max(max, section.end), 0);
    const marker = this.kind === 'scanned' ? undefined : indexOf(this.source, '%%EOF', behind);
    if (marker === undefined) return this.source.size;
    const [first, second] = this.source.read(marker + 5, 2);
    if (first === 0x0d && second === 0x0a) return marker + 7;
    const end = first === 0x0d || first === 0x0a ? marker + 6 : marker + 5;
    return this.newest ? Math.min(end, this.source.size) : end;
  }

  lookup(num: number): XrefEntry | undefined {
    return lookupIn(this.sections, num);
  }

  *objectNumbers(): Iterable<number> {
    const [only, ...more] = this.sections.sections;
    if (only && more.length === 0) return yield* only.numbers();
    const seen = new Set<number>();
    for (const section of this.sections.sections) {
      for (const num of section.numbers()) {
        if (!seen.has(num)) yield num;
        seen.add(num);
      }
    }
  }
}

/** What a view needs of the file it looks at. */
export interface ObjectLoader {
  readonly revisions: readonly PdfRevision[];
  readonly encryption: DocumentEncryption | undefined;
  /** The object an entry leads to; null where it is another. */
  load(num: number, entry: XrefEntry, view: PdfView): PdfObject;
}

const cachedEntries = 1000;

/** The objects of a file as they stood after one of its saves. */
export class RevisionView implements PdfView {
  readonly trailer: PdfDict;
  /** Some objects are asked for again and again. */
  private readonly entries = new Map<number, XrefEntry>();

  constructor(
    private readonly document: ObjectLoader,
    readonly revisionIndex: number,
  ) {
    this.trailer = document.revisions[revisionIndex]?.trailer ?? new PdfDict();
  }

  get encryption(): DocumentEncryption | undefined {
    return this.document.encryption;
  }

  get catalogRef(): PdfRef | undefined {
    const root = this.trailer.get('Root');
    return root instanceof PdfRef ? root : undefined;
  }

  get catalog(): PdfDict {
    const catalog = this.dict(this.trailer.get('Root'));
    if (!catalog) throw new PadesError('pdf.malformed', 'The document has no catalog');
    return catalog;
  }

  entry(num: number): XrefEntry | undefined {
    const known = this.entries.get(num);
    if (known) return known;
    const entry = this.findEntry(num);
    if (this.entries.size >= cachedEntries) this.entries.clear();
    if (entry) this.entries.set(num, entry);
    return entry;
  }

  private findEntry(num: number): XrefEntry | undefined {
    for (let index = this.revisionIndex; index >= 0; index--) {
      const entry = this.document.revisions[index]?.lookup(num);
      if (entry) return entry;
    }
    return undefined;
  }

  object(num: number): PdfObject {
    const entry = this.entry(num);
    return entry ? this.document.load(num, entry, this) : null;
  }

  resolve(value: PdfObject | undefined): PdfObject | undefined {
    let current = value;
    for (let hops = 0; current instanceof PdfRef; hops++) {
      if (hops > 32) throw new PadesError('pdf.malformed', 'References that lead in a circle');
      current = this.object(current.num);
    }
    return current ?? undefined;
  }

  dict(value: PdfObject | undefined): PdfDict | undefined {
    const resolved = this.resolve(value);
    if (resolved instanceof PdfStream) return resolved.dict;
    return resolved instanceof PdfDict ? resolved : undefined;
  }

  decode(stream: PdfStream, maxBytes?: number): Uint8Array {
    return decodeStream(stream, (value) => this.resolve(value), maxBytes);
  }

  *objectNumbers(): Iterable<number> {
    const seen = new Set<number>();
    for (let index = this.revisionIndex; index >= 0; index--) {
      for (const num of this.document.revisions[index]?.objectNumbers() ?? []) {
        if (seen.has(num)) continue;
        seen.add(num);
        if (this.entry(num)?.kind !== 'free') yield num;
      }
    }
  }
}
