import { PadesError, unlessRefused } from '../errors.js';
import { toByteSource, type ByteSource, type DocumentInput } from './byte-source.js';
import { DocumentCrypt, openTrailerEncryption } from './crypt/document-crypt.js';
import type { DocumentEncryption, OpenedEncryption } from './crypt/encryption.js';
import type { OpenOptions, PdfDocument } from './document-types.js';
import { FileReading } from './file-reading.js';
import { findChain, findEnding, findHeader, notPdf, rebuildChain } from './file-structure.js';
import { objectNumberAt, type IndirectObject } from './indirect-object.js';
import type { ParseMode } from './lexer.js';
import type { PdfDict, PdfObject, PdfRef } from './objects.js';
import { ObjectReader } from './object-reader.js';
import { firstPage } from './pages.js';
import type { Spans } from './parser.js';
import { scanFile, type ScannedFile } from './scan.js';
import { Revision, RevisionView, type ObjectLoader, type PdfView } from './views.js';
import type { XrefEntry } from './xref.js';
import type { PdfRepair, RevisionSections } from './xref-chain.js';

export type { OpenOptions, PdfDocument } from './document-types.js';
export type { PdfRevision, PdfView } from './views.js';

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

class OpenedDocument implements PdfDocument, ObjectLoader {
  readonly mode: ParseMode;
  readonly headerVersion: string;
  readonly shift: number;
  readonly truncated: boolean;
  revisions: readonly Revision[];
  private readonly file: FileReading;
  private readonly objects: ObjectReader;
  private readonly views: (RevisionView | undefined)[] = [];
  private scanned: ScannedFile | undefined;
  /** Undefined where nothing is encrypted, and while the encryption dictionary itself is read. */
  private crypt: DocumentCrypt | undefined;

  constructor(
    readonly source: ByteSource,
    private readonly options: OpenOptions,
  ) {
    this.mode = options.mode ?? 'lenient';
    this.file = new FileReading(source, this.mode);
    this.objects = new ObjectReader(this.file, {
      decrypt: (object: IndirectObject) => this.crypt?.decrypt(object) ?? object,
      scan: () => this.scan(),
    });
    const header = findHeader(this.file);
    this.headerVersion = header.version;
    const { start, truncated } = findEnding(this.file);
    this.truncated = truncated;
    const chain = findChain(this.file, start, header.offset);
    this.shift = chain?.shift ?? header.offset;
    this.revisions = this.numbered(chain?.revisions ?? this.rebuild());
    this.unlock();
    if (this.file.has('header-missing') && !reachesPage(this.latest)) throw notPdf();
    const better = chain && this.mode === 'lenient' ? this.rebuiltForPages() : undefined;
    if (better) {
      this.revisions = better;
      this.views.length = 0;
    }
  }

  private numbered(sections: readonly RevisionSections[]): Revision[] {
    return sections.map(
      (each, index, all) => new Revision(this.source, each, index, all[index + 1] === undefined),
    );
  }

  private unlock(): void {
    const { latest } = this;
    const opened = this.openEncryption(latest.trailer, (value) => latest.resolve(value));
    if (opened?.fault && this.options.locked !== 'structure') throw opened.fault;
    if (opened?.permissionsDoubtful) {
      const message = '/Perms does not confirm the permissions of the encryption dictionary';
      if (this.mode === 'strict') throw new PadesError('pdf.malformed', message);
      this.file.report({ code: 'permissions-doubtful', message });
    }
    if (!opened) return;
    this.crypt = new DocumentCrypt(opened, latest.trailer);
    // What was read on the way was read as it stands in the file.
    this.objects.clear();
  }

  private openEncryption(
    trailer: PdfDict,
    resolve: (value: PdfObject | undefined) => PdfObject | undefined,
  ): OpenedEncryption | undefined {
    return openTrailerEncryption(trailer, resolve, { password: this.options.password, mode: this.mode });
  }

  private scan(): ScannedFile {
    return (this.scanned ??= scanFile(
      this.source,
      this.file.budget,
      (trailer, resolve) => (this.crypt ?? this.openEncryption(trailer, resolve))?.cipher,
    ));
  }

  private rebuild(): RevisionSections[] {
    return rebuildChain(this.file, this.scan(), this);
  }

  /**
   * The revision that a scan of the file gives, where its cross-reference leads to no page at all, as it must, and the
   * scan finds one.
   */
  private rebuiltForPages(): Revision[] | undefined {
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
    this.file.repairs.length = reported;
    return undefined;
  }

  get repairs(): readonly PdfRepair[] {
    return this.file.repairs;
  }

  get encryption(): DocumentEncryption | undefined {
    return this.crypt?.description;
  }

  encrypt(ref: PdfRef, value: PdfObject): PdfObject {
    return this.crypt ? this.crypt.encrypt(ref, value) : value;
  }

  reopen(source: ByteSource): PdfDocument {
    return new OpenedDocument(source, this.options);
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
      highest = Math.max(highest, revision.highest);
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
    const object = this.objects.known(num, entry.offset);
    return object ? { ...entry, offset: object.start } : undefined;
  }

  locate(num: number, view: PdfView): { object: IndirectObject; spans: Spans } | undefined {
    const entry = view.entry(num);
    return entry?.kind === 'offset' ? this.objects.locate(num, entry.offset, view) : undefined;
  }

  load(num: number, entry: XrefEntry, view: PdfView): PdfObject {
    return this.objects.load(num, entry, view);
  }
}

/** Whether there is a first page to be had. */
const reachesPage = (view: PdfView): boolean => unlessRefused(() => firstPage(view)) !== undefined;
