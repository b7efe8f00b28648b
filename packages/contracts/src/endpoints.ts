import { bankidEndpoints } from './endpoints/bankid.js';
import type { Endpoint } from './endpoints/endpoint.js';
import { holderEndpoints } from './endpoints/holder.js';
import { orderingEndpoints } from './endpoints/ordering.js';
import { signingEndpoints } from './endpoints/signing.js';
import { trustEndpoints } from './endpoints/trust.js';
import { uploadEndpoints } from './endpoints/upload.js';
import { vaultEndpoints } from './endpoints/vault.js';

export type { Caller, Endpoint } from './endpoints/endpoint.js';

/** Every endpoint, as a table: OpenAPI is made from it, and the running product is asked for each of them. */
export const endpoints: readonly Endpoint[] = [
  ...uploadEndpoints,
  ...signingEndpoints,
  ...bankidEndpoints,
  ...holderEndpoints,
  ...orderingEndpoints,
  ...vaultEndpoints,
  ...trustEndpoints,
];
