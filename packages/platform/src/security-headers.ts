import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Options of {@link securityHeaders}. */
export interface SecurityHeadersOptions {
  /** Public address that the pages are served at; decides whether browsers are told to insist on https. */
  baseUrl: string;
  /** Origins beside our own that a form's answer may redirect to (registered clients of the dialog). */
  formActionOrigins?: readonly string[];
  /** Origins beside our own that pages may call, when rooms live on origins of their own. */
  connectOrigins?: readonly string[];
}

/** Strict headers for every answer: no inline script, no framing, no foreign content. */
export function securityHeaders(options: SecurityHeadersOptions): RequestHandler {
  const { baseUrl, formActionOrigins = [], connectOrigins = [] } = options;
  const { protocol, hostname } = new URL(baseUrl);
  const isHttps = protocol === 'https:';
  // A browser would insist on https for every program of this machine's, for a year.
  const insistsOnHttps = isHttps && hostname !== 'localhost';
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:', 'data:', ...connectOrigins],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", ...connectOrigins],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'", ...formActionOrigins],
        ...(isHttps ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: insistsOnHttps ? { maxAge: 365 * 24 * 3600, includeSubDomains: false } : false,
    // Addresses hold link tokens, which no other site may learn. (With `no-referrer`, browsers would also hide from us that
    // a form was sent by a page of ours: they then say `Origin: null`.)
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    crossOriginResourcePolicy: { policy: connectOrigins.length === 0 ? 'same-origin' : 'cross-origin' },
  });
}
