import { PadesError } from '../errors.js';
import {
  lockedObject,
  openEncryption,
  type DocumentEncryption,
  type OpenedEncryption,
} from './crypt/encryption.js';
import { toByteSource, type ByteSource, type DocumentInput } from './byte-source.js';
import {
  indexOf,
  lastIndexOf,
  objectNumberAt,
  readIndirectObject,
  type IndirectObject,
} from './indirect-object.js';
import { latin1, type ParseMode } from './lexer.js';
import { WorkBudget } from './limits.js';
import { nameValue, PdfDict, PdfRef, PdfStream, type PdfObject } from './objects.js';
import { openObjectStream, type ObjectStream } from './object-stream.js';
import type { Spans } from './parser.js';
import { Revision, RevisionView, type ObjectLoader, type PdfRevision, type PdfView } from './views.js';
import { firstPage } from './pages.js';
import { scanFile, type ScannedFile } from './scan.js';
import { rangeLookup, type XrefContext, type XrefEntry } from './xref.js';
import {
  endingAfter,
  findStartXref,
  hasRoot,
  lookupIn,
  readChain,
  type PdfRepair,
  type RevisionSections,
} from './xref-chain.js';

/** How a file is opened. */
export interface OpenOptions {
  /** `lenient` (default) mends what common readers mend and reports it; `strict` names the fault. */
  readonly mode?: ParseMode;
  /** User or owner password of an encrypted file. Left out, the empty user password is tried. */
  readonly password?: string;
  /**
   * What becomes of an encrypted file that the password does not open: it is refused (`refuse`, default), or opened all the
   * same (`structure`): then its strings read as null, its streams give no bytes, and object streams cannot be read.
   */
  readonly locked?: 'refuse' | 'structure';
}

/** An open file. */
export interface PdfDocument {
  readonly source: ByteSource;
  readonly mode: ParseMode;
  /** From the header, for example `1.7`. */
  readonly headerVersion: string;
  /** What offsets in the file count from: the header's position where junk stands before it, else 0. */
  readonly shift: number;
  /** Filled as reading goes on; empty for a sound file. */
  readonly repairs: readonly PdfRepair[];
  /** Oldest first. */
  readonly revisions: readonly PdfRevision[];
  /** The file as it stands. */
  readonly latest: PdfView;
  /** The file as it stood after one of its revisions, 0 being the oldest. */
  at(revisionIndex: number): PdfView;
  /** How the file is encrypted and what opened it; undefined where it is not. */
  readonly encryption: DocumentEncryption | undefined;
  /**
   * An object's value as it must be written under that number: with strings and streams encrypted where the file is, but
   * for `/Contents` of signatures (ISO 32000-2 §7.6.2).
   */
  encrypt(ref: PdfRef, value: PdfObject): PdfObject;
  /** Opens other bytes, such as an earlier state of this file, in the same mode and with the same password. */
  reopen(source: ByteSource): PdfDocument;
  /** One above every object number that occurs anywhere in the file. */
  readonly nextObjectNumber: number;
  /** Every number that the text of the file refers to, where the whole file had to be scanned; else nothing. */
  readonly scannedReferences: Iterable<number>;
  /** Whether the end of the file is missing. */
  readonly truncated: boolean;
  /** Where the newest version of an object really stands; undefined where there is none. */
  placeOf(num: number): XrefEntry | undefined;
  /** Reads an object of a view anew, with the positions of its dictionary's values in the file. */
  locate(num: number, view: PdfView): { readonly object: IndirectObject; readonly spans: Spans } | undefined;
}

/**
 * Opens a PDF. Only the cross-reference is read; objects are read when asked for, and decrypted then.
 *
 * @throws PadesError `pdf.not-a-pdf`, `pdf.truncated`, `pdf.malformed`, `pdf.limit-exceeded`; and for encrypted files
 *   `pdf.password-required`, `pdf.password-wrong`, or `pdf.encrypted` where the way of encryption is not supported.
 */
export function openDocument(input: DocumentInput, options: OpenOptions = {}): PdfDocument {
  return new OpenedDocument(toByteSource(input), options);
}

/** The password among the options of a function that opens a document, as options of {@link openDocument}. */
export function passwordOf({ password }: { readonly password?: string | undefined }): OpenOptions {
  return password === undefined ? {} : { password };
}

const cachedObjects = 20_000;

