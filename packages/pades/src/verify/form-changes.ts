import { nameValue, PdfDict, PdfString, type PdfObject } from '../pdf/objects.js';
import { changedKeys, isSubsequence, sameObject } from './compare-objects.js';
import type { Comparison, ReferrerRule } from './comparison.js';
import {
  compareNewNodes,
  isBorrowed,
  isSignature,
  levelOf,
  valueOf,
  type FormChanges,
} from './form-additions.js';
import { formNodes, type FormNode } from './form-tree.js';
import { reachableFrom, refNumber } from './references.js';

/** Places from which a field or widget is lawfully referred to. */
const FIELD_PLACES: ReadonlySet<string> = new Set(['Fields', 'Kids', 'Annots', 'Parent', 'Obj', 'CO']);
const isFieldPlace: ReferrerRule = ({ path }) => FIELD_PLACES.has(path.at(-1) ?? '');

/** What signing an empty field may change in it. */
const SIGNING_KEYS: ReadonlySet<string> = new Set(['V', 'AP', 'AS', 'F', 'P', 'M', 'DA']);
/** Of these, what only a signature may change: it decides what is seen. */
const SHOWING_KEYS: ReadonlySet<string> = new Set(['AP', 'AS', 'F']);
/** What filling a field may change in it, and in its widgets. */
const FILLING_KEYS: ReadonlySet<string> = new Set(['V', 'RV', 'I', 'AP', 'AS', 'M', 'DA']);

/** Compares the forms: further signatures and form filling are lawful, as far as permitted. */
export function compareForms(comparison: Comparison): FormChanges {
  const { signed, current } = comparison;
  compareFormDictionaries(comparison);
  const before = formNodes(signed);
  const after = formNodes(current);
  const known = new Map(after.map((node) => [nodeKey(node), node]));
  for (const node of before) {
    const now = known.get(nodeKey(node));
    if (now === undefined) comparison.fault(`Field "${node.name}" was removed`);
    else compareNode(comparison, node, now);
  }
  const old = new Set(before.map(nodeKey));
  return compareNewNodes(
    comparison,
    after.filter((node) => !old.has(nodeKey(node))),
    new Map(before.flatMap((node) => (node.num === undefined ? [] : [[node.num, node]]))),
  );
}

const nodeKey = (node: FormNode): string =>
  node.num === undefined ? `name:${node.name}` : `num:${node.num}`;

function compareFormDictionaries(comparison: Comparison): void {
  const { signed, current } = comparison;
  const before = signed.dict(signed.catalog.get('AcroForm'));
  const after = current.dict(current.catalog.get('AcroForm'));
  if (after === undefined) {
    if (before !== undefined) comparison.fault('The form was removed');
    return;
  }
  const { roots } = comparison;
  const formNum = refNumber(signed.catalog.get('AcroForm'));
  const inForm =
    (key: string): ReferrerRule =>
    ({ from, path }) =>
      path.at(-1) === key && (from === formNum || roots.has(from));
  comparison.explain(formNum, ({ from, path }) => roots.has(from) && path.at(-1) === 'AcroForm');
  comparison.explain(refNumber(before?.get('Fields')), inForm('Fields'));
  comparison.explain(refNumber(before?.get('SigFlags')), inForm('SigFlags'));
  if (before === undefined) {
    if (after.has('XFA')) comparison.fault('An XFA form was added');
    return;
  }
  for (const key of changedKeys(before, after)) {
    if (key === 'Fields' || key === 'SigFlags') continue;
    const removed = !after.has(key);
    if (key === 'NeedAppearances' && (removed || current.resolve(after.get(key)) === false)) continue;
    if ((key === 'DA' || key === 'Q') && !before.has(key)) continue;
    if (key === 'DR' && keepsResources(comparison, before, after)) continue;
    comparison.fault(`The form's /${key} was changed`);
  }
  explainResources(comparison, before, after, formNum);
}

