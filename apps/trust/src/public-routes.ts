import type { trust } from '@segl/contracts';
import { asyncRoute, rateLimit, type ServiceContext } from '@segl/platform';
import type { DatabaseHandle } from '@segl/database';
import express, { Router, type Request, type Response } from 'express';
import type { z } from 'zod';
import { answerOcsp } from './answer-ocsp.js';
import { answerTimestamp } from './answer-timestamp.js';
import { currentCrl } from './current-crl.js';
import type { Hierarchy } from './hierarchy.js';
import { ocspRefusal } from './ocsp-response.js';
import { certificatePem } from './write-anchors.js';

/** What the routes need. `hierarchy` opens it at first use. */
export interface PublicRoutesOptions {
  context: Pick<ServiceContext<DatabaseHandle>, 'database' | 'clock' | 'logger'>;
  hierarchy(): Promise<Hierarchy>;
  requestsPerMinute: number;
}

const ocspMediaType = 'application/ocsp-response';
/** Caches may keep what they got, and must ask before they use it: a revocation is seen by all at once (RFC 9111 §5.2.2.4). */
const askBeforeUse = 'public, no-transform, no-cache';

/** What anybody may ask: OCSP, CRL, CA certificates, trust anchors, time-stamps. */
export function publicRoutes({ context, hierarchy, requestsPerMinute }: PublicRoutesOptions): Router {
  const { database, clock, logger } = context;
  const router = Router();
  const limited = (name: string) =>
    rateLimit({ database, name: `trust.${name}`, limit: requestsPerMinute, windowSeconds: 60 });
  const rawBody = (type: string) => express.raw({ type, limit: '16kb' });

  const sendOcsp = async (request: Uint8Array, response: Response): Promise<void> => {
    const { response: der, keep } = await answerOcsp(
      { database, clock, hierarchy: await hierarchy() },
      request,
    ).catch((error: unknown) => {
      // Askers read OCSP, not problem documents; the reason is for the log.
      logger.error({ err: error }, 'OCSP answer failed');
      return { response: ocspRefusal.internalError, keep: 'no' as const };
    });
    response
      .type(ocspMediaType)
      .set('Cache-Control', keep === 'no' ? 'no-store' : askBeforeUse)
      .send(Buffer.from(der));
  };

  router.post(
    '/ocsp',
    limited('ocsp'),
    rawBody('application/ocsp-request'),
    asyncRoute((request, response) => sendOcsp(bodyOf(request), response)),
  );
  // RFC 6960 Appendix A.1: the request in base64, URL-encoded, as the rest of the path. Base64 has slashes of its own,
  // and some clients leave them as they are, so the path is read raw.
  router.get(
    /^\/ocsp\/.+/,
    limited('ocsp'),
    asyncRoute((request, response) => sendOcsp(decodePath(request.path.slice('/ocsp/'.length)), response)),
  );

  router.get(
    '/crl/:file',
    limited('crl'),
    asyncRoute(async (request, response) => {
      const issuer = (await hierarchy()).certificationAuthority(nameOf(request, '.crl'));
      const { crl, nextUpdate } = await currentCrl({ database, clock }, issuer);
      response
        .type('application/pkix-crl')
        .set('Cache-Control', askBeforeUse)
        .set('Expires', nextUpdate.toUTCString())
        .send(Buffer.from(crl));
    }),
  );

  router.get(
    '/ca/:file',
    asyncRoute(async (request, response) => {
      const { certificate } = (await hierarchy()).certificationAuthority(nameOf(request, '.cer'));
      response
        .type('application/pkix-cert')
        .set('Cache-Control', 'public, max-age=86400')
        .send(Buffer.from(certificate));
    }),
  );

  router.get(
    '/anchors',
    asyncRoute(async (request, response) => {
      const anchors = (await hierarchy()).all.filter(({ kind }) => kind === 'root');
      response.vary('Accept').set('Cache-Control', 'public, max-age=300');
      if (
        request.accepts([
          'application/json',
          'application/x-pem-file',
          'application/pem-certificate-chain',
        ]) === 'application/json'
      ) {
        const answer: z.input<typeof trust.trustAnchors> = {
          anchors: anchors.map(({ commonName, certificate }) => ({
            name: commonName,
            certificate: Buffer.from(certificate).toString('base64'),
          })),
        };
        response.json(answer);
        return;
      }
      response
        .type('application/x-pem-file')
        .send(anchors.map(({ certificate }) => certificatePem(certificate)).join(''));
    }),
  );

  router.post(
    '/tsa',
    limited('tsa'),
    rawBody('application/timestamp-query'),
    asyncRoute(async (request, response) => {
      const answer = await answerTimestamp(
        { database, clock, hierarchy: await hierarchy() },
        bodyOf(request),
      );
      response.type('application/timestamp-reply').set('Cache-Control', 'no-store').send(Buffer.from(answer));
    }),
  );
  return router;
}

/** The raw body; empty when another media type came, which is then refused as malformed in the protocol's own words. */
function bodyOf(request: Request): Uint8Array {
  return Buffer.isBuffer(request.body) ? request.body : new Uint8Array();
}

function decodePath(path: string): Uint8Array {
  try {
    return Buffer.from(decodeURIComponent(path), 'base64');
  } catch {
    return new Uint8Array(); // a broken escape: refused as malformed
  }
}

/** The id in `<id>.crl`, `<id>.cer`; a name without the ending names no issuer. */
function nameOf(request: Request, ending: string): string {
  const file = String(request.params['file']);
  return file.endsWith(ending) ? file.slice(0, -ending.length) : '';
}
