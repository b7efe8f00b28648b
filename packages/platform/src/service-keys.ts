import path from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import { z } from 'zod';
import { PlatformError } from './errors.js';
import { loadOrCreateSecretFile } from './secrets.js';
import { serviceNames, type ServiceName } from './service.js';

/** Keys behind service tokens and tickets: ES256, one pair a service. A process holds the private keys of its own rooms. */
export interface ServiceKeys {
  /** @throws PlatformError `platform.key-missing` when this process does not hold that service's key. */
  signingKey(service: ServiceName): Promise<{ kid: string; key: CryptoKey }>;
  /** Public keys of all services; each key's `kid` is `<service>:<thumbprint>`. */
  publicKeys(): Promise<JSONWebKeySet>;
}

const privateJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});
const publicJwkSet = z.object({
  keys: z.array(privateJwk.omit({ d: true }).extend({ kid: z.string().regex(/^[a-z]+:[A-Za-z0-9_-]+$/) })),
});

/** Where service keys come from. */
export interface ServiceKeysOptions {
  /** Keys are made here at first start: `<dataDir>/keys/service-<name>.json`. */
  dataDir: string;
  /**
   * SERVICE_KEY_<NAME> (private JWK) for each room run here, and SERVICE_KEYS_PUBLIC (JWK set of all rooms), for processes
   * that share no data folder. Given the set, no file is read or made.
   */
  env?: Readonly<Record<string, string | undefined>>;
}

/** Loads the keys; @throws PlatformError `platform.invalid-settings` */
export async function loadServiceKeys({ dataDir, env = {} }: ServiceKeysOptions): Promise<ServiceKeys> {
  const publicText = env['SERVICE_KEYS_PUBLIC'];
  if (publicText !== undefined) {
    const pairs = await Promise.all(
      serviceNames.map(async (service) => {
        const text = env[`SERVICE_KEY_${service.toUpperCase()}`];
        return text === undefined ? undefined : importPair(service, parseSetting(privateJwk, text));
      }),
    );
    return fromPairs(
      pairs.filter((pair) => pair !== undefined),
      parseSetting(publicJwkSet, publicText),
    );
  }
  const files = await Promise.allSettled(
    serviceNames.map(async (service) => {
      const file = path.join(dataDir, 'keys', `service-${service}.json`);
      const stored = await loadOrCreateSecretFile(file, generatePrivateJwk);
      return importPair(service, parseSetting(privateJwk, stored.toString('utf8')));
    }),
  );
  // Only when nothing is written any more does one that failed fail the call.
  const pairs = files.map((file) => {
    if (file.status === 'rejected') throw file.reason;
    return file.value;
  });
  return fromPairs(pairs, { keys: pairs.map(({ publicJwk }) => publicJwk) });
}

/** Keys that live in memory only; for tests. */
export async function generateServiceKeys(): Promise<ServiceKeys> {
  const pairs = await Promise.all(
    serviceNames.map(async (service) => {
      const jwk = (await generatePrivateJwk()).toString('utf8');
      return importPair(service, parseSetting(privateJwk, jwk));
    }),
  );
  return fromPairs(pairs, { keys: pairs.map(({ publicJwk }) => publicJwk) });
}

interface KeyPair {
  service: ServiceName;
  kid: string;
  key: CryptoKey;
  publicJwk: JWK;
}

function fromPairs(pairs: readonly KeyPair[], publicKeys: JSONWebKeySet): ServiceKeys {
  const byService = new Map(pairs.map((pair) => [pair.service, pair]));
  return {
    async signingKey(service) {
      const pair = byService.get(service);
      if (pair === undefined) {
        throw new PlatformError('platform.key-missing', `this process does not hold the key of ${service}`);
      }
      return pair;
    },
    publicKeys: async () => publicKeys,
  };
}

async function generatePrivateJwk(): Promise<Buffer> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return Buffer.from(JSON.stringify(await exportJWK(privateKey)));
}

async function importPair(service: ServiceName, jwk: z.infer<typeof privateJwk>): Promise<KeyPair> {
  const kid = `${service}:${await calculateJwkThumbprint(jwk)}`;
  const key = await importJWK(jwk, 'ES256');
  if (key instanceof Uint8Array) throw new TypeError('an EC key is not a secret');
  const { kty, crv, x, y } = jwk;
  return { service, kid, key, publicJwk: { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' } };
}

function parseSetting<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Without the cause: a parser's message may quote the key.
    throw new PlatformError('platform.invalid-settings', 'a service key is not an ES256 JSON Web Key');
  }
}
