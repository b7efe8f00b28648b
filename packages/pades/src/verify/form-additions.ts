import { isArray, nameValue, PdfDict, type PdfObject } from '../pdf/objects.js';
import type { Comparison } from './comparison.js';
import { readDrawing } from './drawing.js';
import type { FormNode } from './form-tree.js';
import { refNumber } from './references.js';

/** What the comparison of forms found, for the comparison of pages. */
export interface FormChanges {
  /** Object numbers of widgets that came with new signature fields. */
  readonly newWidgets: ReadonlySet<number>;
  /** New signature fields that show something, by widget number. */
  readonly visibleNewFields: ReadonlyMap<number, FormNode>;
}

type Resolver = Pick<Comparison['current'], 'resolve'>;

const SIGNATURE_TYPES: ReadonlySet<string | undefined> = new Set([undefined, 'Sig', 'DocTimeStamp']);

/** Whether a field's value is a signature dictionary. */
export function isSignature(dict: PdfDict | undefined, view: Resolver): boolean {
  return (
    dict !== undefined &&
    SIGNATURE_TYPES.has(nameValue(view.resolve(dict.get('Type')))) &&
    dict.has('ByteRange')
  );
}

/**
 * The value of a field, its own or that of a field above it; undefined where it has none.
 */
export function valueOf(
  view: Resolver & Pick<Comparison['current'], 'dict'>,
  field: PdfDict,
): PdfObject | undefined {
  let dict: PdfDict | undefined = field;
  for (let hops = 0; dict !== undefined && hops < 32; hops++) {
    const value = view.resolve(dict.get('V'));
    if (value !== undefined) return value;
    dict = view.dict(dict.get('Parent'));
  }
  return undefined;
}

/** Whether a field names as its own a signature that stood in the document before, in another field. */
export function isBorrowed({ signed }: Comparison, field: PdfDict): boolean {
  const num = refNumber(field.get('V'));
  const value = num === undefined ? undefined : signed.object(num);
  return value instanceof PdfDict && isSignature(value, signed);
}

/** What adding this signature needs: document time-stamps less than others. */
export function levelOf(field: FormNode, view: Resolver): 'lta-updates' | 'form-filling' {
  const subFilter = nameValue(view.resolve(field.signature?.get('SubFilter')));
  return subFilter === 'ETSI.RFC3161' ? 'lta-updates' : 'form-filling';
}

/** New nodes: signature fields, signed or empty, and their widgets. */
export function compareNewNodes(
  comparison: Comparison,
  nodes: readonly FormNode[],
  old: ReadonlyMap<number, FormNode>,
): FormChanges {
  const { current, permissions } = comparison;
  const newWidgets = new Set<number>();
  const visibleNewFields = new Map<number, FormNode>();
  for (const node of nodes) {
    const parent = refNumber(node.dict.get('Parent'));
    if (node.kind === 'widget' && parent !== undefined && old.has(parent)) {
      comparison.fault(`Field "${node.name}" was shown in one more place`);
      continue;
    }
    if (node.kind !== 'group' && node.type !== 'Sig') {
      comparison.fault(`Field "${node.name}" was added`);
      continue;
    }
    if (node.dict.has('A') || node.dict.has('AA'))
      comparison.fault(`Field "${node.name}" came with an action`);
    if (node.num !== undefined && node.kind !== 'group') newWidgets.add(node.num);
    if (node.kind === 'field') {
      if (node.dict.has('V') && !isSignature(node.signature, current))
        comparison.fault(`Field "${node.name}" came with something that is no signature`);
      else if (isBorrowed(comparison, node.dict))
        comparison.fault(`Field "${node.name}" came with the signature of another field`);
      else comparison.note(levelOf(node, current));
    }
    if (node.num === undefined || !isVisible(node, current)) continue;
    visibleNewFields.set(node.num, node);
    // Nobody answers for what it shows: it needs no key.
    if (valueOf(current, node.dict) === undefined && readDrawing(current, node.dict).paints)
      comparison.fault(
        `Field "${node.name}" was added and shows something, but carries no signature`,
        'sneaky-signature',
      );
    // ISO 32000-2 leaves this open; it is how the "sneaky signature attack" covers what was certified.
    if (permissions.docMdp !== undefined)
      comparison.fault(
        `Field "${node.name}" was added and shown after the document had been certified`,
        'sneaky-signature',
      );
  }
  return { newWidgets, visibleNewFields };
}

function isVisible(node: FormNode, view: Resolver): boolean {
  const rect = view.resolve(node.dict.get('Rect'));
  if (!isArray(rect)) return false;
  const [left, bottom, right, top] = rect.map((item) => view.resolve(item));
  const wide = typeof left === 'number' && typeof right === 'number' && left !== right;
  const high = typeof bottom === 'number' && typeof top === 'number' && bottom !== top;
  return wide && high && node.dict.has('AP');
}