class OpenedDocument implements PdfDocument, ObjectLoader {
  readonly headerVersion: string;
  readonly shift: number;
  readonly repairs: PdfRepair[] = [];
  revisions: readonly PdfRevision[];
  readonly truncated: boolean;
  private readonly budget: WorkBudget;
  /** Objects by the offset of their entry. */
  private readonly objects = new Map<number, IndirectObject>();
  /** Objects found elsewhere than their entry says, or nowhere. */
  private readonly moved = new Map<string, IndirectObject | null>();
  private readonly objectStreams = new Map<number, ObjectStream>();
  private readonly views: (RevisionView | undefined)[] = [];
  /** Offsets of objects being read just now: one that needs itself (as its own /Length, say) reads as null. */
  private readonly reading = new Set<number>();
  private scanned: ScannedFile | undefined;
  readonly mode: ParseMode;
  /** Undefined where nothing is encrypted, and while the encryption dictionary itself is read. */
  private crypt: OpenedEncryption | undefined;
  /** Number of the encryption dictionary, whose strings are never encrypted. */
  private encryptNum: number | undefined;

  constructor(
    readonly source: ByteSource,
    private readonly options: OpenOptions,
  ) {
    this.mode = options.mode ?? 'lenient';
    this.budget = new WorkBudget(source.size);
    const header = this.findHeader();
    this.headerVersion = header.version;
    const start = findStartXref(this.context(0));
    const ending = start ? endingAfter(this.context(0), start.position) : 'startxref-missing';
    this.truncated = ending !== 'sound';
    if (ending !== 'sound') this.reportTruncation(ending);
    const chain = this.chainOf(start, header.offset);
    this.shift = chain?.shift ?? header.offset;
    this.revisions = this.numbered(chain?.revisions ?? this.rebuild());
    this.unlock();
    if (this.headerMissing && !reachesPage(this.latest)) {
      throw new PadesError('pdf.not-a-pdf', 'The file does not begin as a PDF');
    }
    const better = chain && this.mode === 'lenient' ? this.rebuiltForPages() : undefined;
    if (better) {
      this.revisions = better;
      this.views.length = 0;
    }
  }

  private numbered(sections: readonly RevisionSections[]): PdfRevision[] {
    return sections.map((each, index, all) => this.revision(each, index, all));
  }

  /**
   * The revision that a scan of the file gives, where its cross-reference leads to no page at all, as it must, and the
   * scan finds one.
   */
  private rebuiltForPages(): PdfRevision[] | undefined {
    if (this.crypt && !this.crypt.cipher) return undefined;
    if (reachesPage(this.latest)) return undefined;
    const reported = this.repairs.length;
    try {
      const revisions = this.numbered(this.rebuild());
      const view = new RevisionView(
        { revisions, encryption: this.encryption, load: (...entry) => this.load(...entry) },
        0,
      );
      if (reachesPage(view)) return revisions;
    } catch (error) {
      if (!(error instanceof PadesError)) throw error;
    }
    this.repairs.length = reported;
    return undefined;
  }

  get encryption(): DocumentEncryption | undefined {
    return this.crypt?.description;
  }

  encrypt(ref: PdfRef, value: PdfObject): PdfObject {
    if (!this.crypt || ref.num === this.encryptNum) return value;
    if (!this.crypt.cipher) throw this.crypt.fault ?? new TypeError('A locked file has a reason');
    return this.crypt.cipher.encrypt(ref, value);
  }

  reopen(source: ByteSource): PdfDocument {
    return new OpenedDocument(source, this.options);
  }

  private unlock(): void {
    const { latest } = this;
    const crypt = this.openCrypt(latest.trailer, (value) => latest.resolve(value));
    if (crypt?.fault && this.options.locked !== 'structure') throw crypt.fault;
    if (crypt?.permissionsDoubtful) {
      const message = '/Perms does not confirm the permissions of the encryption dictionary';
      if (this.mode === 'strict') throw new PadesError('pdf.malformed', message);
      this.report({ code: 'permissions-doubtful', message });
    }
    if (!crypt) return;
    const held = latest.trailer.get('Encrypt');
    this.encryptNum = held instanceof PdfRef ? held.num : undefined;
    this.crypt = crypt;
    // What was read on the way was read as it stands in the file.
    this.objects.clear();
    this.moved.clear();
    this.objectStreams.clear();
  }

  private openCrypt(
    trailer: PdfDict,
    resolve: (value: PdfObject | undefined) => PdfObject | undefined,
  ): OpenedEncryption | undefined {
    const held = trailer.get('Encrypt');
    if (held === undefined || held === null) return undefined;
    const encrypt = resolve(held);
    if (!(encrypt instanceof PdfDict)) {
      throw new PadesError('pdf.malformed', 'The encryption dictionary is missing');
    }
    const id = resolve(trailer.get('ID'));
    return openEncryption({ encrypt, id, password: this.options.password, mode: this.mode, resolve });
  }

