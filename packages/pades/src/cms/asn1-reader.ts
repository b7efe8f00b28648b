import { decodeText, malformed, parseTime, Tag } from './asn1-values.js';

export { malformed, Tag } from './asn1-values.js';

/**
 * A reader of ASN.1 elements that never copies or re-encodes: every element keeps the very bytes it was read from, so
 * that what was signed can be checked as it was received (RFC 5652 §5.4, RFC 5280 §4.1.1.3).
 *
 * `der` accepts the one encoding X.690 §10 allows; `ber` also bears indefinite and padded lengths and strings in
 * pieces, as found in signatures made by older programs. Both are bounded in depth and in number of elements.
 */
export type EncodingRules = 'der' | 'ber';

/** Tag numbers of a class live in a range of their own: universal from 0, context from twice this. */
const CLASS_RANGE = 0x8000;
const MAX_DEPTH = 48;
const MAX_OID_OCTETS = 128;

/** The tag number under which context-specific `[n]` is compared. */
export const contextTag = (n: number): number => 2 * CLASS_RANGE + n;

/** Counts elements over a whole structure, so that hostile nesting cannot multiply work. */
interface Budget {
  left: number;
}

/** One element: identifier, its complete bytes and its content octets. */
export class Asn1Element {
  constructor(
    /** Tag number, see {@link Tag} and {@link contextTag}. */
    readonly tag: number,
    readonly constructed: boolean,
    /** The complete element as received, header included. */
    readonly bytes: Uint8Array,
    /** The content octets; for indefinite lengths without the end marker. */
    readonly content: Uint8Array,
    /** Whether the length was indefinite (never so under `der`). */
    readonly indefinite: boolean,
    readonly rules: EncodingRules,
    private readonly depth: number,
    private readonly budget: Budget,
  ) {}

  /** The elements inside a constructed element. */
  children(): Asn1Element[] {
    if (!this.constructed) throw malformed(`Element with tag ${this.tag} is primitive`);
    if (this.depth >= MAX_DEPTH) throw malformed('Nested too deeply');
    const out: Asn1Element[] = [];
    let offset = 0;
    while (offset < this.content.length) {
      const child = readAt(this.content, offset, this.rules, this.depth + 1, this.budget);
      out.push(child);
      offset += child.bytes.length;
    }
    return out;
  }

  /** Reads the children one by one, in the order the ASN.1 gives. */
  fields(expected: number = Tag.sequence): Fields {
    this.expect(expected);
    return new Fields(this.children());
  }

  /** The single element inside an EXPLICIT tag. */
  explicit(): Asn1Element {
    const [only, more] = this.children();
    if (only === undefined || more !== undefined) throw malformed('Explicit tag must hold one element');
    return only;
  }

  /** Throws unless the tag is this one. */
  expect(tag: number): this {
    if (this.tag !== tag) throw malformed(`Expected tag ${tag}, found ${this.tag}`);
    return this;
  }

  /** OBJECT IDENTIFIER in dotted form. */
  oid(): string {
    this.expect(Tag.oid).primitive();
    const { content } = this;
    if (content.length === 0 || content.length > MAX_OID_OCTETS) throw malformed('OID of impossible length');
    const arcs: string[] = [];
    let value = 0n;
    let start = true;
    for (const octet of content) {
      if (start && octet === 0x80) throw malformed('OID arc with leading zeros');
      value = (value << 7n) | BigInt(octet & 0x7f);
      start = (octet & 0x80) === 0;
      if (!start) continue;
      if (arcs.length === 0) {
        const first = value < 40n ? 0n : value < 80n ? 1n : 2n;
        arcs.push(first.toString(), (value - first * 40n).toString());
      } else arcs.push(value.toString());
      value = 0n;
    }
    if (!start) throw malformed('OID ends within an arc');
    return arcs.join('.');
  }

  /** INTEGER or ENUMERATED as a big integer. */
  bigInteger(): bigint {
    this.expectOneOf(Tag.integer, Tag.enumerated).primitive();
    const { content } = this;
    const [first, second] = content;
    if (first === undefined) throw malformed('Empty INTEGER');
    if (content.length > 1 && this.rules === 'der') {
      const padded = (first === 0 && (second ?? 0) < 0x80) || (first === 0xff && (second ?? 0) >= 0x80);
      if (padded) throw malformed('INTEGER is not minimal');
    }
    if (content.length > 4096) throw malformed('INTEGER too long');
    const hex = Buffer.from(content).toString('hex');
    const value = BigInt(`0x${hex}`);
    return first >= 0x80 ? value - (1n << BigInt(content.length * 8)) : value;
  }

  /** INTEGER or ENUMERATED that fits a safe number. */
  smallInteger(): number {
    const value = this.bigInteger();
    if (value > 0x7fffffffn || value < -0x80000000n) throw malformed('INTEGER out of range');
    return Number(value);
  }

  /** OCTET STRING content; pieces of a constructed one (BER) are joined. */
  octets(expected: number = Tag.octetString): Uint8Array {
    this.expect(expected);
    if (!this.constructed) return this.content;
    if (this.rules === 'der') throw malformed('Constructed string in DER');
    return Buffer.concat(this.children().map((piece) => piece.octets()));
  }

  /** BIT STRING content without the octet that counts unused bits. */
  bits(expected: number = Tag.bitString): { readonly bytes: Uint8Array; readonly unused: number } {
    this.expect(expected).primitive();
    const unused = this.content[0];
    if (unused === undefined || unused > 7 || (unused > 0 && this.content.length === 1))
      throw malformed('BIT STRING with impossible padding');
    return { bytes: this.content.subarray(1), unused };
  }

