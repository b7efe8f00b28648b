import { PadesError } from '../../errors.js';
import type { IndirectObject } from '../indirect-object.js';
import type { ParseMode } from '../lexer.js';
import { PdfDict, PdfRef, type PdfObject } from '../objects.js';
import {
  lockedObject,
  openEncryption,
  type DocumentEncryption,
  type OpenedEncryption,
} from './encryption.js';
import type { ObjectCipher } from './object-cipher.js';

/**
 * Opens the encryption that a trailer names; undefined where it names none.
 *
 * @throws PadesError `pdf.malformed` where the encryption dictionary is missing or broken.
 */
export function openTrailerEncryption(
  trailer: PdfDict,
  resolve: (value: PdfObject | undefined) => PdfObject | undefined,
  { password, mode }: { readonly password: string | undefined; readonly mode: ParseMode },
): OpenedEncryption | undefined {
  const held = trailer.get('Encrypt');
  if (held === undefined || held === null) return undefined;
  const encrypt = resolve(held);
  if (!(encrypt instanceof PdfDict)) {
    throw new PadesError('pdf.malformed', 'The encryption dictionary is missing');
  }
  const id = resolve(trailer.get('ID'));
  return openEncryption({ encrypt, id, password, mode, resolve });
}

/** Decrypts and encrypts the objects of one document, but for its encryption dictionary. */
export class DocumentCrypt {
  /** Number of the encryption dictionary, whose strings are never encrypted. */
  private readonly ownNumber: number | undefined;

  constructor(
    private readonly opened: OpenedEncryption,
    trailer: PdfDict,
  ) {
    const held = trailer.get('Encrypt');
    this.ownNumber = held instanceof PdfRef ? held.num : undefined;
  }

  get description(): DocumentEncryption {
    return this.opened.description;
  }

  /** Undefined where the file is locked. */
  get cipher(): ObjectCipher | undefined {
    return this.opened.cipher;
  }

  encrypt(ref: PdfRef, value: PdfObject): PdfObject {
    if (ref.num === this.ownNumber) return value;
    const { cipher, fault } = this.opened;
    if (!cipher) throw fault ?? new TypeError('A locked file has a reason');
    return cipher.encrypt(ref, value);
  }

  decrypt(object: IndirectObject): IndirectObject {
    if (object.num === this.ownNumber) return object;
    const { cipher, fault } = this.opened;
    if (cipher) {
      return { ...object, value: cipher.decrypt(new PdfRef(object.num, object.gen), object.value) };
    }
    return fault ? { ...object, value: lockedObject(object.value, fault) } : object;
  }
}
