import { deflateSync } from 'node:zlib';

/** Objects of a document by number: the text between `obj` and `endobj`. */
export type Objects = Readonly<Record<number, string>>;

/** One page with a line of text. */
export const onePage: Objects = {
  1: '<</Type /Catalog /Pages 2 0 R>>',
  2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
  3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>>',
  4: stream('BT /F 12 Tf 20 200 Td (Hello) Tj ET'),
  5: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>',
};

export function stream(data: string, entries = ''): string {
  return `<</Length ${data.length}${entries}>>\nstream\n${data}\nendstream`;
}

/** Appends objects to bytes and keeps book of where they stand. */
export class PdfWriter {
  text: string;
  readonly offsets = new Map<number, number>();

  constructor(before = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n') {
    this.text = before;
  }

  objects(objects: Objects): this {
    for (const [num, body] of Object.entries(objects)) {
      this.offsets.set(Number(num), this.text.length);
      this.text += `${num} 0 obj\n${body}\nendobj\n`;
    }
    return this;
  }

  /** A table over all objects written since the last one. */
  table(trailer: string, options: { startxref?: (real: number) => number; shift?: number } = {}): this {
    const { startxref = (real: number) => real, shift = 0 } = options;
    const xref = this.text.length;
    const numbers = [...this.offsets.keys()].sort((a, b) => a - b);
    this.text += 'xref\n0 1\n0000000000 65535 f \n';
    for (const num of numbers) {
      const offset = (this.offsets.get(num) ?? 0) - shift;
      this.text += `${num} 1\n${String(offset).padStart(10, '0')} 00000 n \n`;
    }
    this.text += `trailer\n<<${trailer}>>\nstartxref\n${startxref(xref) - shift}\n%%EOF\n`;
    this.offsets.clear();
    return this;
  }

  /** A cross-reference stream, compressed and with the PNG "up" predictor, over what was written since the last. */
  xrefStream(
    own: number,
    trailer: string,
    compressed: Readonly<Record<number, [number, number]>> = {},
  ): this {
    const xref = this.text.length;
    const rows = new Map<number, [number, number, number]>([[0, [0, 0, 255]]]);
    for (const [num, offset] of this.offsets) rows.set(num, [1, offset, 0]);
    for (const [num, [container, index]] of Object.entries(compressed))
      rows.set(Number(num), [2, container, index]);
    rows.set(own, [1, xref, 0]);
    const numbers = [...rows.keys()].sort((a, b) => a - b);
    let above = Buffer.alloc(5);
    const data = numbers.map((num) => {
      const [type, second, third] = rows.get(num) ?? [0, 0, 0];
      const row = Buffer.from([type, second >> 16, (second >> 8) & 255, second & 255, third]);
      const predicted = Buffer.from([2, ...row.map((byte, i) => (byte - (above[i] ?? 0)) & 255)]);
      above = row;
      return predicted;
    });
    const body = deflateSync(Buffer.concat(data)).toString('latin1');
    const index = numbers.map((num) => `${num} 1`).join(' ');
    const head =
      `<</Type /XRef /W [1 3 1] /Index [${index}] /Filter /FlateDecode /Length ${body.length} ` +
      `/DecodeParms <</Predictor 12 /Columns 5>> ${trailer}>>`;
    this.text += `${own} 0 obj\n${head}\nstream\n${body}\nendstream\nendobj\nstartxref\n${xref}\n%%EOF\n`;
    this.offsets.clear();
    return this;
  }

  bytes(): Buffer {
    return Buffer.from(this.text, 'latin1');
  }
}

const id = '/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]';

export function tablePdf(objects: Objects = onePage, trailer = ''): Buffer {
  const size = Math.max(...Object.keys(objects).map(Number)) + 1;
  return new PdfWriter().objects(objects).table(`/Size ${size} /Root 1 0 R ${id} ${trailer}`).bytes();
}