/** Fonts for fields may be added to the form's resources, none may be replaced. */
function explainResources(
  comparison: Comparison,
  before: PdfDict,
  after: PdfDict,
  formNum: number | undefined,
): void {
  const { signed, current } = comparison;
  const resources = refNumber(before.get('DR'));
  const oldDict = signed.dict(before.get('DR'));
  const newDict = current.dict(after.get('DR'));
  if (oldDict === undefined || newDict === undefined) return;
  if (!keepsResources(comparison, before, after)) return;
  const holders = new Set([formNum, resources, ...comparison.roots].filter((num) => num !== undefined));
  comparison.explain(resources, ({ from, path }) => holders.has(from) && path.at(-1) === 'DR');
  for (const value of oldDict.entries.values())
    comparison.explain(
      refNumber(value),
      ({ from, path }) => (holders.has(from) && path.includes('DR')) || from === resources,
    );
}

/** What fields are drawn with must stay; forms and procedure sets here are left over from signing handlers. */
function keepsResources(comparison: Comparison, before: PdfDict, after: PdfDict): boolean {
  const old = comparison.signed.dict(before.get('DR'))?.with({ XObject: undefined, ProcSet: undefined });
  return addsOnly(comparison, old, comparison.current.dict(after.get('DR')), 2);
}

/** Whether a dictionary keeps all it had, down to a depth, and only gains. */
function addsOnly(
  comparison: Comparison,
  before: PdfObject | undefined,
  after: PdfObject | undefined,
  depth: number,
): boolean {
  const { signed, current } = comparison;
  if (sameObject(before, after) && depth === 0) return true;
  const old = signed.resolve(before);
  const now = current.resolve(after);
  if (old === undefined) return true;
  if (depth === 0 || !(old instanceof PdfDict) || !(now instanceof PdfDict)) return sameObject(old, now);
  return [...old.entries].every(([key, value]) => addsOnly(comparison, value, now.get(key), depth - 1));
}

/** One field, group or widget that was there when the document was signed. */
function compareNode(comparison: Comparison, before: FormNode, after: FormNode): void {
  const { signed, current } = comparison;
  if (before.name !== after.name) comparison.fault(`Field "${before.name}" was renamed`);
  const keys = changedKeys(before.dict, after.dict);
  const appearanceChanged = explainAppearance(comparison, before);
  if (keys.length === 0 && !appearanceChanged) return;

  if (before.kind === 'group' || keys.includes('Kids')) {
    const unlawful = keys.filter((key) => key !== 'Kids');
    if (unlawful.length > 0 || !keepsKids(comparison, before.dict, after.dict))
      comparison.fault(`Field "${before.name}" was changed (${unlawful.join(', ') || 'Kids'})`);
    else comparison.explain(before.num, isFieldPlace);
    return;
  }
  if (before.type === 'Sig') {
    compareSignatureField(comparison, before, after, { keys, appearanceChanged });
    return;
  }
  const unlawful = keys.filter((key) => !FILLING_KEYS.has(key));
  if (unlawful.length > 0) {
    comparison.fault(`Field "${before.name}" was changed (${unlawful.join(', ')})`);
    return;
  }
  comparison.explain(before.num, isFieldPlace);
  if (before.num !== undefined) {
    const num = before.num;
    for (const key of ['V', 'RV', 'I'])
      comparison.explain(
        refNumber(before.dict.get(key)),
        ({ from, path }) => from === num && path[0] === key,
      );
  }
  const value = { before: valueOf(signed, before.dict), after: valueOf(current, after.dict) };
  const hadLook = before.dict.has('AP') || isFilled(value.before);
  const looks = appearanceChanged || keys.some((key) => LOOK_KEYS.has(key));
  if (looks && hadLook && sameObject(value.before, value.after)) {
    comparison.fault(
      `Field "${before.name}" shows something else while its value stayed the same`,
      'form-value-replaced',
    );
    return;
  }
  noteFilling(comparison, before, value.before, value.after);
}

