import { z } from 'zod';
import { httpUrlSetting, integerSetting, readEnv, type Environment } from '@segl/platform';

const settings = z.object({
  TSA_URL: httpUrlSetting.optional(),
  SIGNING_SESSION_HOURS: integerSetting({ min: 1, max: 24 }).default(8),
  UPLOAD_MAX_BYTES: integerSetting({ min: 1000, max: 500_000_000 }).default(35_000_000),
  SIGNING_CMS_BYTES: integerSetting({ min: 8192, max: 262_144 }).default(24_576),
  SIGNING_ROOM_KEY: z.base64().optional(),
});

/** Settings of the signing service. */
export interface SigningConfig {
  /** Where RFC 3161 time-stamps come from. */
  tsaUrl: string;
  /** Where the issuers of this house answer OCSP, whatever address a certificate still names. */
  ocspUrl: string;
  sessionSeconds: number;
  /** Told to the browser beside a ticket; upload is what enforces it. */
  maxUploadBytes: number;
  /** Bytes reserved in the PDF for the CMS with certificates and time-stamp. */
  cmsBytes: number;
}

/** Secrets, kept apart so that settings can be logged. */
export interface SigningSecrets {
  /** 32 bytes in base64; undefined: a key file in the data folder, made at first start. */
  roomSecret: string | undefined;
}

/**
 * Reads the environment once.
 * @throws PlatformError `platform.invalid-settings`
 */
export function readSigningConfig(
  env: Environment,
  { trustUrl }: { trustUrl: string },
): { config: SigningConfig; secrets: SigningSecrets } {
  const read = readEnv(settings, env);
  return {
    config: {
      tsaUrl: read.TSA_URL ?? `${trustUrl}/tsa`,
      ocspUrl: `${trustUrl}/ocsp`,
      sessionSeconds: read.SIGNING_SESSION_HOURS * 3600,
      maxUploadBytes: read.UPLOAD_MAX_BYTES,
      cmsBytes: read.SIGNING_CMS_BYTES,
    },
    secrets: { roomSecret: read.SIGNING_ROOM_KEY },
  };
}
