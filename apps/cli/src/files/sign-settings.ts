/** Where the private key is. Secrets are read before, once, by the process that was called. */
export type KeyPlace = KeyChoices &
  (
    | { readonly kind: 'p12'; readonly file: string; readonly passphrase: string }
    | {
        readonly kind: 'pem';
        readonly keyFile: string;
        readonly certificateFiles: readonly string[];
        readonly passphrase?: string;
      }
    | {
        readonly kind: 'pkcs11';
        /** The token's library. */
        readonly library: string;
        readonly token?: { readonly label: string } | { readonly slot: number };
        readonly key: { readonly label?: string; readonly id?: string };
        readonly pin?: string;
        /** Default: the certificate in the token. */
        readonly certificateFiles: readonly string[];
      }
    | {
        readonly kind: 'csc';
        readonly url: string;
        readonly apiVersion: '2' | '1.0.4';
        readonly credentialId: string;
        readonly accessToken: string;
        readonly pin?: string;
        readonly otp?: string;
      }
  );

export interface KeyChoices {
  readonly digestAlgorithm?: 'SHA-256' | 'SHA-384' | 'SHA-512';
  readonly signatureAlgorithm?: 'RSASSA-PSS';
}

/** A field to make. */
export interface NewField {
  /** Default: `Signature1`, or the next number that is free. */
  readonly name?: string;
  /** From 1; counted from the end where it is negative. */
  readonly page: number;
  /** Left, bottom, right, top, in points; left out: an invisible field. */
  readonly rect?: readonly [number, number, number, number];
}

export interface Appearance {
  readonly language: 'nb' | 'nn' | 'en';
  readonly capacity?: string;
  readonly imageFile?: string;
  /** Tried in this order for letters that Noto Sans lacks. */
  readonly fontFiles?: readonly string[];
}

export interface SignaturePolicyText {
  readonly oid: string;
  readonly digestAlgorithm: 'SHA-256' | 'SHA-384' | 'SHA-512';
  /** Hexadecimal. */
  readonly digest: string;
  readonly uri?: string;
}
