import { randomBytes } from 'node:crypto';
import { PadesError } from '../errors.js';
import { danglingNumbers } from './dangling.js';
import type { PdfDocument } from './document.js';
import { limits } from './limits.js';
import { lastIndexOf, objectNumberAt } from './indirect-object.js';
import { isWhite, latin1 } from './lexer.js';
import {
  isArray,
  PdfDict,
  PdfName,
  PdfRef,
  PdfStream,
  PdfString,
  streamOf,
  type PdfObject,
} from './objects.js';
import { serializeObject, serializeText } from './serializer.js';
import { listSignatureFields } from './signature-fields.js';
import type { XrefEntry } from './xref.js';
import type { PdfRepair } from './xref-chain.js';

/** Bytes to append, and where each new object begins in them. */
export interface BuiltIncrement {
  readonly bytes: Uint8Array;
  /** Offset in `bytes` of each object's own bytes, behind `num gen obj`. */
  readonly valueOffsets: ReadonlyMap<number, number>;
}

/**
 * An object written as it is: for what must not be put together from values, such as a signature dictionary. In an
 * encrypted file its strings must be encrypted already: see {@link IncrementWriter.encrypted}.
 */
export interface RawObject {
  readonly raw: Uint8Array;
}

/**
 * Collects new and changed objects and writes them as one incremental update (ISO 32000-2 §7.5.6): nothing before
 * it changes, the cross-reference is of the kind the file has, and no object number is used twice.
 */
export class IncrementWriter {
  private readonly objects = new Map<
    number,
    { readonly gen: number; readonly value: PdfObject | RawObject }
  >();
  private next: number;
  private readonly avoided: ReadonlySet<number>;

  constructor(readonly document: PdfDocument) {
    this.next = document.nextObjectNumber;
    this.avoided = danglingNumbers(document, this.next);
  }

  /** A number that nothing in the file uses. */
  allocate(): PdfRef {
    while (this.avoided.has(this.next)) this.next++;
    if (this.next > limits.objectNumber) {
      throw new PadesError('pdf.limit-exceeded', 'The file leaves no object numbers for new objects');
    }
    return new PdfRef(this.next++, 0);
  }

  /** Adds an object under a number of its own. */
  add(value: PdfObject | RawObject): PdfRef {
    const ref = this.allocate();
    this.set(ref, value);
    return ref;
  }

  /** Writes an object, new or changed, under a number. */
  set(ref: PdfRef, value: PdfObject | RawObject): void {
    this.objects.set(ref.num, { gen: ref.gen, value });
  }

  /** The object as it will stand: changed here, or else as in the file. */
  current(ref: PdfRef): PdfObject {
    const changed = this.objects.get(ref.num)?.value;
    if (changed === undefined) return this.document.latest.object(ref.num);
    if (isRaw(changed)) throw new TypeError('A raw object cannot be read back');
    return changed;
  }

  /** Changes entries of a dictionary object. */
  update(ref: PdfRef, changes: Readonly<Record<string, PdfObject | undefined>>): void {
    const value = this.current(ref);
    if (!(value instanceof PdfDict)) {
      throw new PadesError('pdf.malformed', `Object ${ref.num} should be a dictionary`);
    }
    this.set(ref, value.with(changes));
  }

  /** Adds an item to an array that is an entry of a dictionary object, wherever the array itself stands. */
  appendTo(ref: PdfRef, key: string, item: PdfObject): void {
    const owner = this.current(ref);
    if (!(owner instanceof PdfDict)) {
      throw new PadesError('pdf.malformed', `Object ${ref.num} should be a dictionary`);
    }
    const held = owner.get(key);
    const array = held instanceof PdfRef ? this.current(held) : held;
    if (held instanceof PdfRef && isArray(array)) this.set(held, [...array, item]);
    else this.update(ref, { [key]: isArray(array) ? [...array, item] : [item] });
  }

  /** A value as it stands in the file under that number; what goes into a {@link RawObject} has to pass through here. */
  encrypted(ref: PdfRef, value: PdfObject): PdfObject {
    return this.document.encrypt(ref, value);
  }