  private decrypted(object: IndirectObject): IndirectObject {
    if (!this.crypt || object.num === this.encryptNum) return object;
    const { cipher, fault } = this.crypt;
    if (cipher) {
      return { ...object, value: cipher.decrypt(new PdfRef(object.num, object.gen), object.value) };
    }
    return fault ? { ...object, value: lockedObject(object.value, fault) } : object;
  }

  get latest(): PdfView {
    return this.at(this.revisions.length - 1);
  }

  at(revisionIndex: number): PdfView {
    if (!this.revisions[revisionIndex]) throw new TypeError(`There is no revision ${revisionIndex}`);
    return (this.views[revisionIndex] ??= new RevisionView(this, revisionIndex));
  }

  get nextObjectNumber(): number {
    let highest = 0;
    for (const num of this.scanned?.entries.keys() ?? []) highest = Math.max(highest, num);
    for (const revision of this.revisions) {
      const size = revision.trailer.get('Size');
      if (typeof size === 'number' && Number.isInteger(size) && size < 8_388_607)
        highest = Math.max(highest, size - 1);
      highest = Math.max(highest, (revision as Revision).highest);
    }
    return highest + 1;
  }

  get scannedReferences(): Iterable<number> {
    return this.scanned?.references ?? [];
  }

  placeOf(num: number): XrefEntry | undefined {
    const entry = this.latest.entry(num);
    if (entry?.kind !== 'offset') return entry?.kind === 'compressed' ? entry : undefined;
    if (objectNumberAt(this.source, entry.offset) === num) return entry;
    this.latest.object(num);
    const object = this.known(num, entry.offset);
    return object ? { ...entry, offset: object.start } : undefined;
  }

