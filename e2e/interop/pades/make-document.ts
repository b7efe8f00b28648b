import {
  createTimestampClient,
  extendDocument,
  signDocument,
  timestampDocument,
  signerFromPem,
  type CmsSigner,
  type TimestampSource,
} from '@segl/pades';
import type { Party, TestAuthority } from '../../support/test-authority.js';
import { algorithms, type Case, type Input } from './cases.js';

/** What signing needs beside the case. */
export interface Workshop {
  readonly authority: TestAuthority;
  /** Signers by kind of key. */
  readonly signers: ReadonlyMap<string, Party>;
}

export function signerFor({ algorithm }: Pick<Case, 'algorithm'>, { signers }: Workshop): CmsSigner {
  const { key, ...choice } = algorithms[algorithm];
  const party = signers.get(key);
  if (party === undefined) throw new Error(`no signer with ${key}`);
  return signerFromPem(party.keyPem, party.certificatesPem, choice);
}

/** The time-stamp authority, by our own client. */
export const stampsOf = ({ authority }: Workshop): TimestampSource =>
  createTimestampClient({ servers: [{ url: authority.tsaUrl }], trustAnchors: [authority.root] });

/**
 * Signs the input as the case has it: the first signature certifies, all have the level. A single signer reaches it in one
 * call; several are raised together behind the last one.
 */
export async function makeDocument(
  one: Case,
  input: Input,
  bytes: Uint8Array,
  workshop: Workshop,
): Promise<Uint8Array> {
  const { authority } = workshop;
  const { level } = one;
  const signer = signerFor(one, workshop);
  const trustAnchors = [authority.root];
  const timestamp = stampsOf(workshop);
  const inOneCall = one.signers === 1;
  const password = input.password === undefined ? {} : { password: input.password };
  let document = bytes;
  for (let index = 0; index < one.signers; index++) {
    // A certification allows no new field that is shown.
    const certified = input.certified !== undefined || (index > 0 && one.certification !== 'none');
    const drawn = index % 2 === 0 && !certified;
    const signed = await signDocument(document, {
      ...password,
      signer,
      signerName: `Signer ${String(index + 1)}`,
      field: {
        new: {
          name: `Signature-${String(index + 1)}`,
          ...(drawn ? { rect: [72, 560 - index * 60, 300, 610 - index * 60] as const } : {}),
        },
      },
      ...(drawn ? { appearance: { language: 'en' as const, issuer: 'Test AS' } } : {}),
      ...(index === 0 && one.certification !== 'none' ? { certification: one.certification } : {}),
      ...(index % 2 === 1 ? { commitmentType: 'proofOfApproval' as const, claimedRoles: ['chair'] } : {}),
      ...(level === 'B-B' ? {} : { timestamp }),
      ...(inOneCall ? { level, validation: { trustAnchors } } : {}),
    });
    document = signed.toBytes();
  }
  if (inOneCall || level === 'B-B' || level === 'B-T') return document;
  const fields = Array.from({ length: one.signers }, (_, index) => `Signature-${String(index + 1)}`);
  const raised = await extendDocument(document, {
    ...password,
    level,
    timestamp,
    fields,
    validation: { trustAnchors },
  });
  return raised.toBytes();
}

/** Something done to a document that exists, and the level that EU DSS must then find for each of its fields. */
export interface Scenario {
  readonly name: string;
  readonly make: (workshop: Workshop, foreign: ForeignDocuments) => Promise<Uint8Array>;
  readonly levels: Readonly<Record<string, 'B' | 'T' | 'LT' | 'LTA'>>;
  /** Document time-stamps at the end. */
  readonly stamps: number;
}

/** Documents signed by pyHanko, by the level it gave them. */
export type ForeignDocuments = Readonly<Record<'B-B' | 'B-LTA', Uint8Array>>;

const raise = async (
  document: Uint8Array,
  level: 'B-T' | 'B-LT' | 'B-LTA',
  workshop: Workshop,
): Promise<Uint8Array> => {
  const raised = await extendDocument(document, {
    level,
    timestamp: stampsOf(workshop),
    validation: { trustAnchors: [workshop.authority.root] },
  });
  return raised.toBytes();
};

const own = async (input: Uint8Array, level: 'B-B' | 'B-LTA', workshop: Workshop): Promise<Uint8Array> => {
  const signed = await signDocument(input, {
    signer: signerFor({ algorithm: 'p-256 sha-256' }, workshop),
    signerName: 'Signer 1',
    field: { new: { name: 'Signature-1' } },
    ...(level === 'B-B'
      ? {}
      : {
          level,
          timestamp: stampsOf(workshop),
          validation: { trustAnchors: [workshop.authority.root] },
        }),
  });
  return signed.toBytes();
};

/** What extending and renewing must come to, ours and foreign. */
export const scenarios = (unsigned: Uint8Array): readonly Scenario[] => [
  {
    name: 'ours, B-B raised to B-T by a document time-stamp',
    make: async (workshop) => raise(await own(unsigned, 'B-B', workshop), 'B-T', workshop),
    levels: { 'Signature-1': 'T' },
    stamps: 1,
  },
  {
    name: 'ours, B-B raised to B-LTA',
    make: async (workshop) => raise(await own(unsigned, 'B-B', workshop), 'B-LTA', workshop),
    levels: { 'Signature-1': 'LTA' },
    stamps: 2,
  },
  {
    name: 'ours, B-LTA renewed twice',
    make: async (workshop) =>
      raise(await raise(await own(unsigned, 'B-LTA', workshop), 'B-LTA', workshop), 'B-LTA', workshop),
    levels: { 'Signature-1': 'LTA' },
    stamps: 3,
  },
  {
    name: "pyHanko's B-B raised to B-LTA",
    make: (workshop, foreign) => raise(foreign['B-B'], 'B-LTA', workshop),
    levels: { Foreign: 'LTA' },
    stamps: 2,
  },
  {
    name: "pyHanko's B-LTA renewed",
    make: (workshop, foreign) => raise(foreign['B-LTA'], 'B-LTA', workshop),
    levels: { Foreign: 'LTA' },
    stamps: 2,
  },
  {
    name: "a document time-stamp upon pyHanko's B-B",
    make: async (workshop, foreign) =>
      (await timestampDocument(foreign['B-B'], { timestamp: stampsOf(workshop) })).toBytes(),
    levels: { Foreign: 'T' },
    stamps: 1,
  },
];
