import { integerSetting, readEnv, type Environment } from '@segl/platform';
import { z } from 'zod';

const settings = z.object({
  TRUST_MASTER_KEY: z.string().optional(),
  TRUST_REQUESTS_PER_MINUTE: integerSetting({ min: 1, max: 1_000_000 }).default(6000),
});

/** Settings of trust. */
export interface TrustConfig {
  /** Of OCSP, CRL and time-stamp requests, each, from one address. */
  requestsPerMinute: number;
  secrets: {
    /** 32 bytes in base64, TRUST_MASTER_KEY; otherwise the file `keys/trust-master.key` of the data folder. */
    masterKeyBase64: string | undefined;
  };
}

/** Reads the environment. @throws PlatformError `platform.invalid-settings` */
export function readTrustConfig(env: Environment): TrustConfig {
  const { TRUST_MASTER_KEY, TRUST_REQUESTS_PER_MINUTE } = readEnv(settings, env);
  return { requestsPerMinute: TRUST_REQUESTS_PER_MINUTE, secrets: { masterKeyBase64: TRUST_MASTER_KEY } };
}
