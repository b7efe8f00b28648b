import type { TimestampSource } from '../cms/create-signature.js';
import type { DigestAlgorithm } from '../cms/types.js';
import type { RevocationResolver } from '../revocation/client.js';
import type { ByteRange, Increment, PrefixHash } from '../sign/types.js';

/** Where validation data come from, and how far up they reach. */
export interface ValidationDataOptions {
  /** Answers about revocation, and issuers' certificates. Default: HTTP with limits, see `createHttpResolver`. */
  readonly resolver?: RevocationResolver;
  /**
   * Certificates (DER) at which chains end: every chain must lead to one of them, and nothing is collected about them.
   * Left out: chains end at whatever self-signed certificate they lead to, which then still is for the verifier to trust.
   */
  readonly trustAnchors?: readonly Uint8Array[];
  /** Further certificates (DER) that may stand between. What the signatures and the document carry is known anyway. */
  readonly certificates?: readonly Uint8Array[];
  /** OCSP responses (DER) at hand; used as long as they speak about the moment that matters, before anybody is asked. */
  readonly ocspResponses?: readonly Uint8Array[];
  /** CRLs (DER) at hand; used likewise. */
  readonly crls?: readonly Uint8Array[];
  /** The present moment. Default: now. */
  readonly at?: Date;
}

/** A level that an existing signature can be raised to. */
export type ExtensionLevel = 'B-T' | 'B-LT' | 'B-LTA';

/** How a document time-stamp is made. */
export interface TimestampDocumentOptions {
  readonly timestamp: TimestampSource;
  /** Name of the new field. Default: `Timestamp-1`, or the first number that is free. */
  readonly fieldName?: string;
  /** Of the imprint. Default: that of `prefixHash`, else SHA-256. */
  readonly digestAlgorithm?: DigestAlgorithm;
  /** Bytes reserved for the token. Default: 12 KiB, and more in a second attempt where a token does not fit. */
  readonly contentsBytes?: number;
  /** Hash state over the document, from a signature made in this process, so that it need not be hashed again. */
  readonly prefixHash?: PrefixHash;
  /** Owner or user password of an encrypted document. */
  readonly password?: string;
}

/** A document with a further document time-stamp. */
export interface TimestampedDocument extends Increment {
  readonly fieldName: string;
  readonly byteRange: ByteRange;
  /** The token, DER. */
  readonly token: Uint8Array;
  readonly genTime: Date;
  /** Hash state over the whole document with its increment. */
  readonly prefixHash?: PrefixHash;
}

/** How far a document's signatures are to be raised. */
export interface ExtendDocumentOptions extends Omit<TimestampDocumentOptions, 'timestamp' | 'fieldName'> {
  readonly level: ExtensionLevel;
  /** Needed for B-LTA, and for B-T and B-LT where a signature has no time-stamp yet. */
  readonly timestamp?: TimestampSource;
  /** For B-LT and B-LTA. */
  readonly validation?: ValidationDataOptions;
  /** Signatures to raise, by field name. Default: all. */
  readonly fields?: readonly string[];
}

/** One revision that was added. */
export type ExtensionStep =
  | {
      readonly kind: 'document-timestamp';
      readonly fieldName: string;
      readonly genTime: Date;
    }
  | {
      readonly kind: 'validation-data';
      /** How many of each were added to what the document security store held. */
      readonly certificates: number;
      readonly ocspResponses: number;
      readonly crls: number;
    };

/** A document with its signatures raised or renewed. The increment is empty where there was nothing to do. */
export interface ExtendedDocument extends Increment {
  /** The revisions added, in their order. */
  readonly steps: readonly ExtensionStep[];
  /** Hash state over the whole document with its increment. */
  readonly prefixHash?: PrefixHash;
}
