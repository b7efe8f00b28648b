/**
 * PDF objects as values (ISO 32000-2 §7.3). Null, booleans, numbers and arrays are JavaScript's own;
 * the rest are small classes. Names and dictionary keys are held as byte strings (one character a byte,
 * `#xx` already decoded), since PDF compares names by bytes.
 */

export class PdfName {
  constructor(readonly value: string) {}
}

/** A string as its bytes, with how it was written (§7.3.4). */
export class PdfString {
  constructor(
    readonly bytes: Uint8Array,
    readonly notation: 'literal' | 'hex' = 'literal',
  ) {}
}

/** An indirect reference (§7.3.10). */
export class PdfRef {
  constructor(
    readonly num: number,
    readonly gen: number,
  ) {}

  /** As it stands in a file: `12 0 R`. */
  toString(): string {
    return `${this.num} ${this.gen} R`;
  }
}

/** An array (§7.3.6). */
export type PdfArray = readonly PdfObject[];

/** A dictionary (§7.3.7). Immutable in use: changes make a copy. */
export class PdfDict {
  /** The map given becomes the dictionary's own. */
  constructor(readonly entries: Map<string, PdfObject> = new Map()) {}

  /** The value as it stands, references unresolved. */
  get(key: string): PdfObject | undefined {
    return this.entries.get(key);
  }

  /** Whether there is an entry, whatever its value. */
  has(key: string): boolean {
    return this.entries.has(key);
  }

  /** A copy with some entries replaced; `undefined` removes an entry. */
  with(changes: Readonly<Record<string, PdfObject | undefined>>): PdfDict {
    const copy = new PdfDict(new Map(this.entries));
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) copy.entries.delete(key);
      else copy.entries.set(key, value);
    }
    return copy;
  }
}

/** A stream: its dictionary and its bytes as they stand in the file (filters not applied). */
export class PdfStream {
  constructor(
    readonly dict: PdfDict,
    /** The raw bytes, read when asked for. */
    readonly raw: () => Uint8Array,
    /** Number of bytes in the file; what `raw` gives of an encrypted stream may be fewer. */
    readonly length: number,
  ) {}
}

/** Any object; JavaScript values stand for null, booleans, numbers and arrays. */
export type PdfObject =
  null | boolean | number | PdfName | PdfString | PdfRef | PdfDict | PdfStream | PdfArray;

export function isArray(value: PdfObject | undefined): value is PdfArray {
  return Array.isArray(value);
}

/** The value of a name object, or undefined for anything else. */
export function nameValue(value: PdfObject | undefined): string | undefined {
  return value instanceof PdfName ? value.value : undefined;
}

/** The `/Type` of a dictionary, where it has one. */
export function typeOf(dict: PdfDict | undefined): string | undefined {
  return nameValue(dict?.get('Type'));
}

export function isInteger(value: PdfObject | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}

/** Shorthand for building dictionaries; entries that are `undefined` are left out. */
export function dict(entries: Readonly<Record<string, PdfObject | undefined>>): PdfDict {
  return new PdfDict().with(entries);
}

export function name(value: string): PdfName {
  return new PdfName(value);
}

/** A stream object made in memory. */
export function streamOf(streamDict: PdfDict, bytes: Uint8Array): PdfStream {
  return new PdfStream(streamDict.with({ Length: bytes.length }), () => bytes, bytes.length);
}
