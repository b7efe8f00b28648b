import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where Ghostscript keeps colour profiles. */
const profileFolder = '/usr/share/color/icc/ghostscript';

const intents = {
  rgb: { file: 'srgb.icc', components: 3 },
  cmyk: { file: 'default_cmyk.icc', components: 4 },
  grey: { file: 'default_gray.icc', components: 1 },
} as const;

export interface ArchivalSample {
  readonly name: string;
  readonly bytes: Buffer;
  /** What it is to be judged as, in the names of veraPDF. */
  readonly flavours: readonly string[];
}

interface Shape {
  readonly part?: 1 | 2 | 3;
  readonly conformance?: 'A' | 'B' | 'U';
  readonly ua?: 1;
  readonly intent: keyof typeof intents | 'none';
  /** How the parent tree of a tagged file is written. */
  readonly parentTree?: 'list' | 'leaves' | 'indirect list';
}

/** Small files, each right in its kind: PDF/A of every part, PDF/UA, with each kind of output intent and parent tree. */
export function archivalSamples(folder: string): ArchivalSample[] {
  return [
    made('A-1b, RGB', { part: 1, conformance: 'B', intent: 'rgb' }),
    made('A-1b, grey', { part: 1, conformance: 'B', intent: 'grey' }),
    made('A-1a, RGB', { part: 1, conformance: 'A', intent: 'rgb', parentTree: 'list' }),
    made('A-2b, CMYK', { part: 2, conformance: 'B', intent: 'cmyk' }),
    made('A-2b, no intent', { part: 2, conformance: 'B', intent: 'none' }),
    made('A-2u, RGB', { part: 2, conformance: 'U', intent: 'rgb' }),
    made('A-2a, RGB', { part: 2, conformance: 'A', intent: 'rgb', parentTree: 'leaves' }),
    made('A-2a and UA-1', { part: 2, conformance: 'A', ua: 1, intent: 'rgb', parentTree: 'indirect list' }),
    made('A-3b, RGB', { part: 3, conformance: 'B', intent: 'rgb' }),
    made('UA-1', { ua: 1, intent: 'none', parentTree: 'list' }),
    ...([1, 2, 3] as const).map((part) => byGhostscript(folder, part)),
  ];
}

function made(name: string, shape: Shape): ArchivalSample {
  const { part, conformance, ua } = shape;
  const flavours = [
    ...(part && conformance ? [`${part}${conformance.toLowerCase()}`] : []),
    ...(ua ? [`ua${ua}`] : []),
  ];
  return { name, bytes: archivalPdf(shape), flavours };
}

function archivalPdf(shape: Shape): Buffer {
  const { part, intent, parentTree } = shape;
  const tagged = parentTree !== undefined;
  const objects = new Map<number, Buffer>();
  const put = (num: number, text: string): void => {
    objects.set(num, Buffer.from(text, 'latin1'));
  };
  const stream = (num: number, data: Buffer, entries: string): void => {
    const head = Buffer.from(`<<${entries}/Length ${data.length}>>\nstream\n`, 'latin1');
    objects.set(num, Buffer.concat([head, data, Buffer.from('\nendstream')]));
  };
  const catalog = [
    '/Type/Catalog/Pages 2 0 R/Metadata 6 0 R/Lang(en)/ViewerPreferences<</DisplayDocTitle true>>',
    tagged ? '/MarkInfo<</Marked true>>/StructTreeRoot 8 0 R' : '',
    intent === 'none'
      ? ''
      : '/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(Custom)/DestOutputProfile 7 0 R>>]',
  ];
  put(1, `<<${catalog.join('')}>>`);
  put(2, '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>');
  put(3, `<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>${tagged ? '/StructParents 0' : ''}>>`);
  // Without an intent nothing is drawn, since no device colour may be used.
  const square = intent === 'none' && part ? 'q Q' : '0.4 g 60 700 80 80 re f';
  stream(4, Buffer.from(tagged ? `/Figure <</MCID 0>> BDC\n${square}\nEMC` : square), '');
  stream(6, Buffer.from(xmp(shape)), '/Type/Metadata/Subtype/XML');
  if (intent !== 'none') {
    const { file, components } = intents[intent];
    stream(7, readFileSync(path.join(profileFolder, file)), `/N ${components}`);
  }
  if (tagged) {
    put(8, '<</Type/StructTreeRoot/K 9 0 R/ParentTree 10 0 R/ParentTreeNextKey 1>>');
    put(9, '<</Type/StructElem/S/Document/P 8 0 R/K[11 0 R]>>');
    put(
      10,
      { list: '<</Nums[0[11 0 R]]>>', leaves: '<</Kids[12 0 R]>>', 'indirect list': '<</Nums 12 0 R>>' }[
        parentTree
      ],
    );
    put(
      11,
      '<</Type/StructElem/S/Figure/P 9 0 R/Pg 3 0 R/K 0/Alt(A grey square)/A<</O/Layout/BBox[60 700 140 780]>>>>',
    );
    put(12, parentTree === 'leaves' ? '<</Limits[0 0]/Nums[0[11 0 R]]>>' : '[0[11 0 R]]');
  }
  return assemble(part === 1 ? '1.4' : '1.7', objects);
}

