import { z } from 'zod';
import { base64 } from './common.js';

/** Purposes of service tokens that trust admits, by endpoint. */
export const trustPurposes = {
  /** POST /certificates (bankid for holders, signing for the organisation's seal). */
  certificates: 'trust.certificates',
  /** POST /certificates/:issuer/:serial/revocation (caller bankid). */
  revocation: 'trust.revocation',
} as const;

export const certificateRequest = z.object({
  profile: z.enum(['holder', 'organisation-seal']),
  /** Which intermediate issues: a bank's id, or `segl` for the organisation's seal. */
  issuer: z.string(),
  /**
   * holder: CN, GN, SN, serialNumber (stable identifier, `9578-5999-4-1765512`). organisation-seal: CN, and
   * organizationIdentifier, OU when wanted. C and O may be given; the certificate has the issuer's.
   */
  subject: z.array(z.object({ type: z.string(), value: z.string() })).min(1),
  /** PKCS#10, DER; its signature proves possession; names the same CN and serialNumber. */
  certificationRequest: base64,
  validFrom: z.iso.datetime().optional(),
  validDays: z.number().int().positive().max(3660).optional(),
});
export const certificateAnswer = z.object({
  /** Hexadecimal serial number. */
  serialNumber: z.string(),
  /** Leaf, then intermediates; DER, root left out. */
  certificates: z.array(base64),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
});
export const revocationRequest = z.object({
  reason: z.enum([
    'keyCompromise',
    'affiliationChanged',
    'superseded',
    'cessationOfOperation',
    'privilegeWithdrawn',
    'unspecified',
  ]),
});
export const trustAnchors = z.object({
  anchors: z.array(z.object({ name: z.string(), certificate: base64 })),
});
