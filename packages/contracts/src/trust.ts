import { z } from 'zod';
import { base64 } from './common.js';

export const certificateRequest = z.object({
  profile: z.enum(['holder', 'organisation-seal']),
  /** Which intermediate issues: a bank's id, or `segl` for the organisation's seal. */
  issuer: z.string(),
  subject: z.array(z.object({ type: z.string(), value: z.string() })).min(1),
  /** PKCS#10, DER; its signature proves possession. */
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
