import type { DigestAlgorithm } from '../cms/types.js';
import type { DocumentInput } from '../pdf/byte-source.js';

/** A rectangle in default user space: left, bottom, right, top, in points (1/72 inch). */
export type Rect = readonly [left: number, bottom: number, right: number, top: number];

/** Languages the engine can write a signature page and a seal in. */
export type Language = 'nb' | 'nn' | 'en';

/** Offsets and lengths as they stand in a signature dictionary's `/ByteRange` (ISO 32000-2 §12.8.1). */
export type ByteRange = readonly [number, number, number, number];

/** An empty signature field made by `prepareDocument`. */
export interface SignatureSlot {
  /** Fully qualified field name, for example `Segl-1`. */
  readonly name: string;
  /** Page the widget lies on, from 0. */
  readonly pageIndex: number;
  /** All zeros where the slot is invisible. */
  readonly rect: Rect;
}

/** What the signature page says. Everything is optional but the language. */
export interface SignaturePageOptions {
  readonly language: Language;
  /** Title of the document, shown under the heading. */
  readonly documentTitle?: string;
  /** The order's reference, shown beside the title. */
  readonly reference?: string;
}

export interface PrepareDocumentOptions {
  /** How many empty fields to make, 1 to 500. */
  readonly slots: number;
  /** Left out: no page is appended, and the slots are invisible fields on the first page. */
  readonly signaturePage?: SignaturePageOptions;
  /** Fields are named `<prefix>-1`, `<prefix>-2`, …, passing over names in use. Default `Segl`. */
  readonly fieldPrefix?: string;
  /** TrueType font with the letters the text needs. Default: Noto Sans. */
  readonly fontBytes?: Uint8Array;
}

/** Where a new signature field goes. */
export interface NewFieldOptions {
  /** Partial field name, without a full stop. */
  readonly name: string;
  /** Page from 0; the first page by default. */
  readonly pageIndex?: number;
  /** Left out: the field is invisible. */
  readonly rect?: Rect;
}

/** What the visible seal says. It is drawn into the field's rectangle; an invisible field shows nothing. */
export interface SealAppearance {
  readonly language: Language;
  /** The bank or organisation that vouches for the signer, for example `Fjordbanken`. */
  readonly issuer?: string;
  /** The capacity somebody signs in, for example `for Eksempel AS, chair of the board`. */
  readonly capacity?: string;
  /** IANA time zone the time is shown in. Default `Europe/Oslo`. */
  readonly timeZone?: string;
  /** TrueType font with the letters the text needs. Default: Noto Sans. */
  readonly fontBytes?: Uint8Array;
}

export interface PrepareSignatureOptions {
  /** An empty field that exists, or one to make. */
  readonly field: { readonly name: string } | { readonly new: NewFieldOptions };
  /** Left out: the widget stays empty. */
  readonly appearance?: SealAppearance;
  /** The claimed time of signing; goes into `/M` (the CMS must not carry one, EN 319 142-1 §6.3). */
  readonly signingTime: Date;
  /** Goes into `/Name` and onto the seal. */
  readonly signerName: string;
  /** Goes into `/Location`. */
  readonly location?: string;
  /** Bytes reserved for the CMS. */
  readonly contentsBytes: number;
  readonly digestAlgorithm: DigestAlgorithm;
  /** Makes this a certification signature that allows later: 1 nothing, 2 form filling and signing, 3 also notes. */
  readonly certification?: 1 | 2 | 3;
  /** Hash state over the unchanged bytes, from an earlier signature, so that they need not be hashed again. */
  readonly prefixHash?: PrefixHash;
}

/** The state of a hash over the first `length` bytes of a file; lives in the process that made it. */
export interface PrefixHash {
  readonly digestAlgorithm: DigestAlgorithm;
  readonly length: number;
  /** An independent hash that has taken in those bytes. */
  fork(): { update(data: Uint8Array): void; digest(): Uint8Array };
}

/** {@link DocumentToBeSigned} as plain JSON: may be stored for days and continued by another process. */
export interface DocumentToBeSignedState {
  readonly version: 1;
  readonly fieldName: string;
  readonly digestAlgorithm: DigestAlgorithm;
  /** Base64. */
  readonly digest: string;
  readonly byteRange: ByteRange;
  readonly originalBytes: number;
  readonly contentsBytes: number;
  /** Base64 of the increment with an empty `/Contents`. */
  readonly increment: string;
}

export interface WriteOptions {
  /** Path of the file to make; an existing file is replaced when the new one is whole. */
  readonly path: string;
}

/** Bytes appended to a document, kept apart from the document itself. */
export interface Increment {
  readonly increment: Uint8Array;
  /** Number of bytes of the document before the increment. */
  readonly originalBytes: number;
  /** The whole document in memory. */
  toBytes(): Uint8Array;
  /** Writes the whole document to a file without holding it in memory. */
  writeTo(options: WriteOptions): Promise<void>;
}

/** A document with its signature slots, ready to be shown to the signers. */
export interface PreparedDocument extends Increment {
  readonly slots: readonly SignatureSlot[];
  /** Pages appended (from 0), or why there are none. */
  readonly signaturePage:
    | { readonly appended: true; readonly pageIndexes: readonly number[] }
    | { readonly appended: false; readonly reason: 'not-requested' | 'signed-before' };
}

/** A document with an empty signature in it, and the digest that has to be signed. */
export interface DocumentToBeSigned {
  readonly fieldName: string;
  readonly digestAlgorithm: DigestAlgorithm;
  /** Digest over the bytes that `byteRange` covers. */
  readonly digest: Uint8Array;
  readonly byteRange: ByteRange;
  /** Bytes reserved for the CMS. */
  readonly contentsBytes: number;
  readonly originalBytes: number;
  readonly increment: Uint8Array;
  /** The document before the increment. */
  readonly source: DocumentInput;
  /** Hash state over the whole original, for a next signature in this process. */
  readonly prefixHash?: PrefixHash;
  toJSON(): DocumentToBeSignedState;
}

/** A document with its signature embedded. */
export interface SignedDocument extends Increment {
  readonly fieldName: string;
  readonly byteRange: ByteRange;
  /** Hash state over this whole document: give it to the next `prepareSignature`. */
  readonly prefixHash?: PrefixHash;
}
