import { deflateSync } from 'node:zlib';

/** Objects of a document by number: the text between `obj` and `endobj`. */
type Objects = Readonly<Record<number, string>>;

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

export function stream(data: string, entries = ''): string {
  return `<</Length ${String(data.length)}${entries}>>\nstream\n${data}\nendstream`;
}

const text = (words: string): string => `BT /F 18 Tf 72 720 Td (${words}) Tj ET`;

/** Two A4 pages with a line of text each. */
export const plain: Objects = {
  1: '<</Type /Catalog /Pages 2 0 R>>',
  2: '<</Type /Pages /Kids [3 0 R 6 0 R] /Count 2>>',
  3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>>',
  4: stream(text('Agreement, page 1')),
  5: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>',
  6: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R /Resources <</Font <</F 5 0 R>>>>>>',
  7: stream(text('Agreement, page 2')),
};

/** The same with a structure tree (ISO 32000-2 §14.7) and a language. */
export const tagged: Objects = {
  ...plain,
  1: '<</Type /Catalog /Pages 2 0 R /MarkInfo <</Marked true>> /Lang (en) /StructTreeRoot 8 0 R /ViewerPreferences <</DisplayDocTitle true>>>>',
  3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>> /StructParents 0 /Tabs /S>>',
  4: stream(`/P <</MCID 0>> BDC\n${text('Agreement, page 1')}\nEMC`),
  6: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R /Resources <</Font <</F 5 0 R>>>> /StructParents 1 /Tabs /S>>',
  7: stream(`/P <</MCID 0>> BDC\n${text('Agreement, page 2')}\nEMC`),
  8: '<</Type /StructTreeRoot /K 9 0 R /ParentTree 12 0 R /ParentTreeNextKey 2>>',
  9: '<</Type /StructElem /S /Document /P 8 0 R /K [10 0 R 11 0 R]>>',
  10: '<</Type /StructElem /S /P /P 9 0 R /Pg 3 0 R /K 0>>',
  11: '<</Type /StructElem /S /P /P 9 0 R /Pg 6 0 R /K 0>>',
  12: '<</Nums [0 [10 0 R] 1 [11 0 R]]>>',
};

/** Marked as PDF/A-2b: metadata and an output intent, no text (which would need an embedded font). */
export function pdfA(): Objects {
  const metadata =
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ' +
    'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part>' +
    '<pdfaid:conformance>B</pdfaid:conformance></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>';
  const profile = greyProfile().toString('latin1');
  return {
    1: '<</Type /Catalog /Pages 2 0 R /Metadata 5 0 R /OutputIntents [<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (Grey) /DestOutputProfile 6 0 R>>]>>',
    2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <<>>>>',
    4: stream('0.5 g 72 600 200 100 re f'),
    5: stream(metadata, ' /Type /Metadata /Subtype /XML'),
    6: stream(profile, ' /N 1'),
  };
}

