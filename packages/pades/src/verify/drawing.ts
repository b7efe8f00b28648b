import { PadesError } from '../errors.js';
import { Lexer } from '../pdf/lexer.js';
import type { PdfView } from '../pdf/document.js';
import { isArray, nameValue, PdfDict, PdfStream, type PdfObject } from '../pdf/objects.js';

/** What an appearance puts on the page. */
export interface Drawing {
  /** Whether it paints anything at all. */
  readonly paints: boolean;
  /** Text, pictures, patterns, or what cannot be read: more than lines and areas. */
  readonly writes: boolean;
  /** Areas, or lines as broad as areas, that let nothing through. */
  readonly covers: boolean;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const FILLS = set('f F f* B B* b b*');
const STROKES = set('S s B B* b b*');
/** Operators that paint nothing (ISO 32000-2 Annex A). Any other word is taken for one that writes. */
const SILENT = set(
  'q Q cm w J j M d ri i gs m l c v y h re n W W* G g RG rg K k CS cs SC SCN sc scn BMC BDC EMC MP DP BX EX ' +
    'BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T* true false null',
);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

const MAX_STREAM_BYTES = 1024 * 1024;
const MAX_DEPTH = 10;
/** Streams read for one appearance. */
const MAX_STREAMS = 200;
/** Lines up to this width, in points, cover no words. */
const THIN = 5;
/** Paint up to this opacity leaves readable what lies under it. */
const TRANSLUCENT = 0.8;

/** What decides whether words can be read through paint. */
interface Paint {
  readonly multiplies: boolean;
  readonly fill: number;
  readonly stroke: number;
  readonly width: number;
  /** How much larger than one unit a line of width one is drawn. */
  readonly scale: number;
}

const OPAQUE: Paint = { multiplies: false, fill: 1, stroke: 1, width: 1, scale: 1 };

/** Reads all states of an annotation's appearance (`/AP`, ISO 32000-2 §12.5.5) with the forms that they draw. */
export function readDrawing(view: PdfView, annotation: PdfDict): Drawing {
  const reading = new Reading(view);
  for (const value of view.dict(annotation.get('AP'))?.entries.values() ?? []) {
    const look = view.resolve(value);
    const states = look instanceof PdfDict ? [...look.entries.values()] : [value];
    for (const state of states) {
      const form = view.resolve(state);
      const scale = form instanceof PdfStream ? stretch(view, annotation, form) : 1;
      reading.read(form, { ...OPAQUE, scale }, undefined, 0);
    }
  }
  return reading;
}

/** How much a form is enlarged to fill the rectangle of its annotation. */
function stretch(view: PdfView, annotation: PdfDict, form: PdfStream): number {
  const [left = 0, bottom = 0, right = 0, top = 0] = numbersIn(view, annotation.get('Rect'));
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbersIn(view, form.dict.get('BBox'));
  return Math.max(Math.abs((right - left) / (x2 - x1)), Math.abs((top - bottom) / (y2 - y1))) || 1;
}

const numbersIn = (view: PdfView, value: PdfObject | undefined): number[] => {
  const items = view.resolve(value);
  return (isArray(items) ? items : []).map((item) => {
    const number = view.resolve(item);
    return typeof number === 'number' ? number : 0;
  });
};

/** The scale after a transformation. */
const scaledBy = (scale: number, [a = 1, b = 0, c = 0, d = 1]: readonly number[]): number =>
  scale * Math.max(Math.abs(a), Math.abs(b), Math.abs(c), Math.abs(d));

class Reading implements Drawing {
  paints = false;
  writes = false;
  covers = false;
  private streams = 0;

  constructor(private readonly view: PdfView) {}

  read(form: PdfObject | undefined, paint: Paint, inherited: PdfDict | undefined, depth: number): void {
    if (!(form instanceof PdfStream)) return;
    if (depth > MAX_DEPTH || ++this.streams > MAX_STREAMS) return this.write();
    const resources = this.view.dict(form.dict.get('Resources')) ?? inherited;
    const scale = scaledBy(paint.scale, numbersIn(this.view, form.dict.get('Matrix')));
    try {
      this.run(this.view.decode(form, MAX_STREAM_BYTES), { ...paint, scale }, resources, depth);
    } catch (error) {
      // What we cannot read another program may.
      if (!(error instanceof PadesError)) throw error;
      this.write();
    }
  }

