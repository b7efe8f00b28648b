import { z } from 'zod';
import { base64, sha256Hex } from './common.js';

/** Purposes of service tokens that vault admits, by endpoint. */
export const vaultPurposes = {
  /** POST /keys, PUT /keys/:id/certificate, GET /keys/:id, POST /keys/:id/disable, POST /keys/:id/destroy (callers bankid, signing). */
  keys: 'vault.keys',
  /** POST /signatures (caller signing). */
  signatures: 'vault.signatures',
  /** POST /seals (caller signing). */
  seals: 'vault.seals',
} as const;

export const keyAlgorithm = z.enum(['EC-P256', 'RSA-2048', 'RSA-3072']);
export type KeyAlgorithm = z.infer<typeof keyAlgorithm>;
export const createKeyRequest = z.object({
  owner: z.string(),
  algorithm: keyAlgorithm.default('EC-P256'),
  /** Subject for the PKCS#10 request that proves possession; RDNs in order. */
  subject: z.array(z.object({ type: z.string(), value: z.string() })).min(1),
});
export const createKeyAnswer = z.object({
  credentialId: z.string(),
  /** SubjectPublicKeyInfo, DER. */
  publicKey: base64,
  /** PKCS#10 CertificationRequest, DER. */
  certificationRequest: base64,
});
/** Certificate first, then its chain without the root; DER. */
export const putCertificateRequest = z.object({ certificates: z.array(base64).min(1) });

/**
 * Signed attribute (CMS) that binds a signature to the consent record: OCTET STRING with the 32 bytes of
 * `consentSha256`. From a random UUID (ITU-T X.667), so that nobody else's attribute is meant.
 */
export const consentAttributeOid = '2.25.146793344703418284015794549707720807971';

/** Step 7: sign DER signed attributes against a single-use activation. */
export const signatureRequest = z.object({
  activation: z.string(),
  /** Which document of the activation the attributes belong to. */
  documentSha256: sha256Hex,
  /** DER SET OF Attribute (RFC 5652 §5.4). */
  signedAttributes: base64,
  /** Told after a lost race: the earlier signature was never used. */
  purpose: z.enum(['first', 'resign-after-lost-race']).default('first'),
});
/** The organisation's own seal (receipts, reports): no activation, caller `signing` only. */
export const sealRequest = z.object({ signedAttributes: base64 });
export const signatureAnswer = z.object({
  signature: base64,
  signatureAlgorithm: z.enum(['ECDSA', 'RSASSA-PKCS1-v1_5']),
  digestAlgorithm: z.enum(['SHA-256', 'SHA-384', 'SHA-512']),
  certificates: z.array(base64),
  /** True when a stored signature was repeated. */
  repeated: z.boolean(),
});
export type SignatureAnswer = z.infer<typeof signatureAnswer>;
export const credentialAnswer = z.object({
  credentialId: z.string(),
  owner: z.string(),
  algorithm: keyAlgorithm,
  /** disabled: may not sign. destroyed: the private key is erased, for good; what was signed and when is kept. */
  state: z.enum(['enabled', 'disabled', 'destroyed']),
  certificates: z.array(base64),
});
