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

/** How many slots a document gets, and whether a page shows them. */
export interface PrepareDocumentOptions {
  /** How many empty fields to make, 1 to 500. */
  readonly slots: number;
  /** Left out: no page is appended, and the slots are invisible fields on the first page. */
  readonly signaturePage?: SignaturePageOptions;
  /** Fields are named `<prefix>-1`, `<prefix>-2`, …, passing over names in use. Default `Segl`. */
  readonly fieldPrefix?: string;
  /** User or owner password of an encrypted document; only the owner's lifts what its permission bits forbid. */
  readonly password?: string;
  /** TrueType or OpenType font the words are set in. Default: Noto Sans. */
  readonly fontBytes?: Uint8Array;
  /** Further fonts, tried in this order for characters that the first one lacks. */
  readonly fonts?: readonly Uint8Array[];
  /**
   * Where the slots go, one place for each slot, instead of a signature page: see `layOutSeals`. A certified document
   * takes none that are shown.
   */
  readonly places?: readonly SlotPlacement[];
}

/** A place for a slot on a page that the document has. */
export interface SlotPlacement {
  /** Page from 0. */
  readonly pageIndex: number;
  readonly rect: Rect;
}

/** What a field locks once it is signed (ISO 32000-2 Table 236). */
export interface NewFieldLock {
  readonly action: 'All' | 'Include' | 'Exclude';
  /** Names of the fields that are locked, or left out from being locked; none with `All`. */
  readonly fields?: readonly string[];
  /** DocMDP level that holds from then on: 1 nothing more, 2 form filling and signing, 3 also notes (PDF 2.0). */
  readonly documentLevel?: 1 | 2 | 3;
}

/** Where a new signature field goes. */
export interface NewFieldOptions {
  /** Partial field name, without a full stop. */
  readonly name: string;
  /** Page from 0; the first page by default. */
  readonly pageIndex?: number;
  /** In default user space of the page: see `placeOnPage`. Left out: the field is invisible. */
  readonly rect?: Rect;
  /** What screen readers say of the field (`/TU`). Default: the wording of a signature field in the seal's language. */
  readonly alternateName?: string;
  /** What the signature in it locks. */
  readonly lock?: NewFieldLock;
}

/** Strokes of a pen, drawn as vectors and fitted into the seal. y grows downwards, as on screens. */
export type Handwriting =
  | {
      readonly strokes: readonly (readonly { readonly x: number; readonly y: number }[])[];
      /** In the unit of the points. Default: a fiftieth of the drawing's larger side. */
      readonly strokeWidth?: number;
    }
  | {
      /** Path data of SVG (SVG 2 §9.3), all commands. */
      readonly svgPath: string;
      readonly strokeWidth?: number;
      /** `fill` where the path outlines the ink rather than follows the pen. Default `stroke`. */
      readonly paint?: 'stroke' | 'fill';
    };

/** What the visible seal says. It is drawn into the field's rectangle; an invisible field shows nothing. */
export interface SealAppearance {
  readonly language: Language;
  /** The bank or organisation that vouches for the signer, for example `Fjordbanken`. */
  readonly issuer?: string;
  /** The capacity somebody signs in, for example `for Eksempel AS, chair of the board`. */
  readonly capacity?: string;
  /** IANA time zone the time is shown in. Default `Europe/Oslo`. */
  readonly timeZone?: string;
  /** TrueType or OpenType font the words are set in. Default: Noto Sans. */
  readonly fontBytes?: Uint8Array;
  /** Further fonts, tried in this order for characters that the first one lacks. */
  readonly fonts?: readonly Uint8Array[];
  /** A PNG (its transparency is kept where the document may have any) or JPEG, beside the words. */
  readonly image?: Uint8Array;
  /** The signer's own hand, beside the words. */
  readonly handwriting?: Handwriting;
  /** What a field's seed value calls this appearance (`/AppearanceFilter`, ISO 32000-2 Table 237). */
  readonly name?: string;
}

/** What will go into the CMS and beside it: what a field's seed values (ISO 32000-2 §12.7.5.5) may make demands on. */
export interface SignatureAnnouncement {
  /** DER of the signer's certificate. */
  readonly certificate?: Uint8Array;
  /** DER of the certificates above it. */
  readonly chain?: readonly Uint8Array[];
  /** A time-stamp over the signature will be in it. */
  readonly timestamp?: 'signature';
  /** Revocation information will be with it: level B-LT or higher. */
  readonly revocationInfo?: 'embedded';
  /** OID of the signature policy it will name. */
  readonly signaturePolicyOid?: string;
}

/** Where a signature goes and what its dictionary says. */
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
  /** Goes into `/Reason`. Never together with a commitment type or a signature policy (EN 319 142-1 §6.3 Table 1). */
  readonly reason?: string;
  /** Why a certification does not stand for all content (`/Legal`, ISO 32000-2 §12.8.7). */
  readonly legalAttestation?: string;
  /** Needed where the field's seed values make demands on certificate, time-stamp or revocation information. */
  readonly announced?: SignatureAnnouncement;
  /** Bytes reserved for the CMS. */
  readonly contentsBytes: number;
  readonly digestAlgorithm: DigestAlgorithm;
  /** Makes this a certification signature that allows later: 1 nothing, 2 form filling and signing, 3 also notes. */
  readonly certification?: 1 | 2 | 3;
  /** Hash state over the unchanged bytes, from an earlier signature, so that they need not be hashed again. */
  readonly prefixHash?: PrefixHash;
  /** User or owner password of an encrypted document; only the owner's lifts what its permission bits forbid. */
  readonly password?: string;
}

/** The state of a hash over the first `length` bytes of a file; lives in the process that made it. */
export interface PrefixHash {
  readonly digestAlgorithm: DigestAlgorithm;
  readonly length: number;
  /** An independent hash that has taken in those bytes. */
  fork(): {
    /** Takes in more bytes. */
    update(data: Uint8Array): void;
    /** Ends it; may be called once. */
    digest(): Uint8Array;
  };
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

/** Where a document is written to. */
export interface WriteOptions {
  /**
   * Path of the file to make. An existing file is replaced when the new one is whole, which takes over its permissions; a
   * link is replaced itself, not what it leads to. `TypeError` where a folder, device or pipe is there.
   */
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
  /** All that is needed to go on in another process, as JSON. */
  toJSON(): DocumentToBeSignedState;
}

/** A document with its signature embedded. */
export interface SignedDocument extends Increment {
  readonly fieldName: string;
  readonly byteRange: ByteRange;
  /** Hash state over this whole document: give it to the next `prepareSignature`. */
  readonly prefixHash?: PrefixHash;
}
