import { argon2id, hash, needsRehash, verify } from 'argon2';
import { assertOutsideTransaction } from '@segl/platform';
import type { BankidConfig } from '../config.js';
import { isCommonPassword } from './common-passwords.js';

/**
 * Hashing of personal passwords: slow by design, so that it is refused inside a database transaction (PlatformError
 * `platform.io-in-transaction`).
 */
export interface Passwords {
  /** argon2id (RFC 9106), in PHC string format. */
  hash(password: string): Promise<string>;
  /** Whether the password is right. Without a hash, the same work is done against a dummy and the answer is false. */
  verify(passwordHash: string | undefined, password: string): Promise<boolean>;
  /** True when the hash was made with other parameters than those of the settings now. */
  isOutdated(passwordHash: string): boolean;
}

/** Makes {@link Passwords} with the parameters of the settings. */
export function createPasswords(parameters: BankidConfig['passwords']): Passwords {
  const options = {
    type: argon2id,
    memoryCost: parameters.memoryKib,
    timeCost: parameters.timeCost,
    parallelism: parameters.parallelism,
  };
  const dummy = hash(crypto.randomUUID(), options);
  dummy.catch(() => undefined); // whoever needs it is told
  return {
    async hash(password) {
      assertOutsideTransaction('hashing a password');
      return hash(password.normalize('NFC'), options);
    },
    async verify(passwordHash, password) {
      assertOutsideTransaction('hashing a password');
      const isRight = await verify(passwordHash ?? (await dummy), password.normalize('NFC'));
      return isRight && passwordHash !== undefined;
    },
    isOutdated: (passwordHash) => needsRehash(passwordHash, options),
  };
}

/** Why a password is not taken; the bank's own rules may be stricter. */
export const passwordFaults = [
  'too-short',
  'too-long',
  'too-simple',
  'too-common',
  'holds-birth-date',
] as const;
export type PasswordFault = (typeof passwordFaults)[number];

/**
 * The least that a personal password must be: 8 to 64 characters, letters and digits or mixed case, none that everybody
 * tries first, not the birth date in any usual form. Undefined when it will do.
 */
export function passwordFault(password: string, birthDate: string): PasswordFault | undefined {
  const length = [...password].length;
  if (length < 8) return 'too-short';
  if (length > 64) return 'too-long';
  const hasLower = /\p{Ll}/u.test(password);
  const hasUpper = /\p{Lu}/u.test(password);
  const hasDigit = /\d/.test(password);
  if (!((hasLower || hasUpper) && hasDigit) && !(hasLower && hasUpper)) return 'too-simple';
  if (isCommonPassword(password)) return 'too-common';
  const [year = '', month = '', day = ''] = birthDate.split('-');
  const digits = password.replace(/\D/g, '');
  const forms = [day + month + year, day + month + year.slice(2), year + month + day];
  return forms.some((form) => digits.includes(form)) ? 'holds-birth-date' : undefined;
}
