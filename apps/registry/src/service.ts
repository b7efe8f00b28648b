import { isOrganisationNumber } from '@segl/domain';
import { Router } from 'express';
import { z } from 'zod';
import {
  asyncRoute,
  parseParams,
  parseQuery,
  ProblemError,
  rateLimit,
  type Service,
  type ServiceContext,
} from '@segl/platform';
import type { DatabaseHandle } from '@segl/database';
import { seedInventedCompanies } from './seed/seed-companies.js';

const organisationParams = z.object({ organisationNumber: z.string() });
const authorityParams = organisationParams.extend({ kind: z.enum(['signatur', 'prokura']) });
const searchQuery = z.object({
  navn: z.string().trim().min(1).max(180).optional(),
  size: z.coerce.number().int().min(1).max(100).default(20),
});
const authorityMediaType = 'application/vnd.brreg.enhetsregisteret.fullmakt.oppslag.v1+json';

/**
 * The simulated company register: invented companies behind the addresses and JSON shapes of Brønnøysund's
 * Enhetsregisteret and Fullmakt. An operator sets REGISTRY_URL to the real one instead.
 */
export function createRegistryService(context: ServiceContext<DatabaseHandle>): Promise<Service> {
  const { prisma } = context.database;
  const router = Router();

  async function findCompany(organisationNumber: string) {
    if (!isOrganisationNumber(organisationNumber))
      throw new ProblemError('registry.organisation-number-invalid');
    const company = await prisma.company.findUnique({ where: { organisationNumber } });
    if (company === null) throw new ProblemError('registry.company-not-found');
    return company;
  }

  router.use(
    rateLimit({ database: context.database, name: 'registry.request', limit: 600, windowSeconds: 60 }),
  );
  router.use((_request, response, next) => {
    response.setHeader('X-Segl-Simulated', 'invented companies');
    next();
  });

  router.get(
    '/enhetsregisteret/api/enheter',
    asyncRoute(async (request, response) => {
      const { navn, size } = parseQuery(searchQuery, request);
      const companies = await prisma.company.findMany({
        ...(navn === undefined ? {} : { where: { name: { contains: navn, mode: 'insensitive' as const } } }),
        orderBy: { name: 'asc' },
        take: size,
      });
      response.json({
        _embedded: { enheter: companies.map((company) => company.entity) },
        page: { size, totalElements: companies.length, totalPages: 1, number: 0 },
      });
    }),
  );

  router.get(
    '/enhetsregisteret/api/enheter/:organisationNumber',
    asyncRoute(async (request, response) => {
      const { organisationNumber } = parseParams(organisationParams, request);
      response.json((await findCompany(organisationNumber)).entity);
    }),
  );

  router.get(
    '/enhetsregisteret/api/enheter/:organisationNumber/roller',
    asyncRoute(async (request, response) => {
      const { organisationNumber } = parseParams(organisationParams, request);
      response.json((await findCompany(organisationNumber)).roles);
    }),
  );

  router.get(
    '/fullmakt/enheter/:organisationNumber/:kind',
    asyncRoute(async (request, response) => {
      const { organisationNumber, kind } = parseParams(authorityParams, request);
      const company = await findCompany(organisationNumber);
      const right = kind === 'signatur' ? company.signatureRight : company.procurationRight;
      const now = context.clock.now();
      response.type(authorityMediaType).send(
        JSON.stringify({
          oppslagsData: { oppslagsTidspunkt: now.toISOString(), oppslagsIdent: crypto.randomUUID() },
          ...(right as Record<string, unknown>),
        }),
      );
    }),
  );

  return Promise.resolve({
    name: 'registry',
    path: '/registry',
    router,
    start: () => seedInventedCompanies(prisma, context.clock.now()),
    ready: async () => {
      const companies = await prisma.company.count();
      return [{ name: 'companies', ok: companies > 0, detail: `${String(companies)} invented companies` }];
    },
    stop: () => Promise.resolve(),
  });
}