  /** The bytes to append; what the file encrypts is encrypted. */
  build(): BuiltIncrement {
    const { source, shift } = this.document;
    const parts: Uint8Array[] = [];
    const offsets = new Map<number, XrefEntry>();
    const valueOffsets = new Map<number, number>();
    let length = 0;
    const write = (bytes: Uint8Array): void => {
      parts.push(bytes);
      length += bytes.length;
    };
    const last = source.read(source.size - 1, 1)[0];
    if (last !== 0x0a && last !== 0x0d) write(ascii('\n'));
    const writeObject = (num: number, gen: number, value: PdfObject | RawObject): void => {
      offsets.set(num, { kind: 'offset', offset: source.size + length - shift, gen });
      write(ascii(`${num} ${gen} obj\n`));
      valueOffsets.set(num, length);
      write(isRaw(value) ? value.raw : serializeObject(this.encrypted(new PdfRef(num, gen), value)));
      write(ascii('\nendobj\n'));
    };
    for (const [num, { gen, value }] of [...this.objects].sort(([a], [b]) => a - b)) {
      writeObject(num, gen, value);
    }
    const plan = planXref(this.document);
    if (plan.complete) addUntouched(this.document, offsets);
    const xrefOffset = source.size + length - shift;
    if (plan.kind === 'table') {
      const trailer = this.trailer(this.next, plan.previous);
      write(ascii(`xref\n${tableText(offsets, plan.complete)}trailer\n${serializeText(trailer)}\n`));
    } else {
      // The stream's own number is one more that is never used again.
      const own = this.allocate();
      offsets.set(own.num, { kind: 'offset', offset: xrefOffset, gen: 0 });
      if (plan.complete) offsets.set(0, { kind: 'free', gen: 65535 });
      write(ascii(`${own.num} 0 obj\n`));
      write(serializeObject(xrefStream(offsets, this.trailer(this.next, plan.previous))));
      write(ascii('\nendobj\n'));
    }
    write(ascii(`startxref\n${xrefOffset}\n%%EOF\n`));
    return { bytes: Buffer.concat(parts), valueOffsets };
  }

  private trailer(size: number, previous: number | undefined): PdfDict {
    const old = this.document.latest.trailer;
    const entries: [string, PdfObject][] = [['Size', size]];
    if (previous !== undefined) entries.push(['Prev', previous]);
    for (const key of ['Root', 'Info', 'Encrypt']) {
      const value = old.get(key);
      if (value !== undefined) entries.push([key, value]);
    }
    const id = this.document.latest.resolve(old.get('ID'));
    // The first half is part of the key of an encrypted file, and so is its absence.
    if (!this.document.encryption || isArray(id)) entries.push(['ID', renewId(id)]);
    return new PdfDict(new Map(entries));
  }
}

function isRaw(value: PdfObject | RawObject): value is RawObject {
  return typeof value === 'object' && value !== null && 'raw' in value && !(value instanceof PdfStream);
}

