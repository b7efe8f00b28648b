import path from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { loadOrCreateSecretFile, PlatformError } from '@segl/platform';

const privateJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string(),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});
const keyFile = z.object({ keys: z.array(privateJwk).min(1) });

/** The provider's signing keys. The first is used; all are published, so that a key can be changed without a break. */
export type ProviderKeys = z.output<typeof keyFile>;

/**
 * Keys that sign id tokens and activations (ES256): from `BANKID_SIGNING_JWKS` (private JWK set), or a file of the data
 * folder (0600) that the first start makes.
 *
 * @throws PlatformError `platform.invalid-settings`
 */
export async function loadProviderKeys({
  dataDir,
  signingJwks,
}: {
  dataDir: string;
  signingJwks: string | undefined;
}): Promise<ProviderKeys> {
  const file = path.join(dataDir, 'keys', 'bankid-signing.json');
  const text = signingJwks ?? (await loadOrCreateSecretFile(file, makeKeyFile)).toString('utf8');
  try {
    return keyFile.parse(JSON.parse(text));
  } catch {
    // Without the cause: a parser's message may quote the key.
    throw new PlatformError(
      'platform.invalid-settings',
      'the BankID signing keys are no private ES256 JWK set',
    );
  }
}

async function makeKeyFile(): Promise<Uint8Array> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const keys = [{ ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' }];
  return Buffer.from(`${JSON.stringify({ keys }, null, 2)}\n`);
}
