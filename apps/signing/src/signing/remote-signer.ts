import type { DigestAlgorithm, SignatureAlgorithm } from '@segl/pades';

/** The certificate that will stand behind a signature: needed before anything is signed (signing-certificate-v2). */
export interface SigningCredential {
  credentialId: string;
  /** DER. */
  certificate: Uint8Array;
  /** DER, issuer upwards, root left out. */
  chain: readonly Uint8Array[];
  digestAlgorithm: DigestAlgorithm;
}

/** One use of a holder's key. */
export interface RemoteSignatureRequest {
  /** Single-use proof that the holder agreed to sign these documents with this consent. */
  activation: string;
  /** The prepared revision that the activation names. */
  documentSha256: string;
  /** DER SET OF Attribute (RFC 5652 §5.4). */
  signedAttributes: Uint8Array;
  purpose: 'first' | 'resign-after-lost-race';
}

export interface RemoteSignature {
  /** Raw signature value; for ECDSA the DER `ECDSA-Sig-Value`. */
  signature: Uint8Array;
  signatureAlgorithm: SignatureAlgorithm;
  digestAlgorithm: DigestAlgorithm;
  certificate: Uint8Array;
  chain: readonly Uint8Array[];
}

/** Why a remote signer did not sign. */
export class RemoteSignerError extends Error {
  override readonly name = 'RemoteSignerError';
  constructor(
    /**
     * `proof-too-old`: a new proof is needed · `revoked`: the BankID was blocked, another one is needed · `refused`: this
     * proof will never do · `unavailable`: try again.
     */
    readonly code: 'proof-too-old' | 'revoked' | 'refused' | 'unavailable',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Signs with the holder's key, wherever it lives (step 7). Asked twice with the same activation and attributes it gives
 * the same signature, so that a crash between answer and storage strands nobody.
 */
export interface RemoteSigner {
  /** @throws RemoteSignerError */
  credentialFor(activation: string): Promise<SigningCredential>;
  /** @throws RemoteSignerError */
  sign(request: RemoteSignatureRequest): Promise<RemoteSignature>;
}
