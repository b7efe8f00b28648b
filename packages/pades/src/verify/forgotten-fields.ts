import { isArray, nameValue, PdfRef } from '../pdf/objects.js';
import { walkPages } from '../pdf/pages.js';
import { decodeTextString } from '../pdf/text-string.js';
import type { Comparison } from './comparison.js';
import { formNodes } from './form-tree.js';

/**
 * Fields that break the rules of forms, and which an update that changes nothing can bring to the front: programs draw
 * anew what a later revision declares, even as it was. No object differs, and yet what is seen does. These are
 * - two fields of one name (ISO 32000-2 §12.7.4.2 forbids them): the one declared last decides what both show;
 * - widgets that stand on a page but in no form.
 */
export function checkForgottenFields(comparison: Comparison): void {
  const { declared } = comparison.later;
  const { byName, formless } = collectFields(comparison);
  for (const [fieldName, numbers] of byName) {
    const again = [...numbers].some((num) => declared.has(num));
    const forgotten = numbers.size > 1 || [...numbers].some((num) => formless.has(num));
    if (forgotten && again)
      comparison.fault(
        `Field "${fieldName}" was brought to the front by being declared again`,
        'form-value-replaced',
      );
  }
}

/** Object numbers of fields by name, and which of them belong to no form. */
function collectFields({ signed }: Comparison): {
  readonly byName: ReadonlyMap<string, ReadonlySet<number>>;
  readonly formless: ReadonlySet<number>;
} {
  const byName = new Map<string, Set<number>>();
  const formless = new Set<number>();
  const seen = new Set<number>();
  const add = (fieldName: string, num: number): void => {
    byName.set(fieldName, (byName.get(fieldName) ?? new Set()).add(num));
  };
  for (const { kind, name, num } of formNodes(signed)) {
    if (num === undefined) continue;
    seen.add(num);
    if (kind === 'field') add(name, num);
  }
  for (const page of walkPages(signed)) {
    const annotations = signed.resolve(page.dict.get('Annots'));
    for (const item of isArray(annotations) ? annotations : []) {
      if (!(item instanceof PdfRef) || seen.has(item.num)) continue;
      const widget = signed.dict(item);
      const partial = decodeTextString(signed.resolve(widget?.get('T')));
      // Only widgets have partial names under /T; on comments the key holds the author.
      if (partial === undefined || nameValue(signed.resolve(widget?.get('Subtype'))) !== 'Widget') continue;
      add(partial, item.num);
      formless.add(item.num);
    }
  }
  return { byName, formless };
}
