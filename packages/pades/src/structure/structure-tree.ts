import type { IncrementWriter } from '../pdf/increment.js';
import {
  dict,
  isArray,
  isInteger,
  name,
  nameValue,
  PdfDict,
  PdfRef,
  type PdfArray,
  type PdfObject,
} from '../pdf/objects.js';
import { decodeTextString, textString } from '../pdf/text-string.js';

/** A field that is entered into the tree. */
export interface StructuredField {
  readonly widget: PdfRef;
  readonly page: PdfRef;
  /** The widget's `/StructParent`. */
  readonly key: number;
  /** BCP 47, of the words in its appearance. */
  readonly language?: string;
}

/** A structure element to be made. */
export interface NewElement {
  /** Structure type, for example `P`. */
  readonly type: string;
  readonly page?: PdfRef;
  readonly kids: readonly PdfObject[];
  readonly language?: string;
}

/**
 * The structure tree of a tagged document (ISO 32000-2 §14.7), to which elements are added at its end. Elements and parts
 * of the tree that are there stay as they are; only the lists that grow are written again.
 */
export class StructureTree {
  private nextKey: number;
  private readonly parents: [number, PdfObject][] = [];

  private constructor(
    private readonly writer: IncrementWriter,
    private readonly rootRef: PdfRef,
    /** Where new elements go: the document element, or the root where there is no single one. */
    readonly top: PdfRef,
  ) {
    this.nextKey = this.firstFreeKey();
  }

  /** Undefined where the document is not tagged, or its tree is no object of its own. */
  static open(writer: IncrementWriter): StructureTree | undefined {
    const view = writer.document.latest;
    const rootRef = view.catalog.get('StructTreeRoot');
    if (!(rootRef instanceof PdfRef)) return undefined;
    const root = view.dict(rootRef);
    if (!root) return undefined;
    const kids = view.resolve(root.get('K'));
    const first = isArray(kids) ? (kids.length === 1 ? kids[0] : undefined) : root.get('K');
    const type = nameValue(view.resolve(view.dict(first)?.get('S')));
    const mapped = type && nameValue(view.resolve(view.dict(root.get('RoleMap'))?.get(type)));
    const isDocument = type === 'Document' || mapped === 'Document';
    return new StructureTree(writer, rootRef, isDocument && first instanceof PdfRef ? first : rootRef);
  }

  /** The language of the document (`/Lang` of the catalog). */
  get language(): string | undefined {
    const { latest } = this.writer.document;
    return decodeTextString(latest.resolve(latest.catalog.get('Lang')));
  }

  /** A key of the parent tree for a widget (`/StructParent`) or a page (`/StructParents`). */
  newKey(): number {
    return this.nextKey++;
  }

  /** Adds an element as the last kid of another; its kids follow later where it has elements of its own. */
  add(parent: PdfRef, element: NewElement): PdfRef {
    const ref = this.writer.add(
      dict({
        Type: name('StructElem'),
        S: name(element.type),
        P: parent,
        NS: this.namespaceOf(parent),
        Pg: element.page,
        K: element.kids.length === 1 ? element.kids[0] : [...element.kids],
        Lang: element.language === undefined ? undefined : textString(element.language),
      }),
    );
    this.appendKid(parent, ref);
    return ref;
  }

  /** Adds a Form element for a widget (ISO 32000-2 §14.8.4.8.4, ISO 14289-1 §7.18.4). */
  addField(parent: PdfRef, { widget, page, key, language }: StructuredField): PdfRef {
    const reference = dict({ Type: name('OBJR'), Pg: page, Obj: widget });
    const lang = language === this.language ? undefined : language;
    const element = this.add(parent, {
      type: 'Form',
      page,
      kids: [reference],
      ...(lang === undefined ? {} : { language: lang }),
    });
    this.setParent(key, element);
    return element;
  }

