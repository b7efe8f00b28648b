import { integerSetting, PlatformError, readEnv, type Environment } from '@segl/platform';
import { z } from 'zod';

/** A program that may use the CSC API on behalf of holders, registered by the operator. */
const cscClientSchema = z.strictObject({
  clientId: z.string().min(1).max(80),
  /** Shown to the holder in the BankID dialog. */
  name: z.string().min(1).max(80),
  secret: z.string().min(32).max(200),
  /** Compared exactly. */
  redirectUris: z.array(z.url({ protocol: /^https?$/ })).min(1),
});
export type CscClient = z.infer<typeof cscClientSchema>;

/** Shape of VAULT_CSC_CLIENTS and of the demo client's file. */
export const cscClientsSchema = z.array(cscClientSchema);

const settings = z.object({
  VAULT_MASTER_KEY: z.string().optional(),
  VAULT_CSC_CLIENTS: z.string().optional(),
  VAULT_CSC_REQUESTS_PER_MINUTE: integerSetting({ min: 1, max: 1_000_000 }).default(600),
});

/** Settings of the vault. */
export interface VaultConfig {
  /** To the CSC API, from one address. */
  cscRequestsPerMinute: number;
  secrets: {
    /** 32 bytes in base64, VAULT_MASTER_KEY; otherwise the file `keys/vault-master.key` of the data folder. */
    masterKeyBase64: string | undefined;
    /** Clients of the CSC API, VAULT_CSC_CLIENTS (JSON); undefined when not set. */
    cscClients: readonly CscClient[] | undefined;
  };
}

/** Reads the environment. @throws PlatformError `platform.invalid-settings`, never telling a value */
export function readVaultConfig(env: Environment): VaultConfig {
  const { VAULT_MASTER_KEY, VAULT_CSC_CLIENTS, VAULT_CSC_REQUESTS_PER_MINUTE } = readEnv(settings, env);
  return {
    cscRequestsPerMinute: VAULT_CSC_REQUESTS_PER_MINUTE,
    secrets: {
      masterKeyBase64: VAULT_MASTER_KEY,
      cscClients: VAULT_CSC_CLIENTS === undefined ? undefined : parseClients(VAULT_CSC_CLIENTS),
    },
  };
}

function parseClients(text: string): readonly CscClient[] {
  try {
    return cscClientsSchema.parse(JSON.parse(text));
  } catch {
    // Without the cause: a parser's message may quote a secret.
    throw new PlatformError(
      'platform.invalid-settings',
      'VAULT_CSC_CLIENTS is not a JSON list of CSC clients',
    );
  }
}
