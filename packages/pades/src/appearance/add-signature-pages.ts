import { PadesError } from '../errors.js';
import type { IncrementWriter } from '../pdf/increment.js';
import { dict, isInteger, name, PdfDict, PdfRef, type PdfObject } from '../pdf/objects.js';
import { walkPages } from '../pdf/pages.js';
import type { Rect, SignaturePageOptions } from '../sign/types.js';
import type { StructureTree } from '../structure/structure-tree.js';
import { Canvas, FontBook } from './canvas.js';
import { loadFonts } from './fonts.js';
import { drawingRules } from './palette.js';
import { drawSignaturePages, type ContentTags, type SlotPlace } from './signature-page.js';

/** Pages that were appended, and where the slots lie on them. */
export interface SignaturePages {
  /** Index of the first appended page in the document. */
  readonly firstIndex: number;
  readonly pages: readonly { readonly ref: PdfRef; readonly dict: PdfDict }[];
  readonly places: readonly SlotPlace[];
  /** Enters the pages and the fields on them into the structure tree, in the order of reading. */
  readonly tag: (
    tree: StructureTree,
    fields: readonly { readonly widget: PdfRef; readonly key: number }[],
  ) => void;
}

export interface SignaturePagesOptions {
  readonly page: SignaturePageOptions;
  readonly slots: number;
  readonly fontBytes: Uint8Array | undefined;
  readonly fonts: readonly Uint8Array[] | undefined;
  /** Given for tagged documents. */
  readonly structure: StructureTree | undefined;
}

/**
 * Draws the signature pages and appends them to the root of the page tree, of which nothing else is touched.
 *
 * @throws PadesError `pdf.page-tree-invalid` where the root is no object of its own; `sign.font-lacks-glyphs`,
 *   `sign.font-unusable`.
 */
export async function addSignaturePages(
  writer: IncrementWriter,
  options: SignaturePagesOptions,
): Promise<SignaturePages> {
  const view = writer.document.latest;
  const root = view.catalog.get('Pages');
  if (!(root instanceof PdfRef)) {
    throw new PadesError('pdf.page-tree-invalid', 'The root of the page tree is no object of its own');
  }
  const { language } = options.page;
  const fonts = await loadFonts({ fontBytes: options.fontBytes, fonts: options.fonts, language });
  const rules = drawingRules(view);
  const existing = [...walkPages(view)];
  const size = pageSize(existing[0]?.cropBox);
  const book = new FontBook(writer);
  const drawn: { readonly canvas: Canvas; readonly items: ReadingItem[] }[] = [];
  const places = drawSignaturePages({
    size,
    slots: options.slots,
    options: options.page,
    palette: rules.palette,
    fonts,
    addPage() {
      const canvas = new Canvas(book, rules);
      const items: ReadingItem[] = [];
      drawn.push({ canvas, items });
      return { canvas, tags: options.structure ? tagsOn(canvas, items) : plain };
    },
  });
  book.finish(rules);
  const pages = drawn.map(({ canvas }) => {
    const key = options.structure?.newKey();
    const content = writer.add(canvas.stream(new PdfDict()));
    const made = pageDict({ parent: root, size, resources: canvas.resources, content, key });
    return { ref: writer.add(made), dict: made, key };
  });
  const count = view.resolve(view.dict(root)?.get('Count'));
  for (const page of pages) writer.appendTo(root, 'Kids', page.ref);
  writer.update(root, { Count: (isInteger(count) ? count : existing.length) + pages.length });
  return {
    firstIndex: existing.length,
    pages,
    places,
    tag(tree, fields) {
      const section = tree.add(tree.top, {
        type: 'Sect',
        kids: [],
        ...(tree.language === language ? {} : { language }),
      });
      drawn.forEach(({ items }, index) => {
        const page = pages[index];
        if (page?.key !== undefined) tagPage(tree, section, { ref: page.ref, key: page.key }, items, fields);
      });
    },
  };
}

/** What is read one after another: a piece of content, or a field. */
type ReadingItem = { readonly type: string; readonly mcid: number } | { readonly slot: number };

const plain: ContentTags = {
  artifact(draw) {
    draw();
  },
  element(_type, draw) {
    draw();
  },
  slot() {
    // Nothing is read out in a document without tags.
  },
};

function tagsOn(canvas: Canvas, items: ReadingItem[]): ContentTags {
  let mcid = 0;
  return {
    artifact(draw) {
      canvas.marked({ artifact: 'layout' }, draw);
    },
    element(type, draw) {
      items.push({ type, mcid });
      canvas.marked({ tag: type, mcid: mcid++ }, draw);
    },
    slot(index) {
      items.push({ slot: index });
    },
  };
}

function tagPage(
  tree: StructureTree,
  section: PdfRef,
  page: { readonly ref: PdfRef; readonly key: number },
  items: readonly ReadingItem[],
  fields: readonly { readonly widget: PdfRef; readonly key: number }[],
): void {
  const owners: PdfObject[] = [];
  for (const item of items) {
    if ('mcid' in item) {
      owners.push(tree.add(section, { type: item.type, page: page.ref, kids: [item.mcid] }));
    } else {
      const field = fields[item.slot];
      if (field) tree.addField(section, { ...field, page: page.ref });
    }
  }
  tree.setParent(page.key, owners);
}

/** A4, or Letter where the document's own first page is Letter. */
function pageSize(firstPage: Rect | undefined): { width: number; height: number } {
  const [left, bottom, right, top] = firstPage ?? [0, 0, 0, 0];
  const sides = [right - left, top - bottom].sort((a, b) => a - b);
  const isLetter = Math.abs((sides[0] ?? 0) - 612) < 3 && Math.abs((sides[1] ?? 0) - 792) < 3;
  return isLetter ? { width: 612, height: 792 } : { width: 595.28, height: 841.89 };
}

function pageDict(page: {
  readonly parent: PdfRef;
  readonly size: { readonly width: number; readonly height: number };
  readonly resources: PdfDict;
  readonly content: PdfRef;
  readonly key: number | undefined;
}): PdfDict {
  const box = [0, 0, page.size.width, page.size.height];
  return dict({
    Type: name('Page'),
    Parent: page.parent,
    MediaBox: box,
    // Written out, so that nothing is inherited from the document's own pages.
    CropBox: box,
    Rotate: 0,
    Resources: page.resources,
    Contents: page.content,
    StructParents: page.key,
    Tabs: page.key === undefined ? undefined : name('S'),
  });
}