function assemble(version: string, objects: ReadonlyMap<number, Buffer>): Buffer {
  const parts: Buffer[] = [Buffer.from(`%PDF-${version}\n%\xe2\xe3\xcf\xd3\n`, 'latin1')];
  let length = parts[0]?.length ?? 0;
  let rows = '';
  for (const [num, body] of [...objects].sort(([a], [b]) => a - b)) {
    rows += `${num} 1\n${String(length).padStart(10, '0')} 00000 n \n`;
    const object = Buffer.concat([Buffer.from(`${num} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    parts.push(object);
    length += object.length;
  }
  const id = '<00112233445566778899aabbccddeeff>';
  const size = Math.max(...objects.keys()) + 1;
  parts.push(
    Buffer.from(
      `xref\n0 1\n0000000000 65535 f \n${rows}trailer\n<</Size ${size}/Root 1 0 R/ID[${id}${id}]>>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

function xmp({ part, conformance, ua }: Shape): string {
  const pdfA = part
    ? `<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>${part}</pdfaid:part><pdfaid:conformance>${conformance}</pdfaid:conformance></rdf:Description>`
    : '';
  const schema =
    part && ua
      ? '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>'
      : '';
  const pdfUa = ua
    ? `<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>${ua}</pdfuaid:part></rdf:Description>`
    : '';
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">A sample</rdf:li></rdf:Alt></dc:title></rdf:Description>${pdfA}${schema}${pdfUa}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
}

/** A page of text as a program in common use writes it. */
function byGhostscript(folder: string, part: 1 | 2 | 3): ArchivalSample {
  const profile = path.join(profileFolder, intents.rgb.file);
  if (!existsSync(profile)) throw new Error('Ghostscript and its colour profiles are missing');
  const source = path.join(folder, `gs-${part}.ps`);
  const target = path.join(folder, `gs-${part}.pdf`);
  writeFileSync(
    source,
    `%!
[/_objdef {profile} /type /stream /OBJ pdfmark
[{profile} <</N 3>> /PUT pdfmark
[{profile} (${profile}) (r) file /PUT pdfmark
[/_objdef {intent} /type /dict /OBJ pdfmark
[{intent} <</Type /OutputIntent /S /GTS_PDFA1 /DestOutputProfile {profile} /OutputConditionIdentifier (sRGB)>> /PUT pdfmark
[{Catalog} <</OutputIntents [{intent}]>> /PUT pdfmark
[/Title (A sample) /DOCINFO pdfmark
/Helvetica findfont 24 scalefont setfont 72 700 moveto (A page of text) show showpage
`,
  );
  execFileSync('gs', [
    '-q',
    '-dBATCH',
    '-dNOPAUSE',
    `-dPDFA=${part}`,
    '-dPDFACompatibilityPolicy=1',
    '-sDEVICE=pdfwrite',
    '-sColorConversionStrategy=RGB',
    `--permit-file-read=${profile}`,
    '-o',
    target,
    source,
  ]);
  return { name: `A-${part}b of Ghostscript`, bytes: readFileSync(target), flavours: [`${part}b`] };
}
