import { extendDocument, signDocument, timestampDocument, type BaselineLevel } from '@segl/pades';
import { commandSays, type Commanded } from './adesverify-command.js';
import { signature, timestamp, type ExpectedDocument } from './expected.js';
import { signerFor, stampsOf, validationOf, type Workshop } from './make-document.js';
import { foreignField, type ForeignDocuments } from './others.js';

/** Something done to a document that exists, and what it must come to. */
export interface Scenario {
  readonly name: string;
  /** The level that our own conformance check is asked about. */
  readonly level: BaselineLevel;
  readonly expected: ExpectedDocument;
  /** What pyHanko's command says of it, where it is asked. */
  readonly command?: Pick<Commanded, 'says' | 'exit'>;
  make(workshop: Workshop): Promise<Uint8Array>;
}

type Step = 'validation-data' | 'document-timestamp';

/** Raises a document, and sees that it takes the steps that it must take, in their order. */
async function raise(
  document: Uint8Array,
  level: 'B-T' | 'B-LT' | 'B-LTA',
  workshop: Workshop,
  expectedSteps?: readonly Step[],
): Promise<Uint8Array> {
  const raised = await extendDocument(document, {
    level,
    timestamp: stampsOf(workshop),
    validation: validationOf(workshop),
  });
  const steps = raised.steps.map(({ kind }) => kind).join(', ');
  if (expectedSteps !== undefined && steps !== expectedSteps.join(', ')) {
    throw new Error(`expected the steps ${expectedSteps.join(', ')}, were ${steps}`);
  }
  return raised.toBytes();
}

const stamp = async (document: Uint8Array, workshop: Workshop): Promise<Uint8Array> =>
  (await timestampDocument(document, { timestamp: stampsOf(workshop) })).toBytes();

/** A document signed with our engine. */
export async function own(
  input: Uint8Array,
  level: BaselineLevel,
  workshop: Workshop,
  certification?: 1,
): Promise<Uint8Array> {
  const signed = await signDocument(input, {
    signer: signerFor('p-256 sha-256', workshop),
    signerName: 'Signer 1',
    field: { new: { name: 'Signature-1' } },
    level,
    ...(certification === undefined ? {} : { certification }),
    ...(level === 'B-B' ? {} : { timestamp: stampsOf(workshop), validation: validationOf(workshop) }),
  });
  return signed.toBytes();
}

const stamps = (count: number): ExpectedDocument['signatures'] =>
  Array.from({ length: count }, () => timestamp('*'));

/** Old data first, then the new time-stamp. */
const renewal = ['validation-data', 'document-timestamp'] as const;

