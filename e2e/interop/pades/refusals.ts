import { extendDocument, PadesError, signDocument } from '@segl/pades';
import { form, signForm } from './locks.js';
import { signerFor, stampsOf, validationOf, type Workshop } from './make-document.js';

export const describeError = (error: unknown): string =>
  error instanceof PadesError ? `${error.code} ${error.message}` : String(error);

/** What a document or its state forbids is refused with its code. Returns where it is not. */
export async function checkRefusals(workshop: Workshop, unsigned: Uint8Array): Promise<string[]> {
  const sign = async (document: Uint8Array, name: string, certification?: 1 | 2 | 3): Promise<Uint8Array> => {
    const signed = await signDocument(document, {
      signer: signerFor('p-256 sha-256', workshop),
      signerName: 'Signer',
      field: { new: { name } },
      ...(certification === undefined ? {} : { certification }),
    });
    return signed.toBytes();
  };
  const archived = async (document: Uint8Array): Promise<Uint8Array> => {
    const raised = await extendDocument(document, {
      level: 'B-LTA',
      timestamp: stampsOf(workshop),
      validation: validationOf(workshop),
    });
    return raised.toBytes();
  };
  const locked = (action: 'All' | 'Include' | 'Exclude'): Promise<Uint8Array> =>
    signForm(form(), 'p-256 sha-256', workshop, {
      new: {
        name: 'First',
        lock:
          action === 'All' ? { action } : { action, fields: action === 'Include' ? ['Second'] : ['Note'] },
      },
    });
  const second = (document: Uint8Array, field: Parameters<typeof signForm>[3]): Promise<Uint8Array> =>
    signForm(document, 'rsa-3072 sha-384', workshop, field);
  const refusals: readonly [string, string, () => Promise<unknown>][] = [
    [
      'a second signature where the certification allows nothing (P=1)',
      'sign.docmdp-forbids',
      async () => sign(await sign(unsigned, 'First', 1), 'Second'),
    ],
    [
      'a second signature where the certification allows nothing, behind the archive time-stamp that it does allow',
      'sign.docmdp-forbids',
      async () => sign(await archived(await sign(unsigned, 'First', 1)), 'Second'),
    ],
    [
      'a new field that is shown behind a certification',
      'sign.docmdp-forbids',
      async () =>
        signDocument(await sign(unsigned, 'First', 3), {
          signer: signerFor('p-256 sha-256', workshop),
          signerName: 'Signer',
          field: { new: { name: 'Second', rect: [72, 72, 200, 120] } },
        }),
    ],
    [
      'a certification behind a signature',
      'sign.certification-not-first',
      async () => sign(await sign(unsigned, 'First'), 'Second', 2),
    ],
    [
      'a new field where every field is locked',
      'sign.fieldmdp-locked',
      async () => second(await locked('All'), { new: { name: 'Third' } }),
    ],
    [
      'an empty field where every field is locked',
      'sign.fieldmdp-locked',
      async () => second(await locked('All'), { name: 'Second' }),
    ],
    [
      'an empty field that is locked by its name',
      'sign.fieldmdp-locked',
      async () => second(await locked('Include'), { name: 'Second' }),
    ],
    [
      'an empty field where all but another are locked',
      'sign.fieldmdp-locked',
      async () => second(await locked('Exclude'), { name: 'Second' }),
    ],
    [
      'a new field where all but another are locked',
      'sign.fieldmdp-locked',
      async () => second(await locked('Exclude'), { new: { name: 'Third' } }),
    ],
  ];
  const problems: string[] = [];
  for (const [what, code, attempt] of refusals) {
    const answer = await attempt().then(
      () => 'done',
      (error: unknown) => (error instanceof PadesError ? error.code : describeError(error)),
    );
    if (answer !== code) problems.push(`${what}: expected ${code}, was ${answer}`);
  }
  return problems;
}
