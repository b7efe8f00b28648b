import type { Prisma, PrismaClient } from '@segl/database';
import { withCheckDigit } from './with-check-digit.js';
import { seedCompanies } from './companies.js';
import { authorityJson, entityJson, rolesJson } from './register-json.js';

/** Writes the invented companies that are not there yet. Safe when several processes start at once. */
export async function seedInventedCompanies(prisma: PrismaClient, now: Date): Promise<void> {
  await prisma.company.createMany({
    data: seedCompanies.map((company) => ({
      organisationNumber: withCheckDigit(company.base),
      name: company.name,
      entity: entityJson(company) as Prisma.InputJsonValue,
      roles: rolesJson(company) as Prisma.InputJsonValue,
      signatureRight: authorityJson(company, 'signatur') as Prisma.InputJsonValue,
      procurationRight: authorityJson(company, 'prokura') as Prisma.InputJsonValue,
      updatedAt: now,
    })),
    skipDuplicates: true,
  });
}
