import { limits } from '../pdf/limits.js';
import type { PdfView } from '../pdf/document.js';
import type { PdfDict } from '../pdf/objects.js';
import { isArray, nameValue, PdfRef, type PdfObject } from '../pdf/objects.js';
import { decodeTextString } from '../pdf/text-string.js';

/** A node of the form's tree: a field, a group of fields, or a widget below a field. */
export interface FormNode {
  /** Object number; undefined where the node stands directly in an array. */
  readonly num: number | undefined;
  readonly dict: PdfDict;
  readonly kind: 'group' | 'field' | 'widget';
  /** Fully qualified name; a widget has that of its field. */
  readonly name: string;
  /** `/FT`, own or inherited. */
  readonly type: string | undefined;
  /** The signature dictionary, where the node is a signature field that has one. */
  readonly signature: PdfDict | undefined;
}

interface Step {
  readonly node: PdfObject;
  readonly parent: FormNode | undefined;
  readonly depth: number;
}

/** All nodes of the form, parents before kids. Circles and what lies too deep are passed over. */
export function formNodes(view: PdfView): FormNode[] {
  const form = view.dict(view.catalog.get('AcroForm'));
  const roots = view.resolve(form?.get('Fields'));
  if (!isArray(roots)) return [];
  const nodes: FormNode[] = [];
  const seen = new Set<number>();
  const stack: Step[] = roots.toReversed().map((node) => ({ node, parent: undefined, depth: 0 }));
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    const { node, parent, depth } = step;
    const num = node instanceof PdfRef ? node.num : undefined;
    if (depth > limits.treeDepth || nodes.length > limits.fields || (num !== undefined && seen.has(num)))
      continue;
    if (num !== undefined) seen.add(num);
    const dict = view.dict(node);
    if (dict === undefined) continue;
    const kids = view.resolve(dict.get('Kids'));
    const made = makeNode(view, num, dict, isArray(kids) ? kids : [], parent);
    nodes.push(made);
    for (const kid of (isArray(kids) ? kids : []).toReversed())
      stack.push({ node: kid, parent: made, depth: depth + 1 });
  }
  return nodes;
}

function makeNode(
  view: PdfView,
  num: number | undefined,
  dict: PdfDict,
  kids: readonly PdfObject[],
  parent: FormNode | undefined,
): FormNode {
  const partial = decodeTextString(view.resolve(dict.get('T')));
  const isWidget = partial === undefined && parent !== undefined && parent.kind !== 'widget';
  const kind = isWidget ? 'widget' : kids.some((kid) => view.dict(kid)?.has('T')) ? 'group' : 'field';
  const name = [parent?.name, partial].filter((part) => part !== undefined && part !== '').join('.');
  const type = nameValue(view.resolve(dict.get('FT'))) ?? parent?.type;
  const signature = type === 'Sig' && kind === 'field' ? view.dict(dict.get('V')) : undefined;
  return { num, dict, kind, name, type, signature };
}