  /** Says which element a widget, or which elements the marked content of a page, belong to. */
  setParent(key: number, value: PdfObject): void {
    this.parents.push([key, value]);
  }

  /** Enters the new keys into the parent tree. */
  finish(): void {
    if (this.parents.length === 0) return;
    const { writer, rootRef } = this;
    const numbers = this.parents.sort(([a], [b]) => a - b).flat();
    const root = this.dictOf(rootRef);
    const held = root.get('ParentTree');
    const tree = held instanceof PdfRef ? writer.current(held) : held;
    const grown = this.grow(tree instanceof PdfDict ? tree : new PdfDict(), numbers);
    const changes: Record<string, PdfObject> = { ParentTreeNextKey: this.nextKey };
    if (held instanceof PdfRef && tree instanceof PdfDict) {
      if (grown !== tree) writer.set(held, grown);
    } else changes['ParentTree'] = tree instanceof PdfDict ? grown : writer.add(grown);
    writer.update(rootRef, changes);
  }

  /** A number tree with more numbers at its end (§7.9.7): a new leaf, or a longer list where the root is the one leaf. */
  private grow(tree: PdfDict, numbers: readonly PdfObject[]): PdfDict {
    const { writer } = this;
    const append = (key: 'Kids' | 'Nums', items: readonly PdfObject[]): PdfDict => {
      const held = tree.get(key);
      const list = held instanceof PdfRef ? writer.current(held) : held;
      if (!(held instanceof PdfRef)) return tree.with({ [key]: [...arrayOf(list), ...items] });
      writer.set(held, [...arrayOf(list), ...items]);
      return tree;
    };
    if (!tree.has('Kids')) return append('Nums', numbers);
    const first = this.parents[0]?.[0] ?? 0;
    const last = this.parents[this.parents.length - 1]?.[0] ?? first;
    return append('Kids', [writer.add(dict({ Limits: [first, last], Nums: [...numbers] }))]);
  }

  private appendKid(owner: PdfRef, kid: PdfRef): void {
    const held = this.dictOf(owner).get('K');
    const value = held instanceof PdfRef ? this.writer.current(held) : held;
    if (held instanceof PdfRef && isArray(value)) this.writer.set(held, [...value, kid]);
    else if (isArray(value)) this.writer.update(owner, { K: [...value, kid] });
    else this.writer.update(owner, { K: held === undefined || value === null ? [kid] : [held, kid] });
  }

  private dictOf(ref: PdfRef): PdfDict {
    const value = this.writer.current(ref);
    return value instanceof PdfDict ? value : new PdfDict();
  }

  /** PDF 2.0's own namespace is handed down (§14.8.6.2); others know nothing of our types. */
  private namespaceOf(parent: PdfRef): PdfObject | undefined {
    const namespace = this.dictOf(parent).get('NS');
    const { latest } = this.writer.document;
    const uri = decodeTextString(latest.resolve(latest.dict(namespace)?.get('NS')));
    return uri === 'http://iso.org/pdf2/ssn' ? namespace : undefined;
  }

  private firstFreeKey(): number {
    const { latest } = this.writer.document;
    const root = latest.dict(this.rootRef);
    const told = latest.resolve(root?.get('ParentTreeNextKey'));
    const tree = latest.dict(root?.get('ParentTree'));
    const kids = latest.resolve(tree?.get('Kids'));
    const limits = arrayOf(kids).map((kid) => arrayOf(latest.resolve(latest.dict(kid)?.get('Limits')))[1]);
    const own = arrayOf(latest.resolve(tree?.get('Nums'))).filter((_, index) => index % 2 === 0);
    const used = [...limits, ...own].map((item) => latest.resolve(item)).filter(isInteger);
    return used.reduce((max, key) => Math.max(max, key + 1), isInteger(told) && told > 0 ? told : 0);
  }
}

function arrayOf(value: PdfObject | undefined): PdfArray {
  return isArray(value) ? value : [];
}
