import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openDocument } from '../../src/pdf/document.js';
import { dict, name, PdfRef, streamOf, type PdfObject } from '../../src/pdf/objects.js';
import { readSecurityStore } from '../../src/pdf/security-store.js';
import { codeOf } from '../support.js';
import { catalogOf, update } from '../support/signed.js';
import { tablePdf } from './made-pdfs.js';

const MIB = 1024 * 1024;

/** A document whose store lists streams of this many inflated bytes, each as often as is said. */
function withStore(sizes: readonly number[], times: number): Buffer {
  return update(tablePdf(), (writer, document) => {
    const items = sizes.map((size) =>
      writer.add(streamOf(dict({ Filter: name('FlateDecode') }), deflateSync(Buffer.alloc(size)))),
    );
    const listed: PdfObject = items.flatMap((item) =>
      Array.from({ length: times }, () => new PdfRef(item.num, item.gen)),
    );
    writer.update(catalogOf(document), { DSS: writer.add(dict({ Type: name('DSS'), Certs: listed })) });
  });
}

const read = (bytes: Uint8Array): number[] =>
  readSecurityStore(openDocument(bytes).latest).certificates.map(({ length }) => length);

describe('a document security store', () => {
  it('gives an object once, however often it is listed', () => {
    expect(read(withStore([5 * MIB, 1000], 500))).toEqual([5 * MIB, 1000]);
  });

  it('leaves out an item that is too large, and keeps the others', () => {
    expect(read(withStore([33 * MIB, 1000], 1))).toEqual([1000]);
  });

  it('has a limit for all items together, also for those left out', () => {
    expect(read(withStore([31 * MIB, 31 * MIB], 1))).toEqual([31 * MIB, 31 * MIB]);
    expect(codeOf(() => read(withStore([31 * MIB, 31 * MIB, 3 * MIB], 1)))).toBe('pdf.limit-exceeded');
    expect(codeOf(() => read(withStore([33 * MIB, 33 * MIB, 1000], 1)))).toBe('pdf.limit-exceeded');
  });
});
