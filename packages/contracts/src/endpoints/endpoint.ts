import type { z } from 'zod';

/** Who may call an endpoint. */
export type Caller =
  /** Anybody; rate-limited. */
  | 'anyone'
  /** A person logged in with BankID (session cookie), of the same origin for changes. */
  | 'session'
  /** The holder of a ticket that `signing` issued. */
  | 'ticket'
  /** A device with the BankID app, by its signature over the request. */
  | 'device'
  /** A bank's online bank, by an access token of its own client with the scope `bankid:order`. */
  | 'bank'
  /** A registered client of the operator's, by an access token with the scope `signing:orders`. */
  | 'client'
  /** Another service, by a service token. */
  | 'service';

/** One HTTP endpoint of Segl's own API. Standard protocols (OIDC, CSC, OCSP, RFC 3161) are described by their own texts. */
export interface Endpoint {
  service: 'upload' | 'signing' | 'bankid' | 'vault' | 'trust';
  method: 'get' | 'post' | 'put';
  /** Below the room's address, with `{parameters}`. */
  path: string;
  summary: string;
  callers: readonly Caller[];
  body?: z.ZodType | 'multipart' | 'pdf';
  query?: z.ZodObject;
  /** What a good answer holds: JSON by a schema, a media type, or nothing. */
  answer: {
    status: 200 | 201 | 202 | 204;
    body?: z.ZodType | 'application/pdf' | 'image/*' | 'image/svg+xml' | 'text/event-stream';
  };
}
