import type { DatabaseHandle, PrismaClient } from '@segl/database';
import type { Logger, ObjectStore, ServiceClient, ServiceContext } from '@segl/platform';
import type { SigningConfig } from './config.js';
import type { CrashSeam } from './crash-points.js';
import type { IdentityProvider } from './login/identity-provider.js';
import type { RoomSecrets } from './room-secrets.js';
import type { EvidenceSource } from './signing/evidence-source.js';
import type { RemoteSigner } from './signing/remote-signer.js';

export type SigningContext = ServiceContext<DatabaseHandle>;

/** What the use cases of this service work with; made once in `create-signing-service.ts`. */
export interface SigningRoom {
  context: SigningContext;
  config: SigningConfig;
  prisma: PrismaClient;
  secrets: RoomSecrets;
  logger: Logger;
  objects: ObjectStore;
  clients: { upload: ServiceClient; vault: ServiceClient; trust: ServiceClient };
  /** The bank, as an OpenID Provider. */
  identity: IdentityProvider;
  /** Who signs with the holder's key: the vault, or an outside CSC provider. */
  remoteSigner: RemoteSigner;
  /** Time-stamps and certificate status. */
  evidence: EvidenceSource;
  crashAt: CrashSeam;
}

/** Address of a page of the web. */
export function webUrl(room: Pick<SigningRoom, 'context'>, path: `/${string}`): string {
  return `${room.context.baseUrl}${path}`;
}
