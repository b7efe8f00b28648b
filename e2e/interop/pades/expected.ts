import type { BaselineLevel } from '@segl/pades';
import type { AlgorithmName } from './cases.js';

/** A signature or document time-stamp that an exhibit must show, in the order in which it was made. */
export interface ExpectedSignature {
  readonly field: string;
  readonly type: 'signature' | 'timestamp';
  readonly algorithm: AlgorithmName | 'foreign';
  /** As EU DSS writes it; null for time-stamps. */
  readonly level: 'B' | 'T' | 'LT' | 'LTA' | null;
  /** Something that this signature, or an earlier one, forbids was done to the document later. */
  readonly broken?: 'by its own lock' | 'by the lock of an earlier one';
  /** It locks every field that there is and will be. */
  readonly locks?: 'all';
}

/** What an exhibit must show. */
export interface ExpectedDocument {
  readonly signatures: readonly ExpectedSignature[];
  /** Whether anything follows the last signature: the validation data of B-LT, or what somebody filled in. */
  readonly tail: 'nothing' | 'validation-data' | 'form-filling';
  /** Signature fields that stand before the others and are empty. */
  readonly emptyFields?: number;
}

/** A signature of somebody's, or of ours whose algorithm has no habits. */
export const signature = (field: string, level: 'B' | 'T' | 'LT' | 'LTA'): ExpectedSignature => ({
  field,
  type: 'signature',
  algorithm: 'foreign',
  level,
});

/** A document time-stamp; `*` where its field may have any name. */
export const timestamp = (field: string): ExpectedSignature => ({
  field,
  type: 'timestamp',
  algorithm: 'foreign',
  level: null,
});

export const dssLevel = (level: BaselineLevel): 'B' | 'T' | 'LT' | 'LTA' =>
  ({ 'B-B': 'B', 'B-T': 'T', 'B-LT': 'LT', 'B-LTA': 'LTA' })[level] as 'B' | 'T' | 'LT' | 'LTA';

const isEd25519 = ({ algorithm }: ExpectedSignature): boolean => algorithm === 'ed25519 sha-512';
const isPss = ({ algorithm }: ExpectedSignature): boolean => algorithm.startsWith('rsa-pss');

/** What EU DSS warns of where a lock or certification forbids what came later. */
export const restrictedChanges = 'restricted changes';

/** The answer of each judge that says: all is as it should be. Why they differ: docs/divergences.md. */
export const expectedAnswers = {
  pdfsig: ({ signatures }: ExpectedDocument): string[] =>
    signatures.map((signature) =>
      signature.type === 'timestamp'
        ? 'Signature has not yet been verified.'
        : isEd25519(signature)
          ? "Document isn't signed or corrupted data."
          : 'Signature is Valid.',
    ),

  qpdf: (): string => 'sound',

  mutool: ({ signatures, tail, emptyFields = 0 }: ExpectedDocument): string[] => [
    ...Array.from({ length: emptyFields }, () => 'Signature is not signed.'),
    ...signatures.map((signature, index) => {
      if (signature.type === 'timestamp') return 'Signature is not signed.';
      if (isEd25519(signature) || isPss(signature)) return 'Digest error: Unknown error.';
      return index === signatures.length - 1 && tail === 'nothing'
        ? 'The document is unchanged since signing.'
        : 'The signature is valid but there have been edits since signing.';
    }),
  ],

  openssl: ({ signatures }: ExpectedDocument): string[] =>
    signatures.map((signature) =>
      isEd25519(signature) ? 'signature is not supported' : `${signature.type} verifies`,
    ),

  pyhanko: ({ signatures, tail }: ExpectedDocument): string[] =>
    signatures.map(({ field, broken }, index) => {
      const last = index === signatures.length - 1 && tail === 'nothing';
      return `${field}: intact valid trusted ${broken === 'by its own lock' ? '' : 'docmdp '}${last ? 'ENTIRE_FILE' : 'ENTIRE_REVISION'}`;
    }),

  adesverify: ({ signatures }: ExpectedDocument): string[] =>
    signatures.filter(({ type }) => type === 'signature').map(({ field }) => `${field}: PASSED`),

  dss: ({ signatures }: ExpectedDocument): string[] => [
    ...signatures
      .filter(({ type }) => type === 'signature')
      .map((signature) => {
        const verdict = isEd25519(signature)
          ? 'INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
          : 'TOTAL_PASSED';
        // Of what was filled in it does not learn the field's name, of a new field it does.
        const restricted = signature.locks === 'all' && signatures.length > 1 ? `, ${restrictedChanges}` : '';
        return `${signature.field}: PAdES-BASELINE-${signature.level ?? '?'} ${verdict}${restricted}`;
      }),
    ...signatures
      .filter(({ type }) => type === 'timestamp')
      .map(({ field }) => `${field}: document time-stamp PASSED`),
  ],

  segl: ({ signatures }: ExpectedDocument): string[] =>
    signatures.map(
      ({ field, level, broken }) =>
        `${field}: ${broken ? '' : 'intact '}trusted conforms${level === null ? '' : ` B-${level}`}`,
    ),
};

export type JudgeName = keyof typeof expectedAnswers;
