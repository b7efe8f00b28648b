import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CertsError } from './errors.js';
import { attributeTypeOids, type AttributeType } from './oids.js';

const attributeType = z.enum(Object.keys(attributeTypeOids) as [AttributeType, ...AttributeType[]]);
const dottedOid = z.string().regex(/^[012](\.(0|[1-9]\d*))+$/);

/** Names of the profiles under `profiles/`. */
export const profileNames = [
  'root',
  'bank-intermediate',
  'organisation-intermediate',
  'holder',
  'organisation-seal',
  'timestamp-unit',
  'ocsp-responder',
] as const;
/** Name of a certificate profile. */
export type ProfileName = (typeof profileNames)[number];

const profileSchema = z.strictObject({
  name: z.enum(profileNames),
  description: z.string().min(1),
  key: z.enum(['EC-P256', 'EC-P384', 'EC-P256 or RSA']),
  validity: z.strictObject({ days: z.number().int().positive(), maxDays: z.number().int().positive() }),
  basicConstraints: z.strictObject({ ca: z.boolean(), pathLength: z.number().int().min(0).optional() }),
  keyUsage: z
    .array(z.enum(['digitalSignature', 'nonRepudiation', 'keyCertSign', 'cRLSign']))
    .min(1)
    .readonly(),
  extendedKeyUsage: z
    .strictObject({
      usages: z.array(z.enum(['timeStamping', 'ocspSigning'])).min(1),
      critical: z.boolean(),
    })
    .optional(),
  certificatePolicies: z.array(dottedOid),
  subject: z.strictObject({
    /** Written as they are. */
    fixed: z.array(z.strictObject({ type: attributeType, value: z.string().min(1) })),
    /** Copied from the issuer's subject. */
    inherited: z.array(attributeType).default([]),
    /** Taken from the request, in this order. */
    requested: z.array(
      z.strictObject({ type: attributeType, required: z.boolean(), pattern: z.string().optional() }),
    ),
  }),
  /** Which of the issuer's addresses are written into the certificate. */
  addresses: z.array(z.enum(['caIssuers', 'ocsp', 'crl'])),
  /** id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1). */
  ocspNoCheck: z.boolean().default(false),
});

/** What a kind of certificate holds; read from `profiles/<name>.json`. */
export type CertificateProfile = z.infer<typeof profileSchema>;

const demoBanksSchema = z.array(
  z.strictObject({
    id: z.string().regex(/^[a-z]+$/),
    name: z.string().min(1),
    originator: z.string().regex(/^\d{4}$/),
  }),
);
/** An invented bank that issues BankIDs in the demo. */
export type Bank = z.infer<typeof demoBanksSchema>[number];

const folder = new URL('../profiles/', import.meta.url);

/** All profiles, by name. */
export const profiles: Readonly<Record<ProfileName, CertificateProfile>> = {
  root: readProfile('root'),
  'bank-intermediate': readProfile('bank-intermediate'),
  'organisation-intermediate': readProfile('organisation-intermediate'),
  holder: readProfile('holder'),
  'organisation-seal': readProfile('organisation-seal'),
  'timestamp-unit': readProfile('timestamp-unit'),
  'ocsp-responder': readProfile('ocsp-responder'),
};

/** The invented banks; each gets a CA of its own whose issuer id is the bank's `id`. */
export const demoBanks: readonly Bank[] = demoBanksSchema.parse(readJson('demo-banks'));

/**
 * Checks that data describes a profile.
 * @throws CertsError `certs.profile-invalid`
 */
export function parseProfile(data: unknown): CertificateProfile {
  const parsed = profileSchema.safeParse(data);
  if (!parsed.success) {
    throw new CertsError('certs.profile-invalid', 'Not a certificate profile', { cause: parsed.error });
  }
  const profile = parsed.data;
  const signsCertificates = profile.keyUsage.includes('keyCertSign');
  if (profile.basicConstraints.ca !== signsCertificates) {
    throw new CertsError(
      'certs.profile-invalid',
      'keyCertSign and basicConstraints disagree (RFC 5280 §4.2.1.9)',
    );
  }
  if (profile.validity.days > profile.validity.maxDays) {
    throw new CertsError('certs.profile-invalid', 'The usual validity is longer than the longest');
  }
  return profile;
}

function readProfile(name: ProfileName): CertificateProfile {
  const profile = parseProfile(readJson(name));
  if (profile.name !== name)
    throw new CertsError('certs.profile-invalid', `${name}.json names another profile`);
  return profile;
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}
