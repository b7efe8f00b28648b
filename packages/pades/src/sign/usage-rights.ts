import type { IncrementWriter } from '../pdf/increment.js';
import { isArray, nameValue, PdfDict } from '../pdf/objects.js';

/** What is about to be added. */
export type AddedContent = 'signature' | 'field';

/**
 * Usage rights (ISO 32000-2 §12.8.2.3, deprecated there) are a signature of the maker's program over what readers may do
 * with the file. A change that they do not grant makes readers complain about the file; an increment that makes one
 * therefore lets go of the rights. Where a signature stands already the catalog's entry stays as it was signed.
 */
export function settleUsageRights(
  writer: IncrementWriter,
  added: ReadonlySet<AddedContent>,
  document: { readonly signed: boolean },
): void {
  const { latest } = writer.document;
  const { catalogRef } = latest;
  const catalog = catalogRef ? writer.current(catalogRef) : undefined;
  if (!catalogRef || !(catalog instanceof PdfDict) || document.signed) return;
  const permissions = latest.dict(catalog.get('Perms'));
  if (!permissions?.has('UR3') && !permissions?.has('UR')) return;
  const rights = latest.dict(permissions.get('UR3') ?? permissions.get('UR'));
  const references = latest.resolve(rights?.get('Reference'));
  const parameters = latest.dict(
    latest.dict(isArray(references) ? references[0] : undefined)?.get('TransformParams'),
  );
  const granted = (key: string, right: string): boolean => {
    const list = latest.resolve(parameters?.get(key));
    return isArray(list) && list.some((item) => nameValue(latest.resolve(item)) === right);
  };
  const mayAdd = !added.has('field') || granted('Form', 'Add') || granted('FormEx', 'Add');
  const maySign = !added.has('signature') || granted('Signature', 'Modify');
  if (mayAdd && maySign) return;
  const left = permissions.with({ UR3: undefined, UR: undefined });
  writer.update(catalogRef, { Perms: left.entries.size > 0 ? left : undefined });
}
