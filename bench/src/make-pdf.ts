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