/** A grey ICC profile with a gamma of 2.2 (ICC.1:2010 §8.3.4). */
function greyProfile(): Buffer {
  const tag = (signature: string, data: Buffer): { signature: string; data: Buffer } => ({ signature, data });
  const s15 = (value: number): Buffer => {
    const buffer = Buffer.alloc(4);
    buffer.writeInt32BE(Math.round(value * 65536));
    return buffer;
  };
  const words = Buffer.concat([
    latin1('desc'),
    Buffer.alloc(4),
    Buffer.from([0, 0, 0, 5]),
    latin1('Grey\0'),
    Buffer.alloc(78),
  ]);
  const tags = [
    tag('desc', words),
    tag('cprt', Buffer.concat([latin1('text'), Buffer.alloc(4), latin1('None\0\0\0\0')])),
    tag('wtpt', Buffer.concat([latin1('XYZ '), Buffer.alloc(4), s15(0.9642), s15(1), s15(0.8249)])),
    tag('kTRC', Buffer.concat([latin1('curv'), Buffer.alloc(4), Buffer.from([0, 0, 0, 1, 2, 0x33, 0, 0])])),
  ];
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length, 0);
  let offset = 128 + table.length;
  const bodies = tags.map(({ signature, data }, index) => {
    const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
    table.write(signature, 4 + index * 12, 'latin1');
    table.writeUInt32BE(offset, 8 + index * 12);
    table.writeUInt32BE(data.length, 12 + index * 12);
    offset += padded.length;
    return padded;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(offset, 0);
  header.writeUInt32BE(0x02100000, 8);
  header.write('mntrGRAYXYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  Buffer.concat([s15(0.9642), s15(1), s15(0.8249)]).copy(header, 68);
  return Buffer.concat([header, table, ...bodies]);
}

const identifier = '/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]';

class Writer {
  text = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  readonly offsets = new Map<number, number>();

  objects(objects: Objects): this {
    for (const [num, body] of Object.entries(objects)) {
      this.offsets.set(Number(num), this.text.length);
      this.text += `${num} 0 obj\n${body}\nendobj\n`;
    }
    return this;
  }

  /** A table over some objects; the others are free in it, as in a hybrid file. */
  table(size: number, trailer: string): Buffer {
    const xref = this.text.length;
    let rows = '0000000000 65535 f \n';
    for (let num = 1; num < size; num++) {
      const offset = this.offsets.get(num);
      rows +=
        offset === undefined ? '0000000000 00000 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
    }
    this.text += `xref\n0 ${String(size)}\n${rows}trailer\n<</Size ${String(size)} /Root 1 0 R ${identifier} ${trailer}>>\nstartxref\n${String(xref)}\n%%EOF\n`;
    return latin1(this.text);
  }

  /** A cross-reference stream (ISO 32000-2 §7.5.8); returns where it stands. */
  xrefStream(own: number, entries: ReadonlyMap<number, readonly [number, number, number]>): number {
    const xref = this.text.length;
    const all = new Map<number, readonly [number, number, number]>([
      [0, [0, 0, 65535]],
      ...entries,
      [own, [1, xref, 0]],
    ]);
    const numbers = [...all.keys()].sort((a, b) => a - b);
    const rows = numbers.map((num) => {
      const [type, second, third] = all.get(num) ?? [0, 0, 0];
      const row = Buffer.alloc(7);
      row.writeUInt8(type, 0);
      row.writeUInt32BE(second, 1);
      row.writeUInt16BE(third, 5);
      return row;
    });
    const index = numbers.map((num) => `${String(num)} 1`).join(' ');
    const body = deflateSync(Buffer.concat(rows)).toString('latin1');
    this.text += `${String(own)} 0 obj\n${stream(
      body,
      ` /Type /XRef /Size ${String(own + 1)} /W [1 4 2] /Index [${index}] /Filter /FlateDecode /Root 1 0 R ${identifier}`,
    )}\nendobj\n`;
    return xref;
  }
}

const sizeOf = (objects: Objects): number => Math.max(...Object.keys(objects).map(Number)) + 1;

/** A file with a cross-reference table. */
export const tableFile = (objects: Objects): Buffer =>
  new Writer().objects(objects).table(sizeOf(objects), '');

/** A file with a cross-reference stream and no object streams. */
export function xrefStreamFile(objects: Objects): Buffer {
  const writer = new Writer().objects(objects);
  const entries = new Map([...writer.offsets].map(([num, offset]) => [num, [1, offset, 0] as const]));
  const at = writer.xrefStream(sizeOf(objects), entries);
  return latin1(`${writer.text}startxref\n${String(at)}\n%%EOF\n`);
}

/** A hybrid file: a table for old readers, and a stream for what stands in an object stream (ISO 32000-2 §7.5.8.4). */
export function hybridFile(objects: Objects): Buffer {
  const hidden = Object.entries(objects).filter(
    ([num, body]) => num !== '1' && num !== '2' && num !== '3' && !body.includes('stream'),
  );
  const shown = Object.fromEntries(
    Object.entries(objects).filter(([num]) => !hidden.some(([other]) => other === num)),
  );
  const size = sizeOf(objects);
  let index = '';
  let data = '';
  for (const [num, body] of hidden) {
    index += `${num} ${String(data.length)} `;
    data += `${body} `;
  }
  const writer = new Writer().objects({
    ...shown,
    [size]: stream(index + data, ` /Type /ObjStm /N ${String(hidden.length)} /First ${String(index.length)}`),
  });
  const entries = new Map(hidden.map(([num], position) => [Number(num), [2, size, position] as const]));
  const at = writer.xrefStream(size + 1, entries);
  writer.offsets.set(size + 1, at);
  return writer.table(size + 2, `/XRefStm ${String(at)}`);
}
