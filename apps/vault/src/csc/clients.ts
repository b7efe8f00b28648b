import { createHash, timingSafeEqual } from 'node:crypto';
import path from 'node:path';
import { loadOrCreateSecretFile } from '@segl/platform';
import { cscClientsSchema, type CscClient } from '../config.js';
import { CscError } from './csc-error.js';
import { randomSecret } from './grants.js';

/** Programs that may use the CSC API. */
export interface CscClients {
  /** @throws CscError `invalid_client` */
  find(clientId: string): CscClient;
  /** @throws CscError `invalid_client` */
  authenticate(clientId: string, secret: string): CscClient;
}

/**
 * The clients of VAULT_CSC_CLIENTS; without that setting, and in the demo alone, one client made at first start, whose
 * secret is in `<dataDir>/vault/csc-demo-client.json` (0600).
 */
export async function loadCscClients(options: {
  configured: readonly CscClient[] | undefined;
  demo: { enabled: boolean };
  dataDir: string;
}): Promise<CscClients> {
  const clients = options.configured ?? (options.demo.enabled ? await loadDemoClients(options.dataDir) : []);
  const byId = new Map(clients.map((client) => [client.clientId, client]));
  const find = (clientId: string): CscClient => {
    const client = byId.get(clientId);
    if (client === undefined) throw new CscError('invalid_client', 'The client is not known');
    return client;
  };
  return {
    find,
    authenticate(clientId, secret) {
      const client = find(clientId);
      if (!timingSafeEqual(digest(secret), digest(client.secret))) {
        throw new CscError('invalid_client', 'The client could not be authenticated');
      }
      return client;
    },
  };
}

async function loadDemoClients(dataDir: string): Promise<readonly CscClient[]> {
  const file = path.join(dataDir, 'vault', 'csc-demo-client.json');
  const stored = await loadOrCreateSecretFile(file, () => {
    const client: CscClient = {
      clientId: 'csc-demo',
      name: 'CSC demo client',
      secret: randomSecret(),
      redirectUris: ['http://localhost:8765/callback', 'http://127.0.0.1:8765/callback'],
    };
    return Buffer.from(`${JSON.stringify([client], undefined, 2)}\n`);
  });
  return cscClientsSchema.parse(JSON.parse(stored.toString('utf8')));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
