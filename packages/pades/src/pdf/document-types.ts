import type { ByteSource } from './byte-source.js';
import type { DocumentEncryption } from './crypt/encryption.js';
import type { IndirectObject } from './indirect-object.js';
import type { ParseMode } from './lexer.js';
import type { PdfObject, PdfRef } from './objects.js';
import type { Spans } from './parser.js';
import type { PdfRevision, PdfView } from './views.js';
import type { XrefEntry } from './xref.js';
import type { PdfRepair } from './xref-chain.js';

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
