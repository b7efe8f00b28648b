import { PadesError } from '../errors.js';
import type { PdfView } from './document.js';
import { limits } from './limits.js';
import { isArray, isInteger, nameValue, PdfDict, PdfRef, type PdfArray, type PdfObject } from './objects.js';

/** Left, bottom, right, top in default user space, in points. */
export type Box = readonly [number, number, number, number];

/** A page with what it inherits (ISO 32000-2 §7.7.3.4) filled in. */
export interface PdfPage {
  readonly index: number;
  /** Absent where a page stands directly in its parent's `/Kids`, against the rules. */
  readonly ref: PdfRef | undefined;
  /** Where such a page stands: an item of `/Kids` of a node that is an object. */
  readonly inKids: { readonly parent: PdfRef; readonly item: number } | undefined;
  readonly dict: PdfDict;
  readonly mediaBox: Box;
  /** Never larger than the media box. */
  readonly cropBox: Box;
  /** Degrees clockwise. */
  readonly rotate: 0 | 90 | 180 | 270;
  /** Points to a unit of default user space (PDF 1.6, `/UserUnit`). */
  readonly userUnit: number;
}

const inheritable = ['Resources', 'MediaBox', 'CropBox', 'Rotate'] as const;
const letter: Box = [0, 0, 612, 792];

/**
 * Walks the page tree in order. Circles and broken branches are passed over.
 *
 * @throws PadesError `pdf.limit-exceeded` beyond 100,000 pages.
 */
export function* walkPages(view: PdfView): Generator<PdfPage> {
  const seen = new Set<number>();
  let index = 0;
  const stack: {
    node: PdfObject | undefined;
    inKids?: PdfPage['inKids'];
    inherited: Map<string, PdfObject>;
    depth: number;
  }[] = [{ node: view.catalog.get('Pages'), inherited: new Map(), depth: 0 }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, depth } = next;
    if (depth > limits.treeDepth) continue;
    if (node instanceof PdfRef) {
      if (seen.has(node.num)) continue;
      seen.add(node.num);
    }
    const dict = view.dict(node);
    if (!dict) continue;
    const inherited = new Map(next.inherited);
    for (const key of inheritable) {
      const value = dict.get(key);
      if (value !== undefined) inherited.set(key, value);
    }
    const kids = kidsOf(view, dict);
    if (kids && nameValue(view.resolve(dict.get('Type'))) !== 'Page') {
      for (let i = kids.length - 1; i >= 0; i--) {
        const inKids = node instanceof PdfRef ? { parent: node, item: i } : undefined;
        stack.push({ node: kids[i], inKids, inherited, depth: depth + 1 });
      }
      if (stack.length > limits.pages * 2) throw new PadesError('pdf.limit-exceeded', 'Too many pages');
      continue;
    }
    if (index >= limits.pages) throw new PadesError('pdf.limit-exceeded', 'Too many pages');
    const place = node instanceof PdfRef ? { ref: node } : { ref: undefined, inKids: next.inKids };
    yield makePage(view, index++, place, dict, inherited);
  }
}

/** The children of a node; a single one may stand where its array has lost its bracket. */
function kidsOf(view: PdfView, node: PdfDict): PdfArray | undefined {
  const held = node.get('Kids');
  const kids = view.resolve(held);
  if (isArray(kids)) return kids;
  return kids instanceof PdfDict && held !== undefined ? [held] : undefined;
}

function makePage(
  view: PdfView,
  index: number,
  { ref, inKids }: { readonly ref: PdfRef | undefined; readonly inKids?: PdfPage['inKids'] },
  dict: PdfDict,
  inherited: ReadonlyMap<string, PdfObject>,
): PdfPage {
  const mediaBox = readBox(view, inherited.get('MediaBox')) ?? letter;
  const cropBox = intersect(readBox(view, inherited.get('CropBox')) ?? mediaBox, mediaBox);
  const rotate = view.resolve(inherited.get('Rotate'));
  const turned = isInteger(rotate) && rotate % 90 === 0 ? ((rotate % 360) + 360) % 360 : 0;
  const unit = view.resolve(dict.get('UserUnit'));
  const userUnit = typeof unit === 'number' && unit > 0 ? unit : 1;
  return { index, ref, inKids, dict, mediaBox, cropBox, rotate: turned as PdfPage['rotate'], userUnit };
}

