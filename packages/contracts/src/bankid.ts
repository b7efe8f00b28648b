import { z } from 'zod';
import { isoDate, isoDateTime, sha256Hex } from './common.js';

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

/** What the caller may put into `login_hint`, by pushed request only: who is to prove themselves. */
export const loginHint = z.union([
  z.templateLiteral(['BID:', z.string().regex(/^\d{11}$/)]),
  z.templateLiteral(['birthdate:', z.iso.date()]),
]);

/**
 * Request parameter by which a caller sends a holder to something of their own BankID, as an online bank does to "change password".
 * The dialog asks for the usual proof first, then leads there: what is typed never passes the caller. A code comes back once
 * it is done; a holder who puts it off has cancelled (9001).
 */
export const taskParameter = 'segl_task';
export const requestedTask = z.enum(['change-password']);
export type RequestedTask = z.infer<typeof requestedTask>;

/** Scopes of the provider. `nnin_altsub` gives the national identity number, to eligible clients only. */
export const scopes = { openId: 'openid', profile: 'profile', nationalId: 'nnin_altsub' } as const;

/** `acr` of every log-in: two factors, level 4. */
export const acr = 'urn:bankid:bid;LOA=4';

/** Facts about the holder's certificate, beside the id token's own claims. */
export const additionalCertInfo = z.object({
  serialNumber: z.string(),
  certValidFrom: isoDateTime,
  certValidTo: isoDateTime,
  /** Never true here: Segl's certificates are a test policy's. */
  certQualified: z.literal(false),
});

/** Claims of an id token (BankID OIDC). */
export const bankIdClaims = z.object({
  sub: z.string(),
  /** The person's stable identifier in BankID; the same as `sub`. */
  bankid_altsub: z.string(),
  name: z.string(),
  given_name: z.string(),
  family_name: z.string(),
  birthdate: isoDate,
  acr: z.string(),
  amr: z.array(z.string()),
  auth_time: z.number().int(),
  /** Issuer code of the bank. */
  originator: z.string(),
  /** The bank's name, to be shown with the shield. */
  originator_name: z.string(),
  additionalCertInfo,
  /** Transaction identifier of this very proof. */
  tid: z.string(),
  /** Only by the scope `nnin_altsub`. */
  nnin_altsub: z.string().optional(),
  nonce: z.string().optional(),
});
export type BankIdClaims = z.infer<typeof bankIdClaims>;

/**
 * Outcomes that reach the caller: `error_description` begins with the BankID code (`9001 …`).
 * `access_denied` for what the person or the bank decided, `login_required` for time-outs.
 */
export const dialogOutcome = {
  cancelled: { error: 'access_denied', bankIdCode: '9001', code: 'bankid.cancelled' },
  timedOut: { error: 'login_required', bankIdCode: '9409', code: 'bankid.timed-out' },
  suspended: { error: 'access_denied', bankIdCode: '9314', code: 'bankid.suspended' },
  codeSuspended: { error: 'access_denied', bankIdCode: '9403', code: 'bankid.code-suspended' },
  unknownDevice: { error: 'access_denied', bankIdCode: '9439', code: 'bankid.unknown-device' },
  expired: { error: 'access_denied', bankIdCode: '1313', code: 'bankid.expired' },
  noBankId: { error: 'access_denied', bankIdCode: '9458', code: 'bankid.none' },
} as const;
export type DialogOutcome = keyof typeof dialogOutcome;

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
  bankIdState: z.enum(['ordered', 'active', 'suspended', 'blocked', 'expired', 'none']),
  password: z.string().nullable(),
  codeUnit: z.object({
    serialNumber: z.string(),
    /** time: by its clock. event: by the press of a button. */
    kind: z.enum(['time', 'event']),
    code: z.string(),
    /** Codes of the next presses of a unit with a button; the first is `code`. Empty for one with a clock. */
    nextCodes: z.array(z.string()),
    /** True when this code has been used: wait for the next. */
    used: z.boolean(),
    secondsLeft: z.number(),
    periodSeconds: z.number(),
  }),
  /** The printed card, where the person has one. */
  codeCard: z
    .object({
      serialNumber: z.string(),
      codes: z.array(z.object({ number: z.number().int(), code: z.string(), used: z.boolean() })),
    })
    .nullable(),
  note: z.string().nullable(),
});
export const demoPeople = z.object({ people: z.array(demoPerson) });
export type DemoPeople = z.infer<typeof demoPeople>;
