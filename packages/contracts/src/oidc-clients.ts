import { z } from 'zod';
import { isoDateTime } from './common.js';
import { scopes } from './bankid.js';

/** Purpose of service tokens: the operator, holding bankid's own key, asks bankid. */
export const clientsPurpose = 'bankid.clients';

/** An address that answers go to: https, or http on the same machine (RFC 8252 §7.3); never with a fragment. */
const returnAddress = z
  .url()
  .max(500)
  .refine((text) => {
    const { protocol, hostname, username, password } = new URL(text);
    const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
    const isSafe = protocol === 'https:' || (protocol === 'http:' && isLocal);
    return isSafe && username === '' && password === '' && !text.includes('#');
  }, 'https (or http on this machine), without fragment and password');

/** How a caller proves who it is (OpenID Connect Core 1.0 §9). PKCE is required of all beside it. */
export const clientAuthentication = z.enum([
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'none',
]);

/** A program that sends documents to signing: it gets access tokens for Segl's orders by `client_credentials`. */
export const signingOrders = z.strictObject({
  /** Where signers may go back to afterwards. Compared exactly. */
  returnUrls: z.array(returnAddress).max(20).default([]),
});

/** What the operator says of a caller of BankID. */
export const clientRegistration = z
  .strictObject({
    /** Shown to the holder in the dialog. */
    name: z.string().trim().min(1).max(80),
    /** Compared exactly. */
    redirectUris: z.array(returnAddress).min(1).max(20),
    postLogoutRedirectUris: z.array(returnAddress).max(20).default([]),
    /** `nnin_altsub` (the national identity number) is for those who may ask for it by law. */
    scopes: z.array(z.enum(scopes)).default([scopes.openId, scopes.profile]),
    authentication: clientAuthentication.default('client_secret_basic'),
    /** Public keys (JWK set) of a caller that authenticates by `private_key_jwt`. */
    jwks: z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) }).optional(),
    /** pushed: requests come by PAR (RFC 9126) only. */
    requests: z.enum(['any', 'pushed']).default('any'),
    /** Id of the bank that it belongs to: it may then order BankIDs for that bank's customers (scope `bankid:order`). */
    bank: z.string().min(1).max(60).optional(),
    /** Only where it sends documents to signing (scope `signing:orders`). */
    signingOrders: signingOrders.optional(),
  })
  .refine(
    ({ authentication, signingOrders: orders }) => orders === undefined || authentication !== 'none',
    'a client that sends documents proves who it is',
  )
  .refine(
    ({ authentication, bank }) => bank === undefined || authentication !== 'none',
    'a client of a bank proves who it is',
  )
  .refine(
    ({ authentication, jwks }) => (authentication === 'private_key_jwt') === (jwks !== undefined),
    'a JWK set belongs to private_key_jwt, and to nothing else',
  )
  .refine(
    ({ jwks }) => jwks?.keys.every((key) => !('d' in key) && !('k' in key)) ?? true,
    'only public keys are given',
  );
export type ClientRegistration = z.infer<typeof clientRegistration>;

/** A caller that is registered. */
export const registeredClient = z.object({
  id: z.string(),
  name: z.string(),
  redirectUris: z.array(z.string()),
  postLogoutRedirectUris: z.array(z.string()),
  scopes: z.array(z.string()),
  authentication: clientAuthentication,
  requests: z.enum(['any', 'pushed']),
  /** Only where it belongs to a bank. */
  bank: z.string().optional(),
  signingOrders: signingOrders.optional(),
  createdAt: isoDateTime,
});
export type RegisteredClient = z.infer<typeof registeredClient>;

/** The secret is told here and never again: only its hash is kept. Null where the caller needs none. */
export const registrationAnswer = z.object({ client: registeredClient, secret: z.string().nullable() });
export const registeredClients = z.object({ clients: z.array(registeredClient) });