/** A rectangle with its corners put in order (§7.9.5); undefined where it is none. */
export function readBox(view: PdfView, value: PdfObject | undefined): Box | undefined {
  const array = view.resolve(value);
  if (!isArray(array) || array.length < 4) return undefined;
  const numbers = array.slice(0, 4).map((item) => view.resolve(item));
  if (!numbers.every((item): item is number => typeof item === 'number')) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = numbers;
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}

function intersect(box: Box, within: Box): Box {
  const result: Box = [
    Math.max(box[0], within[0]),
    Math.max(box[1], within[1]),
    Math.min(box[2], within[2]),
    Math.min(box[3], within[3]),
  ];
  return result[0] < result[2] && result[1] < result[3] ? result : within;
}

/** Pages up to here are found by walking to them. */
const nearPages = 16;

/**
 * The page of an index by the `/Count` of the nodes on the way (ISO 32000-2 Table 30), without reading the pages before
 * it; undefined where the tree is not what its counts say.
 */
function pageByCount(view: PdfView, index: number): PdfPage | undefined {
  let node: PdfObject | undefined = view.catalog.get('Pages');
  let left = index;
  const inherited = new Map<string, PdfObject>();
  for (let depth = 0; depth <= limits.treeDepth; depth++) {
    const dict = view.dict(node);
    if (!dict) return undefined;
    for (const key of inheritable) {
      const value = dict.get(key);
      if (value !== undefined) inherited.set(key, value);
    }
    const kids = kidsOf(view, dict);
    if (!kids) {
      return left === 0 && node instanceof PdfRef
        ? makePage(view, index, { ref: node }, dict, inherited)
        : undefined;
    }
    const count = view.resolve(dict.get('Count'));
    if (!isInteger(count) || left >= count || count > limits.pages) return undefined;
    // As many kids as pages: each is a page, and the way goes on to the one that is asked for.
    if (count === kids.length) [node, left] = [kids[left], 0];
    else {
      node = kids.find((kid) => {
        const pages = view.dict(kid);
        const held = pages && kidsOf(view, pages) ? view.resolve(pages.get('Count')) : 1;
        const inside = isInteger(held) && held > 0 ? held : 0;
        if (left < inside) return true;
        left -= inside;
        return false;
      });
    }
  }
  return undefined;
}

const firstPages = new WeakMap<PdfView, PdfPage>();

/** The first page, which opening, signing and drawing all ask for; undefined where there is none. */
export function firstPage(view: PdfView): PdfPage | undefined {
  const known = firstPages.get(view);
  if (known) return known;
  for (const page of walkPages(view)) {
    firstPages.set(view, page);
    return page;
  }
  return undefined;
}

/** The page of an index. Throws `sign.page-not-found`. */
export function pageAt(view: PdfView, index: number): PdfPage {
  const first = index === 0 ? firstPage(view) : undefined;
  if (first) return first;
  const found = index >= nearPages ? pageByCount(view, index) : undefined;
  if (found) return found;
  for (const page of walkPages(view)) if (page.index === index) return page;
  throw new PadesError('sign.page-not-found', `The document has no page ${index + 1}`);
}

/** A page without its number, which only a walk through all pages before it would tell. */
export type PageByRef = Omit<PdfPage, 'index'>;

/** The page that a reference leads to, with what it inherits; undefined where it is none. */
export function pageByRef(view: PdfView, ref: PdfRef): PageByRef | undefined {
  const dict = view.dict(ref);
  if (!dict || nameValue(view.resolve(dict.get('Type'))) !== 'Page') return undefined;
  const inherited = new Map<string, PdfObject>();
  let node: PdfDict | undefined = dict;
  for (let depth = 0; node && depth <= limits.treeDepth; depth++) {
    for (const key of inheritable) {
      const value = node.get(key);
      if (value !== undefined && !inherited.has(key)) inherited.set(key, value);
    }
    node = view.dict(node.get('Parent'));
  }
  return makePage(view, 0, { ref }, dict, inherited);
}

/** The page a widget lies on, by its `/P` or else by looking through every page's annotations. */
export function pageOfWidget(view: PdfView, widget: PdfRef, dict: PdfDict): PdfPage | undefined {
  const named = dict.get('P');
  let byName: PdfPage | undefined;
  for (const page of walkPages(view)) {
    if (named instanceof PdfRef && page.ref?.num === named.num) byName = page;
    const annotations = view.resolve(page.dict.get('Annots'));
    if (
      isArray(annotations) &&
      annotations.some((item) => item instanceof PdfRef && item.num === widget.num)
    ) {
      return page;
    }
  }
  return byName;
}
