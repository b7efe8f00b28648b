import {
  createHttpResolver,
  createTimestampClient,
  extendDocument,
  signDocument,
  signerFromPem,
  type CmsSigner,
  type TimestampSource,
  type ValidationDataOptions,
} from '@segl/pades';
import type { Party, TestAuthority } from '../../support/test-authority.js';
import {
  algorithmNames,
  algorithms,
  algorithmsOf,
  type AlgorithmName,
  type Case,
  type Input,
} from './cases.js';

/** What signing needs beside the case. */
export interface Workshop {
  readonly authority: TestAuthority;
  /** A signer with a key and certificate of their own for each algorithm. */
  readonly signers: ReadonlyMap<AlgorithmName, Party>;
}

/** Everybody who signs: as many people as there are algorithms. */
export async function issueSigners(authority: TestAuthority): Promise<ReadonlyMap<AlgorithmName, Party>> {
  const signers = new Map<AlgorithmName, Party>();
  for (const name of algorithmNames) {
    signers.set(name, await authority.issue(`Signer ${name}`, algorithms[name].key));
  }
  return signers;
}

export function partyFor(name: AlgorithmName, { signers }: Pick<Workshop, 'signers'>): Party {
  const party = signers.get(name);
  if (party === undefined) throw new Error(`no signer for ${name}`);
  return party;
}

export function signerFor(name: AlgorithmName, workshop: Pick<Workshop, 'signers'>): CmsSigner {
  const { keyPem, certificatesPem } = partyFor(name, workshop);
  const { key: _kind, ...choice } = algorithms[name];
  return signerFromPem(keyPem, certificatesPem, choice);
}

// The authority answers by a process for each request, for which a busy machine needs time.
const patience = { timeoutMs: 120_000 };

/** The time-stamp authority, by our own client. */
export const stampsOf = ({ authority }: Workshop): TimestampSource =>
  createTimestampClient({
    ...patience,
    servers: [{ url: authority.tsaUrl }],
    trustAnchors: [authority.root],
  });

/** What is needed for validation data. */
export const validationOf = ({ authority }: Workshop): ValidationDataOptions => ({
  trustAnchors: [authority.root],
  resolver: createHttpResolver(patience),
});

/**
 * Signs the input as the case has it: everybody with a key of their own, the first certifies, all have the level. A single signer reaches it in one
 * call; several are raised together behind the last one.
 */
export async function makeDocument(
  one: Case,
  input: Input,
  bytes: Uint8Array,
  workshop: Workshop,
): Promise<Uint8Array> {
  const { level } = one;
  const validation = validationOf(workshop);
  const timestamp = stampsOf(workshop);
  const inOneCall = one.signers === 1;
  const password = input.password === undefined ? {} : { password: input.password };
  let document = bytes;
  for (const [index, algorithm] of algorithmsOf(one).entries()) {
    // A certification allows no new field that is shown.
    const certified = input.certified !== undefined || (index > 0 && one.certification !== 'none');
    const drawn = index % 2 === 0 && !certified;
    const signed = await signDocument(document, {
      ...password,
      signer: signerFor(algorithm, workshop),
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
      ...(inOneCall ? { level, validation } : {}),
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
    validation,
  });
  return raised.toBytes();
}
