import { PadesError } from '../errors.js';
import type { FileReading } from './file-reading.js';
import { readIndirectObject, type IndirectObject } from './indirect-object.js';
import { PdfStream, type PdfObject } from './objects.js';
import { openObjectStream, type ObjectStream } from './object-stream.js';
import type { Spans } from './parser.js';
import type { ScannedFile } from './scan.js';
import type { PdfView } from './views.js';
import type { XrefEntry } from './xref.js';

/** What reading objects needs of the document they are of. */
export interface ObjectReaderInput {
  decrypt(object: IndirectObject): IndirectObject;
  /** Reads the whole file: where its cross-reference is wrong. */
  scan(): ScannedFile;
}

const cachedObjects = 20_000;
const cachedObjectStreams = 64;

/** Reads the objects of a file, and keeps them. */
export class ObjectReader {
  /** Objects by the offset of their entry. */
  private readonly objects = new Map<number, IndirectObject>();
  /** Objects found elsewhere than their entry says, or nowhere. */
  private readonly moved = new Map<string, IndirectObject | null>();
  private readonly objectStreams = new Map<number, ObjectStream>();
  /** Offsets of objects being read just now: one that needs itself (as its own /Length, say) reads as null. */
  private readonly reading = new Set<number>();

  constructor(
    private readonly file: FileReading,
    private readonly document: ObjectReaderInput,
  ) {}

  /** Forgets what was read so far. */
  clear(): void {
    this.objects.clear();
    this.moved.clear();
    this.objectStreams.clear();
  }

  /** The object an entry leads to, checked to be the one meant. */
  load(num: number, entry: XrefEntry, view: PdfView): PdfObject {
    if (entry.kind === 'free') return null;
    if (entry.kind === 'compressed') return this.loadCompressed(num, entry.stream, entry.index, view);
    const known = this.known(num, entry.offset);
    if (known !== undefined) return known?.value ?? null;
    const object = this.once(entry.offset, () => this.loadAt(num, entry.offset, view));
    if (object === 'busy') return null;
    if (this.objects.size > cachedObjects) this.objects.clear();
    if (object && object.start >= entry.offset && object.start - entry.offset < 16) {
      this.objects.set(entry.offset, object);
    } else this.moved.set(`${num}@${entry.offset}`, object ?? null);
    return object?.value ?? null;
  }

  /** An object that was loaded before, by its entry; null where the entry leads to none. */
  known(num: number, offset: number): IndirectObject | null | undefined {
    const object = this.objects.get(offset);
    return object?.num === num ? object : this.moved.get(`${num}@${offset}`);
  }

  /** Reads an object anew, where its entry says it stands, with the positions of its dictionary's values in the file. */
  locate(num: number, offset: number, view: PdfView): { object: IndirectObject; spans: Spans } | undefined {
    const spans: Spans = new Map();
    const object = readIndirectObject(this.file.source, offset, { ...this.readOptions(view), spans });
    return object?.num === num ? { object: this.document.decrypt(object), spans } : undefined;
  }

  private loadAt(num: number, offset: number, view: PdfView): IndirectObject | undefined {
    const { source, mode } = this.file;
    let fault: PadesError | undefined;
    try {
      const object = readIndirectObject(source, offset, this.readOptions(view));
      if (object?.num === num) return this.document.decrypt(object);
    } catch (error) {
      if (!(error instanceof PadesError) || error.code === 'pdf.limit-exceeded') throw error;
      fault = error;
    }
    if (mode === 'strict') {
      throw fault ?? new PadesError('pdf.malformed', `Object ${num} is not where it should be`, { offset });
    }
    const found = this.document.scan().entries.get(num);
    this.file.report({ code: 'xref-entries-wrong', message: `Object ${num} is not at ${offset}` });
    if (found?.kind !== 'offset' || found.offset === offset) {
      if (fault) throw fault;
      return undefined;
    }
    const object = readIndirectObject(source, found.offset, this.readOptions(view));
    return object && this.document.decrypt(object);
  }

  private loadCompressed(num: number, streamNumber: number, index: number, view: PdfView): PdfObject {
    const entry = view.entry(streamNumber);
    if (entry?.kind !== 'offset') {
      if (this.file.mode === 'strict')
        throw new PadesError('pdf.malformed', `Object stream ${streamNumber} is missing`);
      return null;
    }
    const opened =
      this.objectStreams.get(entry.offset) ??
      this.once(-1 - entry.offset, () => this.openStreamAt(streamNumber, entry, view));
    if (!opened || opened === 'busy') return null;
    // The index is a hint (§7.5.8.3): what counts is the number.
    const at = opened.numbers[index] === num ? index : opened.numbers.indexOf(num);
    return at < 0 ? null : opened.object(at);
  }

  private openStreamAt(
    num: number,
    entry: XrefEntry & { kind: 'offset' },
    view: PdfView,
  ): ObjectStream | undefined {
    const stream = this.load(num, entry, view);
    if (!(stream instanceof PdfStream)) return undefined;
    const data = view.decode(stream);
    this.file.budget.spend(data.length);
    const opened = openObjectStream(stream, data, (value) => view.resolve(value), this.file.mode);
    if (this.objectStreams.size > cachedObjectStreams) this.objectStreams.clear();
    this.objectStreams.set(entry.offset, opened);
    return opened;
  }

  private once<T>(key: number, read: () => T): T | 'busy' {
    if (this.reading.has(key)) return 'busy';
    this.reading.add(key);
    try {
      return read();
    } finally {
      this.reading.delete(key);
    }
  }

  private readOptions(view: PdfView) {
    return {
      mode: this.file.mode,
      budget: this.file.budget,
      resolveLength: (value: PdfObject | undefined): PdfObject | undefined => view.resolve(value),
    };
  }
}
