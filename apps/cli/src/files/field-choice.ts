import {
  inspectDocument,
  PadesError,
  type DocumentInput,
  type DocumentReport,
  type PrepareSignatureOptions,
} from '@segl/pades';
import type { SignSettings } from './job.js';

type Field = PrepareSignatureOptions['field'];

/** Refusals of a new field that another choice may avoid. */
const another: ReadonlySet<string> = new Set([
  'sign.field-name-taken',
  'sign.docmdp-forbids',
  'sign.fieldmdp-locked',
  'sign.permission-forbids',
]);

/**
 * Signs in the field asked for, or in a new one. Where none is named, the document is not looked over first: most take a
 * new field `Signature1`, and only where that is refused another choice is sought: the next number that is free, or,
 * where a document takes signatures in its prepared fields only, the first one that is empty.
 */
export async function chooseField<T>(
  input: DocumentInput,
  settings: Pick<SignSettings, 'field' | 'newField' | 'password'>,
  sign: (field: Field) => Promise<T>,
): Promise<T> {
  const { field, newField, password } = settings;
  const inspect = (): DocumentReport => inspectDocument(input, password === undefined ? {} : { password });
  if (field !== undefined) return sign({ name: field });
  const report = newField !== undefined && newField.page < 0 ? inspect() : undefined;
  const place = {
    ...(newField === undefined ? {} : { pageIndex: pageIndex(newField.page, report) }),
    ...(newField?.rect === undefined ? {} : { rect: newField.rect }),
  };
  const make = (name: string): Promise<T> => sign({ new: { name, ...place } });
  if (newField?.name !== undefined) return make(newField.name);
  try {
    return await make('Signature1');
  } catch (error) {
    if (!(error instanceof PadesError) || !another.has(error.code)) throw error;
    const { signatureFields, signing } = report ?? inspect();
    const empty = signatureFields.find(({ signed }) => !signed);
    if (newField === undefined && !signing.newFieldsPermitted && empty !== undefined)
      return sign({ name: empty.name });
    if (error.code !== 'sign.field-name-taken') throw error;
    return make(freeName(signatureFields));
  }
}

function freeName(fields: DocumentReport['signatureFields']): string {
  const taken = new Set(fields.map(({ name }) => name));
  let number = 2;
  while (taken.has(`Signature${String(number)}`)) number += 1;
  return `Signature${String(number)}`;
}

/** Pages are counted from 1 by people, and from the end where the number is negative. */
function pageIndex(page: number, report: DocumentReport | undefined): number {
  if (page > 0) return page - 1;
  const index = (report?.pageCount ?? 0) + page;
  if (index < 0) throw new PadesError('sign.page-not-found', `There is no page ${String(page)}`);
  return index;
}
