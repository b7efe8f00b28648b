/** Digest algorithms for documents, attributes and time-stamp imprints (ETSI TS 119 312 §5.2). */
export type DigestAlgorithm = 'SHA-256' | 'SHA-384' | 'SHA-512';

/** Signature schemes. RSASSA-PSS always uses MGF1 with the same digest and a salt of the digest's length. */
export type SignatureAlgorithm = 'RSASSA-PKCS1-v1_5' | 'RSASSA-PSS' | 'ECDSA' | 'Ed25519';

/**
 * Somebody who can sign: a certificate and a way to use its private key, wherever that key lives (a file, a token,
 * a remote service).
 */
export interface CmsSigner {
  /** The signing certificate, DER exactly as its issuer made it. */
  readonly certificate: Uint8Array;
  /** Certificates from the issuer upwards (DER), without the signing certificate; the root may be left out. */
  readonly chain: readonly Uint8Array[];
  readonly signatureAlgorithm: SignatureAlgorithm;
  /** Digest of document and attributes. Ed25519 demands SHA-512 (RFC 8419 §3). */
  readonly digestAlgorithm: DigestAlgorithm;
  /**
   * Signs DER signed attributes (the SET OF, RFC 5652 §5.4) and returns the raw signature value: for ECDSA the DER
   * `ECDSA-Sig-Value`, else the plain octets.
   */
  sign(signedAttributes: Uint8Array): Promise<Uint8Array>;
}

/** An attribute of one's own: an OID in dotted form, and each value as complete DER. */
export interface CustomAttribute {
  readonly oid: string;
  readonly valuesDer: readonly Uint8Array[];
}

/** Where the signer claims to be (signer-location, RFC 5126 §5.11.2). At least one member is needed. */
export interface SignerLocation {
  readonly countryName?: string;
  readonly localityName?: string;
  readonly postalAddress?: readonly string[];
}

/** What the signature is a commitment to (commitment-type-indication, RFC 5126 §5.11.1). */
export type CommitmentType =
  | 'proofOfOrigin'
  | 'proofOfReceipt'
  | 'proofOfDelivery'
  | 'proofOfSender'
  | 'proofOfApproval'
  | 'proofOfCreation';

/**
 * The policy that a signature is made under (signature-policy-identifier, EN 319 122-1 §5.2.9; with it PAdES is of the EPES
 * kind, EN 319 142-2 §5.4). The digest is of the policy document as its publisher says. An implied policy is not offered:
 * EN 319 122-1 has it as "not used".
 */
export interface SignaturePolicy {
  /** OID of the policy, dotted. */
  readonly oid: string;
  readonly digestAlgorithm: DigestAlgorithm;
  readonly digest: Uint8Array;
  /** Where the policy document can be had (SPuri); ASCII. */
  readonly uri?: string;
  /** What is to be shown to whoever relies on the signature (SPUserNotice). At least one member is needed. */
  readonly userNotice?: SignaturePolicyNotice;
}

/** SPUserNotice (EN 319 122-1 §5.2.9.2). */
export interface SignaturePolicyNotice {
  /** Notices that the organisation keeps by number. */
  readonly reference?: { readonly organization: string; readonly noticeNumbers: readonly number[] };
  /** At most 200 characters. */
  readonly explicitText?: string;
}

/** What {@link encodeSignedAttributes} puts under the signature. */
export interface SignedAttributesInput {
  readonly digestAlgorithm: DigestAlgorithm;
  /** Digest of what is signed: for PAdES, of the bytes that the ByteRange covers. */
  readonly messageDigest: Uint8Array;
  /** DER of the signing certificate; its hash goes into signing-certificate-v2. */
  readonly signingCertificate: Uint8Array;
  readonly commitmentType?: CommitmentType;
  /** Roles the signer claims, in words (signer-attributes-v2). */
  readonly claimedRoles?: readonly string[];
  readonly signerLocation?: SignerLocation;
  readonly signaturePolicy?: SignaturePolicy;
  /**
   * RFC 3161 token (DER) over the message digest: proves that the content was there before it was signed
   * (content-time-stamp, EN 319 122-1 §5.2.8).
   */
  readonly contentTimestamp?: Uint8Array;
  readonly custom?: readonly CustomAttribute[];
}

/** What {@link assembleSignedData} puts together. */
export interface SignedDataInput {
  /** DER SET OF, as it was signed. */
  readonly signedAttributes: Uint8Array;
  /** The raw signature value, as {@link CmsSigner.sign} returns it. */
  readonly signature: Uint8Array;
  /** DER of the signing certificate; embedded as it is. */
  readonly certificate: Uint8Array;
  /** Further certificates (DER) to embed as they are. */
  readonly chain: readonly Uint8Array[];
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly digestAlgorithm: DigestAlgorithm;
  /** RFC 3161 token over the signature value, DER. */
  readonly signatureTimestamp?: Uint8Array;
}
