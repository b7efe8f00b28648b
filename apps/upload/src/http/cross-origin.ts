import type { RequestHandler } from 'express';

/**
 * Lets pages of the web's origin call this room where it has an origin of its own. Calls carry a bearer ticket and no
 * cookie, so no other rights come with it.
 */
export function allowWebOrigin(webUrl: string): RequestHandler {
  const { origin } = new URL(webUrl);
  return (request, response, next) => {
    if (request.get('origin') === origin) {
      response.set({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Methods': 'GET, POST',
        'Access-Control-Allow-Headers': 'authorization, content-type',
        'Access-Control-Expose-Headers': 'x-request-id, x-segl-sha256',
        'Access-Control-Max-Age': '600',
        // A picture may be shown by the other origin's page; without the ticket nobody gets it anyway.
        'Cross-Origin-Resource-Policy': 'cross-origin',
      });
    }
    response.vary('Origin');
    if (request.method === 'OPTIONS') response.status(204).end();
    else next();
  };
}
