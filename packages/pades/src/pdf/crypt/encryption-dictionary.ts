import { PadesError } from '../../errors.js';
import { isInteger, nameValue, PdfDict, PdfString, type PdfObject } from '../objects.js';

/** How bytes are encrypted; `none` is the Identity filter. */
export type CryptMethod = 'none' | 'rc4' | 'aes-128' | 'aes-256';

/** An encryption dictionary of the standard security handler, parsed (ISO 32000-2 Tables 20 and 21). */
export interface EncryptionDictionary {
  /** `/V`. */
  readonly version: 1 | 2 | 4 | 5;
  /** `/R`. */
  readonly revision: 2 | 3 | 4 | 5 | 6;
  readonly keyBytes: number;
  readonly ownerValue: Uint8Array;
  readonly userValue: Uint8Array;
  /** `/OE`, `/UE` and `/Perms`; only of revisions 5 and 6. */
  readonly ownerKey: Uint8Array;
  readonly userKey: Uint8Array;
  readonly perms: Uint8Array;
  /** `/P` as a signed number of 32 bits. */
  readonly permissions: number;
  readonly encryptsMetadata: boolean;
  readonly streams: CryptMethod;
  readonly strings: CryptMethod;
  readonly embeddedFiles: CryptMethod;
  /** Method of a crypt filter by its name, for streams that name one; undefined where there is none. */
  filter(name: string): CryptMethod | undefined;
}

type Resolve = (value: PdfObject | undefined) => PdfObject | undefined;

/**
 * Reads an encryption dictionary.
 *
 * @throws PadesError `pdf.encrypted` for security handlers and versions that are not supported, `pdf.malformed`.
 */
export function readEncryptionDictionary(dict: PdfDict, resolve: Resolve): EncryptionDictionary {
  const handler = nameValue(resolve(dict.get('Filter')));
  if (handler !== 'Standard') {
    throw new PadesError(
      'pdf.encrypted',
      handler === 'Adobe.PubSec'
        ? 'The file is encrypted for the holders of certificates (public-key security handler), which is not supported'
        : `The security handler ${handler ?? 'without a name'} is not supported`,
    );
  }
  const integer = (key: string): number | undefined => {
    const value = resolve(dict.get(key));
    return isInteger(value) ? value : undefined;
  };
  const bytes = (key: string, length: number): Uint8Array => {
    const value = resolve(dict.get(key));
    // Some writers fill up with zeros.
    if (!(value instanceof PdfString) || value.bytes.length < length)
      throw new PadesError('pdf.malformed', `The encryption dictionary has no /${key} of ${length} bytes`);
    return value.bytes.slice(0, length);
  };
  const version = integer('V') ?? 0;
  const revision = integer('R') ?? 0;
  if (!isVersion(version) || !isRevision(revision) || (version === 5) !== revision >= 5) {
    throw new PadesError(
      'pdf.encrypted',
      `Encryption of version ${version}, revision ${revision} is not supported`,
    );
  }
  const permissions = integer('P');
  if (permissions === undefined) throw new PadesError('pdf.malformed', 'The encryption dictionary has no /P');
  const modern = version === 5;
  const filters = readFilters(dict, resolve, version);
  const none = new Uint8Array();
  return {
    version,
    revision,
    keyBytes: keyBytesOf(version, integer('Length'), filters.length),
    ownerValue: bytes('O', modern ? 48 : 32),
    userValue: bytes('U', modern ? 48 : 32),
    ownerKey: modern ? bytes('OE', 32) : none,
    userKey: modern ? bytes('UE', 32) : none,
    perms: revision === 6 ? bytes('Perms', 16) : none,
    permissions: permissions | 0,
    encryptsMetadata: version < 4 || resolve(dict.get('EncryptMetadata')) !== false,
    ...filters.methods,
    filter: filters.filter,
  };
}

function isVersion(value: number): value is EncryptionDictionary['version'] {
  return [1, 2, 4, 5].includes(value);
}

function isRevision(value: number): value is EncryptionDictionary['revision'] {
  return value >= 2 && value <= 6;
}

function keyBytesOf(version: number, bits: number | undefined, filterLength: number | undefined): number {
  if (version === 1) return 5;
  if (version === 5) return 32;
  if (version === 4) return filterLength ?? 16;
  return bits !== undefined && bits % 8 === 0 && bits >= 40 && bits <= 128 ? bits / 8 : 5;
}

interface Filters {
  readonly methods: Pick<EncryptionDictionary, 'streams' | 'strings' | 'embeddedFiles'>;
  readonly filter: EncryptionDictionary['filter'];
  /** Key bytes that the filter of streams or strings asks for; undefined for the usual. */
  readonly length: number | undefined;
}

function readFilters(dict: PdfDict, resolve: Resolve, version: number): Filters {
  if (version < 4) {
    return {
      methods: { streams: 'rc4', strings: 'rc4', embeddedFiles: 'rc4' },
      filter: (name) => (name === 'Identity' ? 'none' : undefined),
      length: undefined,
    };
  }
  const held = resolve(dict.get('CF'));
  const definition = (name: string): PdfDict | undefined => {
    const found = held instanceof PdfDict ? resolve(held.get(name)) : undefined;
    return found instanceof PdfDict ? found : undefined;
  };
  const filter = (name: string): CryptMethod | undefined => {
    if (name === 'Identity') return 'none';
    const found = definition(name);
    return found && methodOf(nameValue(resolve(found.get('CFM'))), version);
  };
  const named = (key: string, otherwise: string): { name: string; method: CryptMethod } => {
    const name = nameValue(resolve(dict.get(key))) ?? otherwise;
    const method = filter(name);
    if (!method) throw new PadesError('pdf.encrypted', `The crypt filter ${name} is not supported`);
    return { name, method };
  };
  const streams = named('StmF', 'Identity');
  const strings = named('StrF', 'Identity');
  const embeddedFiles = named('EFF', streams.name);
  const rc4Filter = [streams, strings].find(({ method }) => method === 'rc4');
  return {
    methods: { streams: streams.method, strings: strings.method, embeddedFiles: embeddedFiles.method },
    filter,
    length: rc4Filter && filterBytes(resolve(definition(rc4Filter.name)?.get('Length'))),
  };
}

/** `/Length` of a crypt filter is in bytes by the standard and in bits by many writers. */
function filterBytes(length: PdfObject | undefined): number | undefined {
  if (!isInteger(length)) return undefined;
  const bytes = length >= 40 ? length / 8 : length;
  return Number.isInteger(bytes) && bytes >= 5 && bytes <= 16 ? bytes : undefined;
}

function methodOf(name: string | undefined, version: number): CryptMethod | undefined {
  if (name === 'None') return undefined;
  if (version === 5) return name === 'AESV3' ? 'aes-256' : undefined;
  return name === 'V2' ? 'rc4' : name === 'AESV2' ? 'aes-128' : undefined;
}
