import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFile, type ByteSource } from '../../src/pdf/byte-source.js';
import { openDocument } from '../../src/pdf/document.js';
import { IncrementWriter } from '../../src/pdf/increment.js';
import { signDocument } from '../../src/sign/sign-document.js';
import { onePage, streamPdf, tablePdf } from '../pdf/made-pdfs.js';
import { codeOf, codeOfRejection } from '../support.js';
import { signer } from './fixtures.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'large-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const options = { signer, signerName: 'Kari Nordmann', field: { new: { name: 'One' } } };

/** A file whose head is junk of any length that takes no memory, and whose end is a PDF without shift. */
function behindHole(pdf: Uint8Array, hole: number): ByteSource {
  const size = hole + pdf.length;
  const read = (offset: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    for (let i = Math.max(0, hole - offset); i < bytes.length; i++) bytes[i] = pdf[offset + i - hole] ?? 0;
    if (offset < 16) bytes.set(Buffer.from('%PDF-1.7\n').subarray(offset, offset + bytes.length));
    return bytes;
  };
  return {
    size,
    inMemory: false,
    read,
    readInto(target, offset) {
      const bytes = read(offset, target.length);
      target.set(bytes);
      return bytes.length;
    },
    close: () => undefined,
  };
}

/** The same offsets, `by` bytes further on. */
function movedTable(pdf: Buffer, by: number): Buffer {
  const moved = pdf
    .toString('latin1')
    .replace(
      /(\d{10}) 00000 n/g,
      (_, offset: string) => `${String(Number(offset) + by).padStart(10, '0')} 00000 n`,
    )
    .replace(/startxref\n(\d+)/, (_, offset: string) => `startxref\n${Number(offset) + by}`);
  return Buffer.from(moved, 'latin1');
}

describe('offsets beyond four gigabytes', () => {
  const hole = 5_000_000_000;

  it('are read from and written to a table', () => {
    const document = openDocument(behindHole(movedTable(tablePdf(), hole), hole));
    expect(document.repairs).toEqual([]);
    const writer = new IncrementWriter(document);
    const ref = writer.add('text'.length);
    const text = Buffer.from(writer.build().bytes).toString('latin1');
    expect(text).toContain(`${String(document.source.size)} 00000 n`);
    expect(text).toContain(`/Prev ${String(document.revisions[0]?.xrefOffset)}`);
    expect(ref.num).toBe(6);
  });

  it('do not fit a table from ten digits on', () => {
    const document = openDocument(tablePdf());
    const far = { ...document.source, size: 10_000_000_000, read: () => Uint8Array.of(10) };
    const moved = new Proxy(document, {
      get: (target, key) => (key === 'source' ? far : (Reflect.get(target, key, target) as unknown)),
    });
    const writer = new IncrementWriter(document);
    Object.assign(writer, { document: moved });
    writer.add(1);
    expect(codeOf(() => writer.build())).toBe('pdf.limit-exceeded');
  });
});

describe('files on disk', () => {
  it.each([
    ['table', tablePdf()],
    ['stream', streamPdf()],
  ])('are signed (%s) and written as the same bytes as in memory', async (_, bytes) => {
    const [input, output] = [path.join(folder, 'in.pdf'), path.join(folder, 'out.pdf')];
    const filled = Buffer.concat([bytes, Buffer.from('\n'.repeat(3_000_000))]);
    writeFileSync(input, filled);
    const source = openFile(input);
    const signed = await signDocument(source, options);
    await signed.writeTo({ path: output });
    source.close();
    expect(readFileSync(output).equals(Buffer.concat([filled, signed.increment]))).toBe(true);
  });

  it('that shrink while they are read are refused', async () => {
    const input = path.join(folder, 'in.pdf');
    writeFileSync(input, tablePdf(onePage));
    const source = openFile(input);
    const signed = await signDocument(source, options);
    truncateSync(input, 0);
    expect(await codeOfRejection(signed.writeTo({ path: path.join(folder, 'out.pdf') }))).toBe(
      'pdf.truncated',
    );
    expect(await codeOfRejection(signDocument(openFile(input), options))).toBe('pdf.not-a-pdf');
    source.close();
  });
});
