import { desk } from '@segl/contracts';
import type { Bank, RenewalCampaign, Transaction } from '@segl/database';
import { addDays, endOfDayInOslo, osloDate } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import { z } from 'zod';
import type { BankidRoom } from '../../room.js';
import type { BankActHandler } from './bank-act.js';

/** Longest that a campaign lets people put renewal off: after that their BankID ends by itself. */
const longestDays = 730;

/** From approval on, whoever is meant is offered renewal at log-in, and from the day after `renewBy` it is required. */
export const startCampaign: BankActHandler<'start-campaign'> = {
  details: (_room, _bank, { issuedUntil, algorithm, renewBy, reason }) =>
    Promise.resolve({ issuedUntil, algorithm, renewBy, reason }),
  check({ context }, _tx, _bank, { issuedUntil, renewBy }) {
    const today = osloDate(context.clock.now());
    const fits = issuedUntil <= today && renewBy >= today && renewBy <= addDays(today, longestDays);
    return fits ? Promise.resolve() : Promise.reject(new ProblemError('desk.campaign-dates'));
  },
  async store({ context }, tx, bank, { issuedUntil, algorithm, renewBy, reason }) {
    const startsAt = context.clock.now();
    const lastIssued = firstMomentAfter(issuedUntil);
    await tx.renewalCampaign.create({
      data: {
        bankId: bank.id,
        // Never later than now: a BankID that is renewed for the campaign must not be asked again.
        issuedBefore: lastIssued < startsAt ? lastIssued : startsAt,
        startsAt,
        mandatoryAt: firstMomentAfter(renewBy),
        algorithm,
        reason: { text: reason },
      },
    });
  },
};

/** Nobody is asked any more. Who has renewed has renewed. */
export const endCampaign: BankActHandler<'end-campaign'> = {
  target: ({ target }) => target,
  async details({ context }, bank, { target }) {
    const row = await ownCampaign(context.database.prisma, bank, target);
    return { ...factsOf(row) };
  },
  async check(_room, tx, bank, { target }) {
    await ownCampaign(tx, bank, target);
  },
  async store({ context }, tx, _bank, { target }) {
    await tx.renewalCampaign.update({ where: { id: target }, data: { endedAt: context.clock.now() } });
  },
};

/** The bank's campaigns, newest first, with how many BankIDs are renewed and how many are left. */
export async function listCampaigns(room: Pick<BankidRoom, 'context'>, bank: Bank): Promise<desk.Campaign[]> {
  const rows = await room.context.database.prisma.renewalCampaign.findMany({
    where: { bankId: bank.id },
    orderBy: [{ startsAt: 'desc' }, { id: 'asc' }],
    take: 50,
  });
  return Promise.all(rows.map((row) => describeCampaign(room, bank, row)));
}

async function describeCampaign(
  room: Pick<BankidRoom, 'context'>,
  bank: Bank,
  row: RenewalCampaign,
): Promise<desk.Campaign> {
  const { id, startsAt, mandatoryAt, endedAt } = row;
  const [renewed, left] = await Promise.all([countRenewed(room, bank, row), countLeft(room, bank, row)]);
  return {
    ...factsOf(row),
    id,
    startsAt: startsAt.toISOString(),
    mandatoryAt: mandatoryAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    renewed,
    left,
  };
}

/** BankIDs that were meant and were renewed while the campaign went on, whatever has become of them since. */
async function countRenewed(
  { context }: Pick<BankidRoom, 'context'>,
  bank: Bank,
  { startsAt, issuedBefore, algorithm, endedAt }: RenewalCampaign,
): Promise<number> {
  const until = endedAt ?? context.clock.now();
  const [counted] = await context.database.prisma.$queryRaw<{ renewed: number }[]>`
    SELECT count(DISTINCT event."bankIdId")::int AS renewed
    FROM "bankid"."BankIdEvent" event JOIN "bankid"."BankId" held ON held.id = event."bankIdId"
    WHERE held."bankId" = ${bank.id} AND event.kind = 'renewed' AND event.at >= ${startsAt} AND event.at <= ${until}
      AND (event.details->>'previousValidFrom')::timestamptz < ${issuedBefore}
      AND (${algorithm}::text IS NULL OR event.details->>'previousAlgorithm' = ${algorithm}::text)`;
  return counted?.renewed ?? 0;
}

/** BankIDs in use that are meant and not renewed; validity that has ended is no longer the campaign's. */
function countLeft(
  { context }: Pick<BankidRoom, 'context'>,
  bank: Bank,
  { issuedBefore, algorithm }: RenewalCampaign,
): Promise<number> {
  return context.database.prisma.bankId.count({
    where: {
      bankId: bank.id,
      state: { in: ['active', 'suspended'] },
      validFrom: { lt: issuedBefore },
      validTo: { gt: context.clock.now() },
      ...(algorithm === null ? {} : { algorithm }),
    },
  });
}

const storedReason = z.object({ text: z.string() });

/** What the bank tells of a campaign; none where it was not started at a desk. */
export function reasonOf({ reason }: Pick<RenewalCampaign, 'reason'>): string | undefined {
  return storedReason.safeParse(reason).data?.text;
}

function factsOf(row: RenewalCampaign): desk.CampaignFacts {
  return {
    issuedUntil: osloDate(new Date(row.issuedBefore.getTime() - 1)),
    algorithm: desk.campaignFacts.shape.algorithm.parse(row.algorithm),
    renewBy: osloDate(new Date(row.mandatoryAt.getTime() - 1)),
    reason: reasonOf(row) ?? '–',
  };
}

async function ownCampaign(
  tx: Pick<Transaction, 'renewalCampaign'>,
  bank: Bank,
  id: string,
): Promise<RenewalCampaign> {
  const row = await tx.renewalCampaign.findFirst({ where: { id, bankId: bank.id, endedAt: null } });
  if (row === null) throw new ProblemError('desk.campaign-not-found');
  return row;
}

const firstMomentAfter = (date: string): Date => new Date(endOfDayInOslo(date).getTime() + 1);
