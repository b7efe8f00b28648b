import type { JSONWebKeySet, CryptoKey } from 'jose';
import type { ServiceName } from './service.js';

/** Keys behind service tokens and tickets: ES256, one pair a service. A process holds the private keys of its own rooms. */
export interface ServiceKeys {
  /** @throws PlatformError `platform.key-missing` when this process does not hold that service's key. */
  signingKey(service: ServiceName): Promise<{ kid: string; key: CryptoKey }>;
  /** Public keys of all services; each key's `kid` is `<service>:<thumbprint>`. */
  publicKeys(): Promise<JSONWebKeySet>;
}
