import { z } from 'zod';
import { isoDate, sha256Hex } from './common.js';

/** RFC 9396 authorization detail that binds one proof to what is signed. */
export const seglSignatureDetail = z.object({
  type: z.literal('segl_signature'),
  documents: z
    .array(z.object({ label: z.string().max(80), sha256: sha256Hex }))
    .min(1)
    .max(20),
  consentSha256: sha256Hex,
  /** Words shown both by caller and dialog, so that people see they belong together. */
  reference: z.string().max(40),
  /** Who asks, as shown in the dialog. */
  caller: z.string().max(120),
});
export type SeglSignatureDetail = z.infer<typeof seglSignatureDetail>;

/** Claims of an id token (BankID OIDC). */
export const bankIdClaims = z.object({
  sub: z.string(),
  bankid_altsub: z.string(),
  name: z.string(),
  given_name: z.string(),
  family_name: z.string(),
  birthdate: isoDate,
  acr: z.string(),
  amr: z.array(z.string()),
  auth_time: z.number().int(),
  originator: z.string(),
  nonce: z.string().optional(),
});
export type BankIdClaims = z.infer<typeof bankIdClaims>;
/** Authentication methods (`amr`): one-time code of a code unit, and password. */
export const amr = {
  bankId: 'bid',
  code: 'bid-otp',
  app: 'bid-app',
  password: 'bid-pwd',
  multiFactor: 'bid-mfa',
} as const;

/** Claims of the activation: an access token (RFC 9068) for the vault, used once. */
export const activationClaims = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number().int(),
  iat: z.number().int(),
  jti: z.string(),
  client_id: z.string(),
  credential_id: z.string(),
  authorization_details: z.array(seglSignatureDetail).min(1),
});
export type ActivationClaims = z.infer<typeof activationClaims>;

/** Demo only: an invented person with the simulated code unit's display. */
export const demoPerson = z.object({
  sub: z.string(),
  name: z.string(),
  birthDate: isoDate,
  /** Synthetic number (month + 80). */
  nationalId: z.string(),
  email: z.string(),
  bank: z.object({ name: z.string(), phone: z.string() }),
  bankIdState: z.enum(['active', 'suspended', 'blocked', 'expired', 'none']),
  password: z.string().nullable(),
  codeUnit: z.object({
    serialNumber: z.string(),
    code: z.string(),
    /** True when this code has been used: wait for the next. */
    used: z.boolean(),
    secondsLeft: z.number(),
    periodSeconds: z.number(),
  }),
  note: z.string().nullable(),
});
export const demoPeople = z.object({ people: z.array(demoPerson) });
export type DemoPeople = z.infer<typeof demoPeople>;
