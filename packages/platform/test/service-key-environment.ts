import { exportJWK, calculateJwkThumbprint, generateKeyPair } from 'jose';
import type { ServiceName } from '../src/index.js';

/** Settings of a process that runs one room and shares no data folder with the others. */
export async function createTestServiceEnvironment(service: ServiceName): Promise<Record<string, string>> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const { kty, crv, x, y } = jwk;
  const publicJwk = { kty, crv, x, y, kid: `${service}:${await calculateJwkThumbprint(jwk)}` };
  return {
    [`SERVICE_KEY_${service.toUpperCase()}`]: JSON.stringify(jwk),
    SERVICE_KEYS_PUBLIC: JSON.stringify({ keys: [publicJwk] }),
  };
}
