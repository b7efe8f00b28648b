import { z } from 'zod';
import { integerSetting, readEnv, type Environment } from '@segl/platform';

const number = (fallback: number, limits: { min: number; max: number }) =>
  integerSetting(limits).default(fallback);

const settings = z.object({
  BANKID_ARGON2_MEMORY_KIB: number(65_536, { min: 8, max: 4_194_304 }),
  BANKID_ARGON2_TIME_COST: number(3, { min: 1, max: 100 }),
  BANKID_ARGON2_PARALLELISM: number(1, { min: 1, max: 64 }),
  BANKID_WRONG_CODES_PER_ADDRESS: number(20, { min: 1, max: 1_000_000 }),
  BANKID_TRIES_PER_HOLDER: number(100, { min: 5, max: 1_000_000 }),
  BANKID_REQUESTS_PER_ADDRESS: number(600, { min: 10, max: 1_000_000 }),
  BANKID_MASTER_KEY: z.string().optional(),
  BANKID_SIGNING_JWKS: z.string().optional(),
});

/** Settings of the room. */
export interface BankidConfig {
  /** Parameters of argon2id. */
  passwords: { memoryKib: number; timeCost: number; parallelism: number };
  limits: {
    /** Wrong codes from one address in 15 minutes, whatever the device says it is. */
    wrongCodesPerAddress: number;
    /** Tries against one birth date or named person in 15 minutes, from anywhere. */
    triesPerHolder: number;
    /** Steps of dialogs from one address in 10 minutes. */
    requestsPerAddress: number;
  };
  /** Apart from what may be shown. */
  secrets: {
    /** 32 bytes in base64; a file of the data folder when not given. */
    masterKey: string | undefined;
    /** Private JWK set of ES256 keys; a file of the data folder when not given. */
    signingJwks: string | undefined;
  };
}

/** Reads the settings, once. @throws PlatformError `platform.invalid-settings` */
export function readBankidConfig(env: Environment): BankidConfig {
  const values = readEnv(settings, env);
  return {
    passwords: {
      memoryKib: values.BANKID_ARGON2_MEMORY_KIB,
      timeCost: values.BANKID_ARGON2_TIME_COST,
      parallelism: values.BANKID_ARGON2_PARALLELISM,
    },
    limits: {
      wrongCodesPerAddress: values.BANKID_WRONG_CODES_PER_ADDRESS,
      triesPerHolder: values.BANKID_TRIES_PER_HOLDER,
      requestsPerAddress: values.BANKID_REQUESTS_PER_ADDRESS,
    },
    secrets: { masterKey: values.BANKID_MASTER_KEY, signingJwks: values.BANKID_SIGNING_JWKS },
  };
}