function ascii(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** The first half of a file's identifier stays, the second names this revision (§14.4). */
function renewId(old: PdfObject | undefined): PdfObject {
  const fresh = new PdfString(randomBytes(16), 'hex');
  const first = isArray(old) && old[0] instanceof PdfString ? new PdfString(old[0].bytes, 'hex') : fresh;
  return [first, fresh];
}

interface XrefPlan {
  readonly kind: 'table' | 'stream';
  /** Whether every object of the file is listed, because what the file has cannot be relied on. */
  readonly complete: boolean;
  readonly previous: number | undefined;
}

function planXref(document: PdfDocument): XrefPlan {
  const newest = document.revisions[document.revisions.length - 1];
  if (!newest) throw new TypeError('A document has at least one revision');
  checkSample(document);
  const repaired = (...codes: readonly PdfRepair['code'][]): boolean =>
    document.repairs.some(({ code }) => codes.includes(code));
  // To list an object anew is to change it, as verifiers see it: a file with signatures keeps the faults it has.
  const complete =
    repaired('xref-rebuilt') ||
    (repaired('previous-section-unreadable', 'xref-entries-wrong') && !isSigned(document));
  // Nobody needs a way to what stands elsewhere than it says; some readers give up on it.
  const astray = complete && repaired('previous-section-unreadable', 'startxref-off');
  const needsStream = newest.kind === 'stream' || (complete && hasCompressed(document));
  const previous =
    newest.kind === 'scanned' || astray
      ? undefined
      : declaredStart(document, newest.xrefOffset) - document.shift;
  return { kind: needsStream ? 'stream' : 'table', complete, previous };
}

/**
 * Where the file itself says that its newest section stands. Some programs point to the white space before it; verifiers
 * take a `/Prev` that repeats this for a sign that the revision which earlier signatures cover is still in place.
 */
function declaredStart({ source, shift }: PdfDocument, found: number): number {
  const at = lastIndexOf(source, 'startxref', source.size);
  if (at === undefined) return found;
  const text = latin1(source.read(at + 'startxref'.length, 32));
  const declared = Number.parseInt(text, 10) + shift;
  const isNear = declared < found && found - declared <= 4;
  return isNear && source.read(declared, found - declared).every(isWhite) ? declared : found;
}

function isSigned({ latest }: PdfDocument): boolean {
  return listSignatureFields(latest).some(({ signature }) => signature !== undefined);
}

function hasCompressed({ latest }: PdfDocument): boolean {
  for (const num of latest.objectNumbers()) if (latest.entry(num)?.kind === 'compressed') return true;
  return false;
}

const sampleSize = 32;

/** Looks whether some entries spread over the newest section lead to their objects; what is wrong gets reported. */
function checkSample(document: PdfDocument): void {
  if (document.mode === 'strict') return;
  const highest = document.nextObjectNumber - 1;
  const numbers = Array.from({ length: sampleSize }, (_, i) => Math.floor((i * highest) / (sampleSize - 1)));
  for (const num of new Set(numbers)) {
    const entry = document.latest.entry(num);
    if (entry?.kind !== 'offset' || objectNumberAt(document.source, entry.offset) === num) continue;
    // Reading the object makes the document report and, where it can, find it elsewhere.
    document.latest.object(num);
  }
}

/** Entries of every object the increment leaves alone, at the places where they really stand. */
function addUntouched(document: PdfDocument, offsets: Map<number, XrefEntry>): void {
  for (const num of document.latest.objectNumbers()) {
    if (offsets.has(num)) continue;
    const entry = document.placeOf(num);
    if (!entry) continue;
    offsets.set(num, entry.kind === 'offset' ? { ...entry, offset: entry.offset - document.shift } : entry);
  }
}

/** The text of a cross-reference table (§7.5.4), entries of exactly 20 bytes. */
function tableText(entries: ReadonlyMap<number, XrefEntry>, complete: boolean): string {
  const all = new Map(entries);
  if (complete) {
    // A first section has no gaps: unused numbers are free. Where a stray number would make it huge, it has.
    const numbers = [...entries.keys()];
    const highest = numbers.reduce((max, num) => Math.max(max, num), 0);
    const dense = highest < numbers.length * 4 + 1000;
    all.set(0, { kind: 'free', gen: 65535 });
    for (let num = 1; dense && num < highest; num++) {
      if (!all.has(num)) all.set(num, { kind: 'free', gen: 0 });
    }
  }
  let text = '';
  for (const run of consecutive(all)) {
    text += `${run.first} ${run.entries.length}\n`;
    for (const entry of run.entries) {
      if (entry.kind === 'compressed') throw new TypeError('A table cannot name compressed objects');
      const offset = entry.kind === 'offset' ? entry.offset : 0;
      if (offset > 9_999_999_999)
        throw new PadesError('pdf.limit-exceeded', 'The file is too large for a table');
      const kind = entry.kind === 'offset' ? 'n' : 'f';
      text += `${String(offset).padStart(10, '0')} ${String(entry.gen).padStart(5, '0')} ${kind} \n`;
    }
  }
  return text;
}

/** A cross-reference stream (§7.5.8), not compressed: it is small, and so every reader can read it. */
function xrefStream(entries: ReadonlyMap<number, XrefEntry>, trailer: PdfDict): PdfStream {
  const runs = [...consecutive(entries)];
  const offsetBytes = 6;
  const rows: Buffer[] = [];
  for (const entry of runs.flatMap((run) => run.entries)) {
    const row = Buffer.alloc(1 + offsetBytes + 2);
    row.writeUInt8({ free: 0, offset: 1, compressed: 2 }[entry.kind], 0);
    row.writeUIntBE(
      entry.kind === 'offset' ? entry.offset : entry.kind === 'compressed' ? entry.stream : 0,
      1,
      6,
    );
    row.writeUInt16BE(entry.kind === 'compressed' ? entry.index : entry.gen, 1 + offsetBytes);
    rows.push(row);
  }
  const head: [string, PdfObject][] = [
    ['Type', new PdfName('XRef')],
    ['W', [1, offsetBytes, 2]],
    ['Index', runs.flatMap((run) => [run.first, run.entries.length])],
  ];
  return streamOf(new PdfDict(new Map([...head, ...trailer.entries])), Buffer.concat(rows));
}

function* consecutive(
  entries: ReadonlyMap<number, XrefEntry>,
): Generator<{ readonly first: number; readonly entries: readonly XrefEntry[] }> {
  let run: { first: number; entries: XrefEntry[] } | undefined;
  for (const [num, entry] of [...entries].sort(([a], [b]) => a - b)) {
    if (run && num === run.first + run.entries.length) run.entries.push(entry);
    else {
      if (run) yield run;
      run = { first: num, entries: [entry] };
    }
  }
  if (run) yield run;
}
