import { readFile } from 'node:fs/promises';
import { integerSetting, PlatformError, readEnv, type Environment } from '@segl/platform';
import { z } from 'zod';
import type { TokenSettings } from './keys/token-keys.js';

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
  VAULT_OTHER_MASTER_KEYS: z.string().optional(),
  VAULT_SIGNATURES_PER_MINUTE: integerSetting({ min: 1, max: 1_000_000 }).default(120),
  VAULT_KEY_BACKEND: z.enum(['wrapped', 'pkcs11']).optional(),
  VAULT_PKCS11_LIBRARY: z.string().optional(),
  VAULT_PKCS11_TOKEN: z.string().optional(),
  VAULT_PKCS11_PIN: z.string().optional(),
  VAULT_PKCS11_PIN_FILE: z.string().optional(),
  VAULT_CSC_CLIENTS: z.string().optional(),
  VAULT_CSC_REQUESTS_PER_MINUTE: integerSetting({ min: 1, max: 1_000_000 }).default(600),
});

/** Settings of the vault. */
export interface VaultConfig {
  /** To the CSC API, from one address. */
  cscRequestsPerMinute: number;
  /** By one key; nobody signs faster by hand. The organisation's seal is not limited. */
  signaturesPerMinute: number;
  /** Where new keys are made: VAULT_KEY_BACKEND, or in the token when there is one. */
  newKeys: 'wrapped' | 'pkcs11';
  /** A PKCS#11 token for private keys; undefined when VAULT_PKCS11_LIBRARY is not set. */
  token: TokenSettings | undefined;
  secrets: {
    /**
     * 32 bytes in base64 each: VAULT_MASTER_KEY, which wraps, then VAULT_OTHER_MASTER_KEYS, which unwrap only. Undefined
     * when not set: then the files `keys/vault-master*.key` of the data folder.
     */
    masterKeys: readonly string[] | undefined;
    /** Clients of the CSC API, VAULT_CSC_CLIENTS (JSON); undefined when not set. */
    cscClients: readonly CscClient[] | undefined;
  };
}

/** Reads the environment. @throws PlatformError `platform.invalid-settings`, never telling a value */
export function readVaultConfig(env: Environment): VaultConfig {
  const values = readEnv(settings, env);
  const { VAULT_CSC_CLIENTS } = values;
  const token = tokenSettings(values);
  if (values.VAULT_KEY_BACKEND === 'pkcs11' && token === undefined) {
    throw new PlatformError(
      'platform.invalid-settings',
      'VAULT_KEY_BACKEND=pkcs11 needs VAULT_PKCS11_LIBRARY',
    );
  }
  return {
    cscRequestsPerMinute: values.VAULT_CSC_REQUESTS_PER_MINUTE,
    signaturesPerMinute: values.VAULT_SIGNATURES_PER_MINUTE,
    newKeys: values.VAULT_KEY_BACKEND ?? (token === undefined ? 'wrapped' : 'pkcs11'),
    token,
    secrets: {
      masterKeys: masterKeyTexts(values),
      cscClients: VAULT_CSC_CLIENTS === undefined ? undefined : parseClients(VAULT_CSC_CLIENTS),
    },
  };
}

function tokenSettings({
  VAULT_PKCS11_LIBRARY: library,
  VAULT_PKCS11_TOKEN: label,
  VAULT_PKCS11_PIN: pin,
  VAULT_PKCS11_PIN_FILE: pinFile,
}: z.output<typeof settings>): TokenSettings | undefined {
  if (library === undefined) return undefined;
  if (pin !== undefined && pinFile === undefined) return { library, label, pin: async () => pin };
  if (pin === undefined && pinFile !== undefined) {
    return {
      library,
      label,
      // Read when the token is opened, and not kept: the PIN may be changed while Segl runs.
      pin: async () => (await readFile(pinFile, 'utf8')).replace(/\r?\n$/, ''),
    };
  }
  throw new PlatformError(
    'platform.invalid-settings',
    'a token needs its PIN: one of VAULT_PKCS11_PIN_FILE and VAULT_PKCS11_PIN',
  );
}

function masterKeyTexts({
  VAULT_MASTER_KEY: newest,
  VAULT_OTHER_MASTER_KEYS: others = '',
}: Pick<z.output<typeof settings>, 'VAULT_MASTER_KEY' | 'VAULT_OTHER_MASTER_KEYS'>):
  readonly string[] | undefined {
  const older = others
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  if (newest !== undefined) return [newest, ...older];
  if (older.length === 0) return undefined;
  throw new PlatformError(
    'platform.invalid-settings',
    'VAULT_OTHER_MASTER_KEYS unwraps only: VAULT_MASTER_KEY must be set beside it',
  );
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