/** What decides how a field looks, besides its value. */
const LOOK_KEYS: ReadonlySet<string> = new Set(['AP', 'AS', 'DA', 'RV']);

function noteFilling(
  comparison: Comparison,
  field: FormNode,
  before: PdfObject | undefined,
  after: PdfObject | undefined,
): void {
  const { permissions } = comparison;
  if (permissions.isLocked(field.name)) {
    comparison.fault(`Field "${field.name}" was locked and has been changed`, 'fieldmdp-violated');
    return;
  }
  // Without a certification that permits it, what stood in a field when it was signed must stay.
  if (permissions.docMdp === undefined && isFilled(before) && !sameObject(before, after)) {
    comparison.fault(`What stood in field "${field.name}" was replaced`, 'form-value-replaced');
    return;
  }
  comparison.note(
    'form-filling',
    'form-filled-after-signing',
    `Field "${field.name}" was filled after signing`,
  );
}

function isFilled(value: PdfObject | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (value instanceof PdfString) return value.bytes.length > 0;
  return nameValue(value) !== 'Off';
}

function compareSignatureField(
  comparison: Comparison,
  before: FormNode,
  after: FormNode,
  { keys, appearanceChanged }: { readonly keys: readonly string[]; readonly appearanceChanged: boolean },
): void {
  const { permissions, current } = comparison;
  const wasSigned =
    before.signature !== undefined || (before.kind === 'widget' && isSignedWidget(comparison, before));
  if (wasSigned) {
    comparison.fault(
      `The signature in field "${before.name}", or how it looks, was changed`,
      'signature-changed',
    );
    return;
  }
  const unlawful = keys.filter((key) => !SIGNING_KEYS.has(key));
  if (unlawful.length > 0) {
    comparison.fault(`Field "${before.name}" was changed (${unlawful.join(', ')})`);
    return;
  }
  comparison.explain(before.num, isFieldPlace);
  if (keys.includes('V') && !isSignature(after.signature, current))
    comparison.fault(`Field "${before.name}" was filled with something that is no signature`);
  else if (keys.includes('V') && isBorrowed(comparison, after.dict))
    comparison.fault(`Field "${before.name}" was filled with the signature of another field`);
  else if (
    valueOf(current, after.dict) === undefined &&
    (appearanceChanged || keys.some((key) => SHOWING_KEYS.has(key)))
  )
    comparison.fault(
      `Field "${before.name}" shows something else while it is still not signed`,
      'form-value-replaced',
    );
  else if (permissions.isLocked(before.name))
    comparison.fault(`Field "${before.name}" was locked and has been signed`, 'fieldmdp-violated');
  else comparison.note(levelOf(after, current));
}

/** Whether the field above a widget was signed. */
function isSignedWidget(comparison: Comparison, widget: FormNode): boolean {
  const parent = comparison.signed.dict(widget.dict.get('Parent'));
  return parent !== undefined && comparison.signed.dict(parent.get('V')) !== undefined;
}

/** Old kids stay, in their order; new ones may come between. */
function keepsKids(comparison: Comparison, before: PdfDict, after: PdfDict): boolean {
  return isSubsequence(
    comparison.signed.resolve(before.get('Kids')),
    comparison.current.resolve(after.get('Kids')),
  );
}

/**
 * Appearance streams may be rewritten in place, if nothing but this field uses them. Returns whether any was.
 */
function explainAppearance(comparison: Comparison, node: FormNode): boolean {
  const { signed, changed } = comparison;
  const { num } = node;
  const members = reachableFrom(signed, node.dict.get('AP'), 10_000);
  if (node.signature !== undefined || isSignedWidget(comparison, node))
    return [...members].some((member) => changed.has(member));
  return comparison.explainBranch(members, ({ from, path }) => from === num && path[0] === 'AP');
}