/** Everything but the page's content in an object stream. */
export function streamPdf(objects: Objects = onePage): Buffer {
  const size = Math.max(...Object.keys(objects).map(Number)) + 1;
  const held = Object.entries(objects).filter(([, body]) => !body.includes('\nstream\n'));
  const plain = Object.fromEntries(Object.entries(objects).filter(([, body]) => body.includes('\nstream\n')));
  const { body } = objectStream(held);
  const compressed = Object.fromEntries(
    held.map(([num], index): [string, [number, number]] => [num, [size, index]]),
  );
  return new PdfWriter()
    .objects({ ...plain, [size]: body })
    .xrefStream(size + 1, `/Size ${size + 2} /Root 1 0 R ${id}`, compressed)
    .bytes();
}

function objectStream(held: readonly (readonly [string, string])[]): { readonly body: string } {
  let index = '';
  let data = '';
  for (const [num, body] of held) {
    index += `${num} ${data.length} `;
    data += `${body} `;
  }
  return { body: stream(index + data, ` /Type /ObjStm /N ${held.length} /First ${index.length}`) };
}

/** A table for old readers, and a stream for what stands in an object stream (ISO 32000-2 §7.5.8.4). */
export function hybridPdf(): Buffer {
  const writer = new PdfWriter().objects({ 1: onePage[1] ?? '', 3: onePage[3] ?? '', 4: onePage[4] ?? '' });
  const { body } = objectStream([
    ['2', onePage[2] ?? ''],
    ['5', onePage[5] ?? ''],
  ]);
  writer.objects({ 6: body });
  const plain = new Map(writer.offsets);
  const xrefStart = writer.text.length;
  writer.xrefStream(7, '/Size 8 /Root 1 0 R', { 2: [6, 0], 5: [6, 1] });
  // What ends a file stands once, at its end.
  writer.text = writer.text.slice(0, writer.text.lastIndexOf('startxref'));
  for (const [num, offset] of plain) writer.offsets.set(num, offset);
  return writer.table(`/Size 8 /Root 1 0 R ${id} /XRefStm ${xrefStart}`).bytes();
}

/** The two sections of a linearized file: the first page's stands in front and is the one `startxref` names. */
export function linearizedPdf(): Buffer {
  const head = '%PDF-1.7\n6 0 obj\n<</Linearized 1>>\nendobj\n';
  const first = (main: number, offsets: readonly number[]): string => {
    const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
    return `xref\n3 4\n${entries}trailer\n<</Size 7 /Root 1 0 R /Prev ${String(main).padStart(10, '0')}>>\nstartxref\n0\n%%EOF\n`;
  };
  const length = head.length + first(0, [0, 0, 0, 0]).length;
  const firstPage = new PdfWriter(' '.repeat(length)).objects({
    3: onePage[3] ?? '',
    4: onePage[4] ?? '',
    5: onePage[5] ?? '',
  });
  const pageOffsets = [3, 4, 5].map((num) => firstPage.offsets.get(num) ?? 0);
  firstPage.offsets.clear();
  firstPage.objects({ 1: onePage[1] ?? '', 2: onePage[2] ?? '' });
  const main = firstPage.text.length;
  const rest = [1, 2]
    .map((num) => `${String(firstPage.offsets.get(num)).padStart(10, '0')} 00000 n \n`)
    .join('');
  const tail = `xref\n0 3\n0000000000 65535 f \n${rest}trailer\n<</Size 3>>\nstartxref\n${head.length}\n%%EOF\n`;
  const front = head + first(main, [...pageOffsets, head.indexOf('6 0 obj')]);
  return Buffer.from(front + firstPage.text.slice(length) + tail, 'latin1');
}

export const kinds: readonly (readonly [string, () => Buffer])[] = [
  ['table', () => tablePdf()],
  ['stream', () => streamPdf()],
  ['hybrid', hybridPdf],
  ['linearized', linearizedPdf],
];
