import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import express from 'express';
import { trust, vault } from '@segl/contracts';
import {
  asyncRoute,
  parseBody,
  problemHandler,
  requireServiceToken,
  type ServiceContext,
} from '@segl/platform';

/** Vault and trust as far as issuing needs them: their addresses, tokens and shapes are real, their keys are not. */
export interface OtherRooms {
  /** Subjects that certificates were made for. */
  certified: { type: string; value: string }[][];
  /** Credentials whose keys were erased. */
  destroyed: ReadonlySet<string>;
  /** Reasons of revocations, by `<issuer>/<serial number>`. */
  revoked: ReadonlyMap<string, string>;
  /** Refuses everything until told otherwise, as rooms that are not up yet. */
  setUp(isUp: { isUp: boolean }): void;
  urls: { vault: string; trust: string };
  /** Tells the rooms whose tokens they are to believe. */
  use(contextOf: (service: 'vault' | 'trust') => ServiceContext): void;
  close(): Promise<void>;
}

/** Starts both on one free port. */
export async function startOtherRooms(): Promise<OtherRooms> {
  const app = express();
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const base = `http://127.0.0.1:${address.port}`;
  const certified: OtherRooms['certified'] = [];
  const destroyed = new Set<string>();
  const revoked = new Map<string, string>();
  let isUp = true;
  app.use((_request, response, next) => {
    if (isUp) next();
    else response.status(503).end();
  });
  return {
    certified,
    destroyed,
    revoked,
    setUp: (given) => {
      isUp = given.isUp;
    },
    urls: { vault: `${base}/vault`, trust: `${base}/trust` },
    use(contextOf) {
      const json = express.json();
      const keys = requireServiceToken(contextOf('vault'), {
        callers: ['bankid'],
        purpose: vault.vaultPurposes.keys,
      });
      app.post('/vault/keys', keys, json, (request, response) => {
        const { subject } = parseBody(vault.createKeyRequest, request);
        const bytes = Buffer.from(JSON.stringify(subject)).toString('base64');
        response
          .status(201)
          .json({ credentialId: randomUUID(), publicKey: bytes, certificationRequest: bytes });
      });
      app.put('/vault/keys/:id/certificate', keys, json, (request, response) => {
        const { certificates } = parseBody(vault.putCertificateRequest, request);
        response.json({
          credentialId: request.params.id,
          owner: 'somebody',
          algorithm: 'EC-P256',
          state: 'enabled',
          certificates,
        });
      });
      app.post('/vault/keys/:id/destroy', keys, (request, response) => {
        const id = String(request.params['id']);
        destroyed.add(id);
        response.json({
          credentialId: id,
          owner: 'somebody',
          algorithm: 'EC-P256',
          state: 'destroyed',
          certificates: [],
        });
      });
      app.post(
        '/trust/certificates/:issuer/:serial/revocation',
        requireServiceToken(contextOf('trust'), {
          callers: ['bankid'],
          purpose: trust.trustPurposes.revocation,
        }),
        json,
        (request, response) => {
          const { reason } = parseBody(trust.revocationRequest, request);
          revoked.set(`${request.params.issuer}/${request.params.serial}`, reason);
          response.status(204).end();
        },
      );
      app.post(
        '/trust/certificates',
        requireServiceToken(contextOf('trust'), {
          callers: ['bankid'],
          purpose: trust.trustPurposes.certificates,
        }),
        json,
        asyncRoute(async (request, response) => {
          const { subject, validFrom, validDays } = parseBody(trust.certificateRequest, request);
          certified.push(subject);
          const from = validFrom === undefined ? contextOf('trust').clock.now() : new Date(validFrom);
          response.status(201).json({
            serialNumber: randomBytes(8).toString('hex').toUpperCase(),
            certificates: [Buffer.from('certificate').toString('base64')],
            notBefore: from.toISOString(),
            notAfter: new Date(from.getTime() + (validDays ?? 730) * 86_400_000).toISOString(),
          });
        }),
      );
      app.use(problemHandler({ logger: contextOf('vault').logger }));
    },
    close: () =>
      new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };
}
