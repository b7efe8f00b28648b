import {
  openDocument,
  PdfStream,
  prepareDocument,
  prepareSignature,
  type SealAppearance,
} from '../src/index.js';
import { nameValue } from '../src/pdf/objects.js';
import { tablePdf } from '../test/pdf/made-pdfs.js';
import { Broken, other, type Target } from './target.js';

const names = ['Kari Nordmann', 'محمد بن عبد الله ٢٠٢٦', '山田太郎 김민준'];
const page = tablePdf();

/** What goes into seals: pictures, drawings and fonts from outside. */
export const drawingTargets: readonly Target[] = [
  other('picture', ['picture'], (bytes) => seal({ image: bytes })),
  other('drawing as an SVG path', ['svg-path'], (bytes) =>
    unlessWrongCall(() => seal({ handwriting: { svgPath: bytes.toString('latin1') } })),
  ),
  other('drawing as strokes', ['strokes'], (bytes) =>
    unlessWrongCall(() => seal({ handwriting: { strokes: strokesOf(bytes) } })),
  ),
  other('font of a page', ['font'], async (bytes) =>
    prepareDocument(page, { slots: 1, fontBytes: bytes, signaturePage: { language: 'nb' } }),
  ),
  other('font of a seal', ['font'], async (bytes) => {
    for (const name of names) await seal({ fonts: [bytes] }, name);
  }),
];

/** Prepares a seal and reads the operators of it again: all must be numbers and names that a PDF may have. */
async function seal(choice: Partial<SealAppearance>, signerName = 'Kari Nordmann'): Promise<void> {
  const prepared = await prepareSignature(page, {
    field: { new: { name: 'Seal', rect: [20, 20, 280, 80] } },
    appearance: { language: 'nb', ...choice },
    signerName,
    signingTime: new Date(),
    contentsBytes: 512,
    digestAlgorithm: 'SHA-256',
  });
  const view = openDocument(Buffer.concat([page, prepared.increment]), { mode: 'strict' }).latest;
  for (const num of view.objectNumbers()) {
    const object = view.object(num);
    if (!(object instanceof PdfStream) || nameValue(object.dict.get('Subtype')) !== 'Form') continue;
    const operators = Buffer.from(view.decode(object)).toString('latin1');
    if (/NaN|Infinity|undefined/.test(operators)) throw new Broken('There is no such number in a PDF');
  }
}

/** Wrong options are a `TypeError` that says so; any other is a fault of ours. */
async function unlessWrongCall(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof TypeError) || !/^(The (path|handwriting|points)|Path data)/.test(error.message))
      throw error;
  }
}

/** Strokes out of any bytes: each eight are a point, each byte of ones ends a stroke. */
function strokesOf(bytes: Buffer): { readonly x: number; readonly y: number }[][] {
  const strokes: { x: number; y: number }[][] = [[]];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    if (bytes[at] === 0xff) strokes.push([]);
    strokes[strokes.length - 1]?.push({ x: bytes.readFloatLE(at), y: bytes.readFloatLE(at + 4) });
  }
  return strokes;
}