  private write(): void {
    this.paints = true;
    this.writes = true;
  }

  private run(content: Uint8Array, start: Paint, resources: PdfDict | undefined, depth: number): void {
    const saved: Paint[] = [];
    let paint = start;
    for (const { operator, name, numbers } of operations(content)) {
      if (operator === 'q' && saved.length < 1000) saved.push(paint);
      else if (operator === 'Q') paint = saved.pop() ?? paint;
      else if (operator === 'w') paint = { ...paint, width: numbers.at(-1) ?? Infinity };
      else if (operator === 'cm') paint = { ...paint, scale: scaledBy(paint.scale, numbers) };
      else if (operator === 'gs') paint = this.withState(paint, this.named(resources, 'ExtGState', name));
      else if (operator === 'Do')
        this.drawObject(this.named(resources, 'XObject', name), paint, resources, depth);
      else if (FILLS.has(operator) || STROKES.has(operator)) this.paint(operator, paint);
      // A pattern can hold anything.
      else if ((operator === 'scn' || operator === 'SCN') && name !== undefined) this.writes = true;
      else if (!SILENT.has(operator)) this.write();
    }
  }

  private paint(operator: string, { multiplies, fill, stroke, width, scale }: Paint): void {
    this.paints = true;
    if (multiplies) return;
    if (FILLS.has(operator) && fill > TRANSLUCENT) this.covers = true;
    if (STROKES.has(operator) && stroke > TRANSLUCENT && width * scale > THIN) this.covers = true;
  }

  private drawObject(
    object: PdfObject | undefined,
    paint: Paint,
    resources: PdfDict | undefined,
    depth: number,
  ): void {
    if (!(object instanceof PdfStream)) return;
    const subtype = nameValue(this.view.resolve(object.dict.get('Subtype')));
    if (subtype === 'Form') this.read(object, paint, resources, depth + 1);
    else this.write();
  }

  private withState(paint: Paint, state: PdfObject | undefined): Paint {
    if (!(state instanceof PdfDict)) return paint;
    const number = (key: string, otherwise: number): number => {
      const value = this.view.resolve(state.get(key));
      return typeof value === 'number' ? value : otherwise;
    };
    const mode = this.view.resolve(state.get('BM'));
    const first = isArray(mode) ? this.view.resolve(mode[0]) : mode;
    return {
      ...paint,
      multiplies: mode === undefined ? paint.multiplies : nameValue(first) === 'Multiply',
      fill: number('ca', paint.fill),
      stroke: number('CA', paint.stroke),
      width: number('LW', paint.width),
    };
  }

  private named(
    resources: PdfDict | undefined,
    category: string,
    name: string | undefined,
  ): PdfObject | undefined {
    return name === undefined
      ? undefined
      : this.view.resolve(this.view.dict(resources?.get(category))?.get(name));
  }
}

interface Operation {
  readonly operator: string;
  /** The last name among its operands, and the numbers: no more than six, as many as any operator takes. */
  readonly name: string | undefined;
  readonly numbers: readonly number[];
}

/** The operators of a content stream. No white space is needed between an operand in brackets and its operator. */
function* operations(content: Uint8Array): Generator<Operation> {
  const lexer = new Lexer(content, 0, 'lenient');
  let name: string | undefined;
  let numbers: number[] = [];
  for (;;) {
    lexer.skipWhite();
    const byte = lexer.peek();
    if (byte === undefined) return;
    if (byte === 0x28) lexer.literalString();
    else if (byte === 0x2f) name = lexer.nameToken();
    else if (byte === 0x3c && content[lexer.position + 1] !== 0x3c) lexer.hexString();
    else if (DELIMITERS.has(byte)) lexer.position += byte === 0x3c ? 2 : 1;
    else {
      const operator = lexer.word();
      if (NUMBER.test(operator)) {
        numbers = [...numbers.slice(-5), Number(operator)];
        continue;
      }
      yield { operator, name, numbers };
      [name, numbers] = [undefined, []];
    }
  }
}

/** Of arrays, dictionaries and procedures; and those that close what was never opened. */
const DELIMITERS: ReadonlySet<number> = new Set(Buffer.from('<>[]{})'));