  locate(num: number, view: PdfView): { object: IndirectObject; spans: Spans } | undefined {
    const entry = view.entry(num);
    if (entry?.kind !== 'offset') return undefined;
    const spans: Spans = new Map();
    const object = readIndirectObject(this.source, entry.offset, { ...this.readOptions(view), spans });
    return object?.num === num ? { object: this.decrypted(object), spans } : undefined;
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

  private known(num: number, offset: number): IndirectObject | null | undefined {
    const object = this.objects.get(offset);
    return object?.num === num ? object : this.moved.get(`${num}@${offset}`);
  }

  private loadAt(num: number, offset: number, view: PdfView): IndirectObject | undefined {
    let fault: PadesError | undefined;
    try {
      const object = readIndirectObject(this.source, offset, this.readOptions(view));
      if (object?.num === num) return this.decrypted(object);
    } catch (error) {
      if (!(error instanceof PadesError) || error.code === 'pdf.limit-exceeded') throw error;
      fault = error;
    }
    if (this.mode === 'strict') {
      throw fault ?? new PadesError('pdf.malformed', `Object ${num} is not where it should be`, { offset });
    }
    const found = this.scan().entries.get(num);
    this.report({ code: 'xref-entries-wrong', message: `Object ${num} is not at ${offset}` });
    if (found?.kind !== 'offset' || found.offset === offset) {
      if (fault) throw fault;
      return undefined;
    }
    const object = readIndirectObject(this.source, found.offset, this.readOptions(view));
    return object && this.decrypted(object);
  }

  private loadCompressed(num: number, streamNumber: number, index: number, view: PdfView): PdfObject {
    const entry = view.entry(streamNumber);
    if (entry?.kind !== 'offset') {
      if (this.mode === 'strict')
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
    this.budget.spend(data.length);
    const opened = openObjectStream(stream, data, (value) => view.resolve(value), this.mode);
    if (this.objectStreams.size > 64) this.objectStreams.clear();
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
      mode: this.mode,
      budget: this.budget,
      resolveLength: (value: PdfObject | undefined): PdfObject | undefined => view.resolve(value),
    };
  }

  private context(shift: number): XrefContext {
    return { source: this.source, mode: this.mode, budget: this.budget, shift };
  }

  private report(repair: PdfRepair): void {
    if (!this.repairs.some((other) => other.code === repair.code)) this.repairs.push(repair);
  }

  private findHeader(): { offset: number; version: string } {
    const offset = indexOf(this.source, '%PDF-', 0, Math.min(this.source.size, 1029));
    if (offset === undefined ? !this.looksLikePdf() : this.mode === 'strict' && offset > 0) {
      throw new PadesError('pdf.not-a-pdf', 'The file does not begin as a PDF');
    }
    if (offset === undefined) {
      this.report({ code: 'header-missing', message: 'The file has no header that names PDF' });
      return { offset: 0, version: '1.0' };
    }
    if (offset > 0) this.report({ code: 'header-not-first', message: `The header stands at ${offset}` });
    const version = /^%PDF-(\d\.\d)/.exec(latin1(this.source.read(offset, 8)))?.[1];
    return { offset, version: version ?? '1.0' };
  }

  /** In lenient mode a file needs no header where its end is that of a PDF, as other readers have it. */
  private looksLikePdf(): boolean {
    if (this.mode === 'strict') return false;
    return (
      lastIndexOf(this.source, 'startxref', this.source.size, Math.max(0, this.source.size - 2048)) !==
      undefined
    );
  }

  private get headerMissing(): boolean {
    return this.repairs.some(({ code }) => code === 'header-missing');
  }

  private reportTruncation(code: PdfRepair['code']): void {
    const messages: Partial<Record<PdfRepair['code'], string>> = {
      'startxref-missing': 'No startxref',
      'end-marker-missing': 'No end-of-file marker after the last startxref',
      'update-unfinished': 'Objects follow the last end-of-file marker',
    };
    const message = messages[code] ?? code;
    if (this.mode === 'strict') throw new PadesError('pdf.truncated', message);
    this.report({ code, message });
  }

  /** The chain of revisions (oldest first), or undefined where the file has to be scanned instead. */
  private chainOf(
    start: { readonly position: number; readonly value: number } | undefined,
    headerOffset: number,
  ): { revisions: RevisionSections[]; shift: number } | undefined {
    if (start === undefined) return undefined;
    const failures: PadesError[] = [];
    for (const shift of new Set([headerOffset, 0])) {
      const repairs: PdfRepair[] = [];
      try {
        const chain = readChain(this.context(shift), start, (repair) => repairs.push(repair));
        const newest = chain.revisions[0];
        if (!chain.complete || !newest || !this.opens(chain.revisions, shift)) continue;
        repairs.forEach((repair) => this.report(repair));
        return { revisions: [...chain.revisions].reverse(), shift };
      } catch (error) {
        if (!(error instanceof PadesError) || error.code === 'pdf.limit-exceeded') throw error;
        failures.push(error);
      }
    }
    if (this.mode === 'strict') {
      throw failures[0] ?? new PadesError('pdf.malformed', 'The cross-reference leads to no catalog');
    }
    return undefined;
  }

  /** Whether a chain (newest first) leads to a catalog where it says there is one. */
  private opens(revisions: readonly RevisionSections[], shift: number): boolean {
    const root = revisions[0]?.trailer.get('Root');
    if (!(root instanceof PdfRef)) return false;
    for (const revision of revisions) {
      const entry = lookupIn(revision, root.num);
      if (!entry) continue;
      if (entry.kind === 'compressed') return true;
      if (entry.kind === 'free') return false;
      const object = readIndirectObject(this.source, entry.offset, {
        mode: this.mode,
        budget: this.budget,
        resolveLength: (value) => value,
      });
      return object?.num === root.num && object.value instanceof PdfDict && shift >= 0;
    }
    return false;
  }

  private scan(): ScannedFile {
    return (this.scanned ??= scanFile(
      this.source,
      this.budget,
      (trailer, resolve) => (this.crypt ?? this.openCrypt(trailer, resolve))?.cipher,
    ));
  }

  private rebuild(): RevisionSections[] {
    const scanned = this.scan();
    const { trailer, entries } = scanned;
    if (!trailer || !hasRoot(trailer)) {
      if (this.headerMissing) throw new PadesError('pdf.not-a-pdf', 'The file does not begin as a PDF');
      throw this.truncated
        ? new PadesError('pdf.truncated', 'The file ends before its cross-reference, and has no catalog')
        : new PadesError('pdf.malformed', 'The file has no usable cross-reference and no catalog');
    }
    this.report({
      code: 'xref-rebuilt',
      message: 'The cross-reference was rebuilt by reading the whole file',
    });
    const ranges = [...entries].map(([num, entry]) => ({ first: num, count: 1, entry: () => entry }));
    const kind = scanned.usesObjectStreams ? 'stream' : 'table';
    const section = { kind, offset: 0, end: this.source.size, trailer, ...rangeLookup(ranges) } as const;
    return [{ kind: 'scanned', xrefOffset: 0, sections: [section], trailer }];
  }

  private revision(sections: RevisionSections, index: number, all: readonly RevisionSections[]): PdfRevision {
    return new Revision(this.source, sections, index, all[index + 1] === undefined);
  }
}

export type { PdfRevision, PdfView } from './views.js';

/** Whether there is a first page to be had. */
function reachesPage(view: PdfView): boolean {
  try {
    return firstPage(view) !== undefined;
  } catch (error) {
    if (error instanceof PadesError) return false;
    throw error;
  }
}

/** The `/Type` of a dictionary, where it has one. */
export function typeOf(dict: PdfDict | undefined): string | undefined {
  return nameValue(dict?.get('Type'));
}
