/** Where the two versions of the CSC API that are in the field differ, as data; everything else is the same code. */
export interface CscVersion {
  /** Below the vault's address. */
  path: '/csc/v1' | '/csc/v2';
  /** `info.specs`. */
  specs: '1.0.4.0' | '2.0.0.2';
  /** Name of the hashes in requests. */
  hashes: 'hash' | 'hashes';
  /** Name of the hash algorithm's OID in `signatures/signHash` and `credentials/authorize`. */
  hashAlgorithm: 'hashAlgo' | 'hashAlgorithmOID';
  /** How `credentials/info` says that authorization goes through `oauth2/authorize`. */
  authMode: { authMode: 'oauth2code' } | { auth: { mode: 'oauth2code' } };
  /** Whether `credentials/list` may tell what `credentials/info` does (`credentialInfo: true`). */
  list: 'identifiers' | 'identifiers-and-infos';
  /** Members of `info` beside those that both have. */
  info: Readonly<Record<string, unknown>>;
}

/** The most signatures of one authorization, and of one request. */
export const mostSignatures = 50;

/** CSC API v1.0.4.0. */
export const cscVersion1: CscVersion = {
  path: '/csc/v1',
  specs: '1.0.4.0',
  hashes: 'hash',
  hashAlgorithm: 'hashAlgo',
  authMode: { authMode: 'oauth2code' },
  list: 'identifiers',
  info: {},
};

/** CSC API v2.0.0.2. */
export const cscVersion2: CscVersion = {
  path: '/csc/v2',
  specs: '2.0.0.2',
  hashes: 'hashes',
  hashAlgorithm: 'hashAlgorithmOID',
  authMode: { auth: { mode: 'oauth2code' } },
  list: 'identifiers-and-infos',
  info: {
    asynchronousOperationMode: false,
    signAlgorithms: {
      algos: [
        '1.2.840.10045.4.3.2',
        '1.2.840.10045.4.3.3',
        '1.2.840.10045.4.3.4',
        '1.2.840.113549.1.1.11',
        '1.2.840.113549.1.1.12',
        '1.2.840.113549.1.1.13',
      ],
      algoParams: [],
    },
    signature_formats: { formats: [], envelope_properties: [] },
    conformance_levels: [],
  },
};
