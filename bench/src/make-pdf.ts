import { closeSync, openSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';

/** Writes a one-page PDF of about so many megabytes, with a cross-reference table; its bulk is one unused stream. */
export function makePdf(file: string, megabytes: number): void {
  const fd = openSync(file, 'w');
  let position = 0;
  const write = (data: string | Uint8Array): void => {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    position += writeSync(fd, bytes);
  };
  const offsets: number[] = [];
  const object = (number: number, body: string): void => {
    offsets[number] = position;
    write(`${String(number)} 0 obj\n${body}\nendobj\n`);
  };
  write('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n');
  object(1, '<< /Type /Catalog /Pages 2 0 R /Bulk 5 0 R >>');
  object(2, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>');
  object(3, '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>');
  object(4, '<< /Length 0 >>\nstream\n\nendstream');
  offsets[5] = position;
  const bulk = megabytes * 1_000_000;
  write(`5 0 obj\n<< /Length ${String(bulk)} >>\nstream\n`);
  for (let left = bulk; left > 0; left -= 1_000_000) write(randomBytes(Math.min(left, 1_000_000)));
  write('\nendstream\nendobj\n');
  const xref = position;
  write(
    `xref\n0 6\n0000000000 65535 f \n${offsets
      .slice(1)
      .map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
      .join('')}`,
  );
  write(`trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${String(xref)}\n%%EOF\n`);
  closeSync(fd);
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Puts objects together with a cross-reference table over them all. */
function assemble(bodies: readonly (string | Buffer)[]): Buffer {
  const pieces: Buffer[] = [latin1('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')];
  let size = pieces[0]?.length ?? 0;
  const rows = bodies.map((body, index) => {
    const piece = Buffer.concat([
      latin1(`${String(index + 1)} 0 obj\n`),
      typeof body === 'string' ? latin1(body) : body,
      latin1('\nendobj\n'),
    ]);
    pieces.push(piece);
    size += piece.length;
    return `${String(size - piece.length).padStart(10, '0')} 00000 n \n`;
  });
  const count = String(bodies.length + 1);
  pieces.push(
    latin1(
      `xref\n0 ${count}\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${String(size)}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(pieces);
}

/** One page, and a stream of so many megabytes that nothing shows. */
export function bulkyPdf(megabytes: number): Buffer {
  const bulk = Buffer.alloc(Math.floor(megabytes * 1_000_000), 0x61);
  return assemble([
    '<< /Type /Catalog /Pages 2 0 R /Bulk 4 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>',
    Buffer.concat([latin1(`<< /Length ${String(bulk.length)} >>\nstream\n`), bulk, latin1('\nendstream')]),
  ]);
}

/** So many pages, a hundred under each node of the page tree. */
export function pagesPdf(count: number): Buffer {
  const bodies: string[] = ['<< /Type /Catalog /Pages 2 0 R >>', ''];
  const nodes: number[] = [];
  for (let done = 0; done < count; done += 100) {
    const here = Math.min(100, count - done);
    const node = bodies.length + 1;
    nodes.push(node);
    const kids = Array.from({ length: here }, (_, index) => `${String(node + 1 + index)} 0 R`);
    bodies.push(`<< /Type /Pages /Parent 2 0 R /Kids [${kids.join(' ')}] /Count ${String(here)} >>`);
    for (let index = 0; index < here; index++)
      bodies.push(`<< /Type /Page /Parent ${String(node)} 0 R /MediaBox [0 0 595 842] /Resources << >> >>`);
  }
  bodies[1] = `<< /Type /Pages /Kids [${nodes.map((node) => `${String(node)} 0 R`).join(' ')}] /Count ${String(count)} >>`;
  return assemble(bodies);
}
