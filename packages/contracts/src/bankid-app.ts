import { z } from 'zod';
import { isoDate, isoDateTime, sha256Hex } from './common.js';

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
/** One coordinate of a point on P-256. */
const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** Public key on P-256 (RFC 7517); nothing else of a JWK is taken. */
export const publicJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
});
export type PublicJwk = z.infer<typeof publicJwk>;

/** The server's time: codes and signed requests go by it, as clocks of phones may be wrong. */
export const appClock = z.object({ now: isoDateTime });

/** Activates the app: what the dialog asks for too, and the public keys that this device has made. */
export const activationRequest = z.object({
  birthDate: isoDate,
  /** Of the code unit; the app's own codes and those of a printed card do not activate. */
  code: z.string().regex(/^\d{6}$/),
  password: z.string().min(1).max(128),
  /** As the holder knows the device. */
  deviceName: z.string().trim().min(1).max(40),
  /** ECDSA: signs requests and approvals. */
  signingKey: publicJwk,
  /** ECDH: the secret of the codes is agreed on, and never sent. */
  agreementKey: publicJwk,
});
export type ActivationRequest = z.infer<typeof activationRequest>;

/** Why the app ended: activated elsewhere, by the holder, by the bank, or with the BankID itself. */
export const appEndReason = z.enum(['replaced', 'holder', 'bank', 'bankid-blocked']);

/** What the app shows of itself. */
export const appDevice = z.object({
  id: z.uuid(),
  state: z.enum(['active', 'ended']),
  endReason: appEndReason.nullable(),
  endedAt: isoDateTime.nullable(),
  /** `BankID-appen`, or what the bank calls its own. */
  appName: z.string(),
  holder: z.string(),
  bank: z.object({ name: z.string(), phone: z.string() }),
  bankIdState: z.enum(['ordered', 'active', 'suspended', 'blocked', 'expired']),
  deviceName: z.string(),
  activatedAt: isoDateTime,
  /** Approving asks for fingerprint, face or the lock of the screen. */
  hasAuthenticator: z.boolean(),
  /** The old kind in the SIM, where the holder has had one. */
  mobile: z
    .object({ phoneMasked: z.string(), phasedOutOn: isoDate, movedAt: isoDateTime.nullable() })
    .nullable(),
});
export type AppDevice = z.infer<typeof appDevice>;

/** The device's place, and the server's half of the agreement that gives the secret of its codes. */
export const activationAnswer = z.object({ device: appDevice, agreementKey: publicJwk });

/** What is approved, as both sides show it. */
export const approvalText = z.object({
  kind: z.enum(['login', 'signing']),
  caller: z.string(),
  documents: z.array(z.object({ label: z.string(), sha256: sha256Hex })),
});
export type ApprovalText = z.infer<typeof approvalText>;

/** A log-in or signing that waits for the app. */
export const approvalQuestion = z.object({
  id: z.uuid(),
  text: approvalText,
  referenceWords: z.string(),
  challenge: base64url,
  askedAt: isoDateTime,
  expiresAt: isoDateTime,
});
export type ApprovalQuestion = z.infer<typeof approvalQuestion>;

/** Data of a server-sent event (`app`): everything the app shows, each time. */
export const appEvent = z.object({
  now: isoDateTime,
  device: appDevice,
  questions: z.array(approvalQuestion),
});
export type AppEvent = z.infer<typeof appEvent>;

/** An assertion of the device's platform authenticator (WebAuthn Level 2 §7.2), in base64url. */
export const assertion = z.object({
  credentialId: base64url,
  clientDataJson: base64url,
  authenticatorData: base64url,
  signature: base64url,
});
export type Assertion = z.infer<typeof assertion>;

/** Approves: the device's signature over {@link approvalStatement}, and the unlocking where an authenticator is set up. */
export const approveRequest = z.object({ signature: base64url, assertion: assertion.optional() });
export type ApproveRequest = z.infer<typeof approveRequest>;

/** A platform authenticator that is to unlock approvals (WebAuthn Level 2 §7.1, attestation "none"). */
export const authenticatorRequest = z.object({
  credentialId: base64url,
  clientDataJson: base64url,
  authenticatorData: base64url,
  /** SubjectPublicKeyInfo (DER), as the browser gives it. */
  publicKey: base64url,
});
export type AuthenticatorRequest = z.infer<typeof authenticatorRequest>;

/**
 * What the device signs to approve: every word that it has shown. Both sides make it, so another caller, text or question
 * does not fit the signature.
 */
export function approvalStatement(deviceId: string, question: ApprovalQuestion): string {
  const { id, text, referenceWords, challenge } = question;
  return JSON.stringify([
    'segl-bankid-app approval 1',
    deviceId,
    id,
    challenge,
    text.kind,
    text.caller,
    text.documents.map(({ label, sha256 }) => [label, sha256]),
    referenceWords,
  ]);
}

/** Seconds that a code of the app is shown (RFC 6238 time step). */
export const codePeriodSeconds = 30;

/** The label that both sides derive the secret of a device's codes under (HKDF `info`, RFC 5869). */
export const codeSecretInfo = (deviceId: string): string => `segl bankid app codes ${deviceId}`;

/** What the challenge of an authenticator's registration is the SHA-256 of. */
export function authenticatorStatement(deviceId: string): string {
  return JSON.stringify(['segl-bankid-app authenticator 1', deviceId]);
}

/** Names the scheme of {@link requestStatement} in `Authorization`: `SeglDevice <device id>;<time>;<signature>`. */
export const deviceScheme = 'SeglDevice';
/** Stands for the device's id while it has none. */
export const newDevice = 'new';
/** Seconds that a signed request may be old, or ahead. */
export const requestSeconds = 60;

/** What the device signs of each request. */
export interface SignedRequest {
  method: 'GET' | 'POST';
  /** Below `/bankid/app`. */
  path: string;
  deviceId: string;
  /** ISO 8601, by the server's clock. */
  at: string;
  /** Lower-case hexadecimal SHA-256 of the body; of nothing, where there is none. */
  bodySha256: string;
}

/** The text that a request's signature is over. */
export function requestStatement({ method, path, deviceId, at, bodySha256 }: SignedRequest): string {
  return JSON.stringify(['segl-bankid-app request 1', method, path, deviceId, at, bodySha256]);
}
