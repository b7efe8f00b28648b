import { PadesError } from '../errors.js';
import type { PdfDocument, PdfView } from './document.js';
import { limits } from './limits.js';
import type { PdfDict } from './objects.js';
import { isArray, isInteger, nameValue, PdfRef, PdfString, type PdfObject } from './objects.js';
import { readBox, type Box } from './pages.js';
import { decodeTextString } from './text-string.js';

/** A terminal form field (ISO 32000-2 §12.7.4). */
export interface FormField {
  /** Fully qualified name. */
  readonly name: string;
  /** `/FT`, own or inherited. */
  readonly type: string | undefined;
  /** Absent where the field stands directly in an array, against the rules. */
  readonly ref: PdfRef | undefined;
  /**
   * Where such a field stands: an item of `/Kids` of its parent, or without one of `/Fields` of the form; undefined where
   * the parent is no object of its own either.
   */
  readonly inList: { readonly parent: PdfRef | undefined; readonly item: number } | undefined;
  readonly dict: PdfDict;
  /** `/V`, own or inherited, as it stands. */
  readonly value: PdfObject | undefined;
}

/** A signature field with its widget and, where it is signed, its signature dictionary. */
export interface SignatureField extends FormField {
  /** The widget annotation: the field itself, or its first kid. */
  readonly widgetRef: PdfRef | undefined;
  readonly widget: PdfDict;
  readonly rect: Box;
  readonly signature: SignatureValue | undefined;
}

/** The signature dictionary in a field. */
export interface SignatureValue {
  /** Absent where the dictionary stands directly in the field. */
  readonly ref: PdfRef | undefined;
  readonly dict: PdfDict;
}

/** Every terminal field, in tree order. Circles are passed over. */
export function* walkFields(view: PdfView): Generator<FormField> {
  const form = view.dict(view.catalog.get('AcroForm'));
  const roots = view.resolve(form?.get('Fields'));
  if (!isArray(roots)) return;
  const seen = new Set<number>();
  interface Step {
    readonly node: PdfObject;
    readonly inList: FormField['inList'];
    readonly prefix: string;
    readonly type: string | undefined;
    readonly value: PdfObject | undefined;
    readonly depth: number;
  }
  const stack: Step[] = roots
    .map((node, item) => ({
      node,
      inList: { parent: undefined, item },
      prefix: '',
      type: undefined,
      value: undefined,
      depth: 0,
    }))
    .reverse();
  let count = 0;
  for (let step = stack.pop(); step; step = stack.pop()) {
    if (step.depth > limits.treeDepth) continue;
    const ref = step.node instanceof PdfRef ? step.node : undefined;
    if (ref) {
      if (seen.has(ref.num)) continue;
      seen.add(ref.num);
    }
    const dict = view.dict(step.node);
    if (!dict) continue;
    if (++count > limits.fields) throw new PadesError('pdf.limit-exceeded', 'Too many form fields');
    const partial = decodeTextString(view.resolve(dict.get('T')));
    const name = [step.prefix, partial].filter((part) => part !== undefined && part !== '').join('.');
    const type = nameValue(view.resolve(dict.get('FT'))) ?? step.type;
    const value = dict.get('V') ?? step.value;
    const kids = view.resolve(dict.get('Kids'));
    const fields = (isArray(kids) ? [...kids] : [])
      .map((node, item) => ({ node, inList: ref && { parent: ref, item } }))
      .filter(({ node }) => view.dict(node)?.has('T'));
    if (fields.length === 0) {
      yield { name, type, ref, inList: ref ? undefined : step.inList, dict, value };
      continue;
    }
    for (const kid of fields.reverse()) {
      stack.push({ ...kid, prefix: name, type, value, depth: step.depth + 1 });
    }
  }
}

/** Every signature field, signed or not, in tree order. */
export function listSignatureFields(view: PdfView): SignatureField[] {
  const found: SignatureField[] = [];
  for (const field of walkFields(view)) {
    if (field.type !== 'Sig') continue;
    const kids = view.resolve(field.dict.get('Kids'));
    const kid = isArray(kids) ? kids[0] : undefined;
    const widgetRef = field.dict.has('Rect') || !kid ? field.ref : kid instanceof PdfRef ? kid : undefined;
    const widget = (field.dict.has('Rect') ? field.dict : view.dict(kid)) ?? field.dict;
    const value = view.dict(field.value);
    found.push({
      ...field,
      widgetRef,
      widget,
      rect: readBox(view, widget.get('Rect')) ?? [0, 0, 0, 0],
      signature: value
        ? { ref: field.value instanceof PdfRef ? field.value : undefined, dict: value }
        : undefined,
    });
  }
  return found;
}

/** Where `/ByteRange` and `/Contents` of a signature dictionary stand in the file, and what they hold. */
export interface SignatureLocation {
  /** The numbers of `/ByteRange`; undefined where it is no array of integers. */
  readonly byteRange: readonly number[] | undefined;
  /** Decoded `/Contents`, padding included; undefined where it is no string. */
  readonly contents: Uint8Array | undefined;
  /** From the opening to behind the closing delimiter of `/Contents`; undefined where it is not written in place. */
  readonly contentsSpan: { readonly start: number; readonly end: number } | undefined;
}

/**
 * Finds a signature's raw positions. The dictionary is looked at as `view` has it.
 *
 * @throws PadesError `pdf.malformed` in strict mode.
 */
export function locateSignature(
  document: PdfDocument,
  signature: SignatureValue,
  view: PdfView,
): SignatureLocation {
  const numbers = view.resolve(signature.dict.get('ByteRange'));
  const byteRange = isArray(numbers) ? numbers.map((item) => view.resolve(item)) : undefined;
  const contents = view.resolve(signature.dict.get('Contents'));
  const heldIn = signature.dict.get('Contents') instanceof PdfRef ? undefined : signature.ref;
  const located = heldIn ? document.locate(heldIn.num, view) : undefined;
  return {
    byteRange: byteRange?.every(isInteger) ? byteRange : undefined,
    contents: contents instanceof PdfString ? contents.bytes : undefined,
    contentsSpan: located?.spans.get('Contents'),
  };
}
