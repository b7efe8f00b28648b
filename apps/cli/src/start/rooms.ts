import { createBankIdService } from '@segl/bankid';
import type { DatabaseHandle } from '@segl/database';
import type { Service, ServiceContext, ServiceName } from '@segl/platform';
import { createRegistryService } from '@segl/registry';
import { createSigningService } from '@segl/signing';
import { createTrustService } from '@segl/trust';
import { createUploadService } from '@segl/upload';
import { createVaultService } from '@segl/vault';

type MakeService = (context: ServiceContext<DatabaseHandle>) => Promise<Service>;

/** How each room is made; the web is files. */
export const rooms: Record<Exclude<ServiceName, 'web'>, MakeService> = {
  upload: createUploadService,
  signing: createSigningService,
  bankid: createBankIdService,
  vault: createVaultService,
  trust: createTrustService,
  registry: createRegistryService,
};
