import type { PadesErrorCode } from '../errors.js';
import type { DocumentEncryption } from '../pdf/crypt/encryption.js';
import type { Rect } from './types.js';

/** What a document can do by itself when opened or clicked (ISO 32000-2 §12.6.4, §7.11.4). */
export interface ActiveContent {
  readonly kind:
    | 'javascript'
    | 'launch'
    | 'embedded-file'
    | 'submit-form'
    | 'import-data'
    | 'rich-media'
    | 'remote-document';
  /** Path from the trailer, for example `Root/OpenAction` or `Root/Pages/Kids[0]/Annots[2]/A`. */
  readonly where: string;
  /** File name of an embedded file or of what is launched, where it has one. */
  readonly fileName?: string;
  /** For embedded files: whether name or first bytes say it is a program or script. */
  readonly executable?: boolean;
}

/** Permission bits of an encryption dictionary (ISO 32000-2 Table 22); true is allowed. */
export interface DocumentPermissions {
  /** `/P` as it stands. */
  readonly value: number;
  readonly print: boolean;
  readonly modify: boolean;
  readonly copy: boolean;
  readonly annotate: boolean;
  readonly fillForms: boolean;
  readonly extract: boolean;
  readonly assemble: boolean;
  readonly printHighQuality: boolean;
}

/** Size and rotation of a page. */
export interface PageReport {
  readonly mediaBox: Rect;
  readonly cropBox: Rect;
  /** Degrees clockwise the page is shown turned by: 0, 90, 180 or 270. */
  readonly rotate: 0 | 90 | 180 | 270;
  /** Points to a unit of default user space. */
  readonly userUnit: number;
}

/** What an earlier signature's `/Lock`, or its FieldMDP transform, does to fields (ISO 32000-2 §12.8.2.4). */
export interface FieldLock {
  readonly action: 'All' | 'Include' | 'Exclude';
  readonly fields: readonly string[];
}

/** A signature field, signed or empty. */
export interface SignatureFieldReport {
  /** Fully qualified name. */
  readonly name: string;
  readonly signed: boolean;
  /** Page of its widget, from 0, where it has one. */
  readonly pageIndex?: number;
  readonly rect: Rect;
  /** Only for signed fields. */
  readonly signature?: EarlierSignature;
}

/** A signature that a document carries already, not verified. */
export interface EarlierSignature {
  readonly kind: 'signature' | 'document-timestamp';
  readonly subFilter: string | undefined;
  /** `/Name`, as claimed. */
  readonly name?: string;
  /** `/M` as it stands. */
  readonly claimedTime?: string;
  readonly byteRange?: readonly number[];
  /** DocMDP level where it is a certification, or where the field's lock sets one (PDF 2.0). */
  readonly docMdp?: 1 | 2 | 3;
  readonly fieldMdp?: FieldLock;
}

/** Why something cannot be done, in the words of `PadesError`. */
export interface Refusal {
  readonly code: PadesErrorCode;
  readonly message: string;
}

/** What `inspectDocument` found. Nothing in it says that a signature is valid: see `verify`. */
export interface DocumentReport {
  readonly bytes: number;
  /** `1.7`, from header or catalog, whichever is later. */
  readonly version: string;
  readonly pageCount: number;
  /** One entry a page; empty where the pages cannot be read (object streams of a locked file). */
  readonly pages: readonly PageReport[];
  readonly encrypted: boolean;
  /** How it is encrypted, and whether the password given, or none, opens it. */
  readonly encryption?: DocumentEncryption;
  /** Bits of the encryption dictionary, whether or not they bind: they do not where the owner password was given. */
  readonly permissions?: DocumentPermissions;
  readonly revisions: number;
  /** What had to be mended to read the file; empty for a sound file. */
  readonly repairs: readonly { readonly code: string; readonly message: string }[];
  /** No end-of-file marker at the end, or no cross-reference that can be read. By itself no refusal: see `signing`. */
  readonly truncated: boolean;
  readonly activeContent: readonly ActiveContent[];
  /** An XFA form: what viewers show of it, its pages do not hold. It can be signed; whether it should is for the caller. */
  readonly xfa: boolean;
  readonly acroForm: boolean;
  readonly signatureFields: readonly SignatureFieldReport[];
  readonly tagged: boolean;
  /** As claimed in the XMP metadata, for example `{part: 2, conformance: 'B'}`; not checked. */
  readonly pdfA?: { readonly part: number; readonly conformance: string };
  /** PDF/UA part, as claimed. */
  readonly pdfUa?: number;
  readonly title?: string;
  /** Whether a signature in an existing empty field, or in a new one, may be added, and if not why, as signing finds it. */
  readonly signing: {
    readonly permitted: boolean;
    readonly refusals: readonly Refusal[];
    /** Whether new fields may be added besides signing those that are there. */
    readonly newFieldsPermitted: boolean;
    /** Whether pages may be appended (no earlier signature, nothing forbids). */
    readonly newPagesPermitted: boolean;
  };
}