/** What extending and renewing our own must come to, where a certification allows nothing more too. */
const ofOurs = (unsigned: Uint8Array): readonly Scenario[] => [
  {
    name: 'a document time-stamp and nothing else',
    level: 'B-T',
    make: (workshop) => stamp(unsigned, workshop),
    expected: { signatures: stamps(1), tail: 'nothing' },
  },
  {
    name: 'ours, B-B raised to B-T by a document time-stamp',
    level: 'B-T',
    make: async (workshop) => raise(await own(unsigned, 'B-B', workshop), 'B-T', workshop),
    expected: { signatures: [signature('Signature-1', 'T'), ...stamps(1)], tail: 'nothing' },
  },
  {
    name: 'ours, B-B raised to B-LTA',
    level: 'B-LTA',
    make: async (workshop) => raise(await own(unsigned, 'B-B', workshop), 'B-LTA', workshop),
    expected: { signatures: [signature('Signature-1', 'LTA'), ...stamps(2)], tail: 'nothing' },
  },
  {
    name: 'ours, B-B under a document time-stamp, whose own data come before the next one',
    level: 'B-LTA',
    make: async (workshop) =>
      raise(await stamp(await own(unsigned, 'B-B', workshop), workshop), 'B-LTA', workshop, renewal),
    expected: { signatures: [signature('Signature-1', 'LTA'), ...stamps(2)], tail: 'nothing' },
  },
  {
    name: 'ours, B-LTA renewed twice',
    level: 'B-LTA',
    make: async (workshop) =>
      raise(await raise(await own(unsigned, 'B-LTA', workshop), 'B-LTA', workshop), 'B-LTA', workshop),
    expected: { signatures: [signature('Signature-1', 'LTA'), ...stamps(3)], tail: 'nothing' },
  },
  {
    name: 'certified at level 1, then a document time-stamp',
    level: 'B-T',
    make: async (workshop) => stamp(await own(unsigned, 'B-B', workshop, 1), workshop),
    expected: { signatures: [signature('Signature-1', 'T'), ...stamps(1)], tail: 'nothing' },
  },
  {
    name: 'certified at level 1, B-T raised to B-LT',
    level: 'B-LT',
    make: async (workshop) => raise(await own(unsigned, 'B-T', workshop, 1), 'B-LT', workshop),
    expected: { signatures: [signature('Signature-1', 'LT')], tail: 'validation-data' },
  },
  {
    name: 'certified at level 1, B-T raised to B-LTA, and renewed',
    level: 'B-LTA',
    command: { says: [commandSays['B-LTA']], exit: 0 },
    make: async (workshop) =>
      raise(await raise(await own(unsigned, 'B-T', workshop, 1), 'B-LTA', workshop), 'B-LTA', workshop),
    expected: { signatures: [signature('Signature-1', 'LTA'), ...stamps(2)], tail: 'nothing' },
  },
];

/** What extending and renewing somebody else's must come to. */
function ofOthers(foreign: ForeignDocuments): readonly Scenario[] {
  const made: Scenario[] = [];
  for (const maker of ['pyHanko', 'EU DSS'] as const) {
    const documents = foreign[maker];
    if (documents === undefined) continue;
    const field = foreignField[maker];
    for (const [from, before] of [
      ['B-B', 1],
      ['B-T', 0],
    ] as const) {
      made.push(
        {
          name: `${maker}'s ${from} raised to B-LT`,
          level: 'B-LT',
          make: (workshop) => raise(documents[from], 'B-LT', workshop),
          expected: { signatures: [signature(field, 'LT'), ...stamps(before)], tail: 'validation-data' },
        },
        {
          name: `${maker}'s ${from} raised to B-LTA`,
          level: 'B-LTA',
          make: (workshop) => raise(documents[from], 'B-LTA', workshop),
          expected: { signatures: [signature(field, 'LTA'), ...stamps(before + 1)], tail: 'nothing' },
        },
      );
    }
    made.push(
      {
        name: `a document time-stamp upon ${maker}'s B-B`,
        level: 'B-T',
        make: (workshop) => stamp(documents['B-B'], workshop),
        expected: { signatures: [signature(field, 'T'), ...stamps(1)], tail: 'nothing' },
      },
      {
        name: `${maker}'s B-LT raised to B-LTA`,
        level: 'B-LTA',
        make: (workshop) => raise(documents['B-LT'], 'B-LTA', workshop),
        expected: { signatures: [signature(field, 'LTA'), ...stamps(1)], tail: 'nothing' },
      },
      {
        name: `${maker}'s B-LTA renewed`,
        level: 'B-LTA',
        make: (workshop) => raise(documents['B-LTA'], 'B-LTA', workshop),
        expected: { signatures: [signature(field, 'LTA'), ...stamps(2)], tail: 'nothing' },
      },
    );
  }
  return made;
}

/** What extending, renewing and time-stamping must come to: ours, pyHanko's and, where it is built, those of EU DSS. */
export const scenarios = (unsigned: Uint8Array, foreign: ForeignDocuments): readonly Scenario[] => [
  ...ofOurs(unsigned),
  ...ofOthers(foreign),
];