  boolean(): boolean {
    this.expect(Tag.boolean).primitive();
    if (this.content.length !== 1) throw malformed('BOOLEAN must have one octet');
    if (this.rules === 'der' && this.content[0] !== 0 && this.content[0] !== 0xff)
      throw malformed('BOOLEAN is not DER');
    return this.content[0] !== 0;
  }

  /** UTCTime or GeneralizedTime; `2050` windowing of RFC 5280 §4.1.2.5.1. */
  time(): Date {
    this.expectOneOf(Tag.utcTime, Tag.generalizedTime).primitive();
    return parseTime(
      Buffer.from(this.content).toString('latin1'),
      this.tag === Tag.utcTime ? 'utc' : 'generalized',
    );
  }

  /** Any of the character string types as text. */
  text(): string {
    return decodeText(this.tag, Buffer.from(this.stringContent()));
  }

  private stringContent(): Uint8Array {
    if (!this.constructed) return this.content;
    if (this.rules === 'der') throw malformed('Constructed string in DER');
    return Buffer.concat(this.children().map((piece) => piece.stringContent()));
  }

  private expectOneOf(...tags: readonly number[]): this {
    if (!tags.includes(this.tag)) throw malformed(`Unexpected tag ${this.tag}`);
    return this;
  }

  private primitive(): void {
    if (this.constructed) throw malformed('Element must be primitive');
  }
}

/** Walks over the members of a SEQUENCE. */
export class Fields {
  private index = 0;

  constructor(private readonly elements: readonly Asn1Element[]) {}

  /** The next member, which must be there, and of this tag if one is given. */
  next(tag?: number): Asn1Element {
    const element = this.elements[this.index];
    if (element === undefined) throw malformed('Structure ends too early');
    if (tag !== undefined) element.expect(tag);
    this.index++;
    return element;
  }

  /** The next member if it has this tag. */
  optional(tag: number): Asn1Element | undefined {
    const element = this.elements[this.index];
    if (element?.tag !== tag) return undefined;
    this.index++;
    return element;
  }

  /** The next member, whatever it is. */
  peek(): Asn1Element | undefined {
    return this.elements[this.index];
  }

  /** All that is left. */
  rest(): readonly Asn1Element[] {
    const left = this.elements.slice(this.index);
    this.index = this.elements.length;
    return left;
  }

  /** Throws when members are left. */
  end(): void {
    if (this.index < this.elements.length) throw malformed('Structure has more members than it should');
  }
}

/**
 * Reads the one element that these bytes are. Trailing bytes are an error; {@link readFirst} allows them.
 * Throws `asn1.malformed`.
 */
export function readAsn1(bytes: Uint8Array, rules: EncodingRules = 'der'): Asn1Element {
  const element = readFirst(bytes, rules);
  if (element.bytes.length !== bytes.length) throw malformed('Bytes follow the element');
  return element;
}

/** Reads the first element and leaves what follows. Throws `asn1.malformed`. */
export function readFirst(bytes: Uint8Array, rules: EncodingRules = 'der'): Asn1Element {
  // Work stays linear in the input, however often parts of it are walked.
  return readAt(bytes, 0, rules, 0, { left: 1000 + 2 * bytes.length });
}

function readAt(
  bytes: Uint8Array,
  start: number,
  rules: EncodingRules,
  depth: number,
  budget: Budget,
): Asn1Element {
  if (budget.left-- <= 0) throw malformed('Too many elements');
  const octet = (at: number): number => {
    const value = bytes[at];
    if (value === undefined) throw malformed('Bytes end within an element');
    return value;
  };
  const identifier = octet(start);
  const constructed = (identifier & 0x20) !== 0;
  let at = start + 1;
  let number = identifier & 0x1f;
  if (number === 0x1f) {
    number = 0;
    for (;;) {
      const next = octet(at++);
      if (number === 0 && next === 0x80) throw malformed('Tag with leading zeros');
      number = number * 128 + (next & 0x7f);
      if (number >= CLASS_RANGE) throw malformed('Tag number too large');
      if ((next & 0x80) === 0) break;
    }
    if (number < 0x1f) throw malformed('Tag number is not minimal');
  }
  const tag = (identifier >> 6) * CLASS_RANGE + number;
  let length = octet(at++);
  if (length === 0x80) {
    if (rules === 'der' || !constructed) throw malformed('Indefinite length');
    const end = findEnd(bytes, at, depth + 1, budget);
    return new Asn1Element(
      tag,
      constructed,
      bytes.subarray(start, end + 2),
      bytes.subarray(at, end),
      true,
      rules,
      depth,
      budget,
    );
  }
  if (length > 0x80) {
    const count = length & 0x7f;
    if (count > 4 && rules === 'der') throw malformed('Length too long');
    if (count > 8) throw malformed('Length too long');
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + octet(at++);
    if (rules === 'der' && (length < 0x80 || length < 256 ** (count - 1)))
      throw malformed('Length is not minimal');
  }
  const end = at + length;
  if (end > bytes.length) throw malformed('Bytes end within an element');
  const content = bytes.subarray(at, end);
  return new Asn1Element(tag, constructed, bytes.subarray(start, end), content, false, rules, depth, budget);
}

/** Offset of the end-of-contents octets that close an indefinite length. */
function findEnd(bytes: Uint8Array, start: number, depth: number, budget: Budget): number {
  if (depth >= MAX_DEPTH) throw malformed('Nested too deeply');
  let at = start;
  for (;;) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return at;
    at += readAt(bytes, at, 'ber', depth, budget).bytes.length;
  }
}
