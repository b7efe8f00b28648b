import { PDFDocument, StandardFonts, degrees } from 'pdf-lib';

/** A PDF with the given number of pages, each saying its number. */
export async function makePdf({ pages = 1, text = 'Page' } = {}): Promise<Uint8Array<ArrayBuffer>> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let number = 1; number <= pages; number++) {
    const page = document.addPage([595, 842]);
    page.drawText(`${text} ${number}`, { x: 72, y: 700, size: 24, font });
  }
  return new Uint8Array(await document.save({ useObjectStreams: false }));
}

/** A page turned by `rotate` whose CropBox begins at (100, 200), with one word at (150, 650) in default user space. */
export async function makeTurnedPdf(rotate: 0 | 90 | 180 | 270): Promise<Uint8Array<ArrayBuffer>> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  const page = document.addPage([700, 900]);
  page.setCropBox(100, 200, 400, 500);
  page.setRotation(degrees(rotate));
  page.drawText('Word', { x: 150, y: 650, size: 20, font });
  return new Uint8Array(await document.save({ useObjectStreams: false }));
}

/** A PDF from its objects, in order, beginning with number 1; object 1 is the catalog. Written without a library. */
export function assemblePdf(objects: readonly string[], trailer = ''): Uint8Array<ArrayBuffer> {
  let body = '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const xref = body.length;
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  body += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  body += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${xref}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(body, 'latin1'));
}

const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Resources << >> >>';
const pages = '<< /Type /Pages /Kids [3 0 R] /Count 1 >>';

/** One empty page; `catalog` adds to the catalog, `objects` follow as number 4 and on. */
export function pdfWith(
  catalog: string,
  objects: readonly string[] = [],
  trailer = '',
): Uint8Array<ArrayBuffer> {
  return assemblePdf([`<< /Type /Catalog /Pages 2 0 R ${catalog} >>`, pages, page, ...objects], trailer);
}

/** One page whose text uses a font that the file does not carry. */
export function pdfWithFont(font: string, content: string): Uint8Array<ArrayBuffer> {
  return assemblePdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    pages,
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>',
    font,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor 7 0 R >>',
    '<< /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>',
  ]);
}
