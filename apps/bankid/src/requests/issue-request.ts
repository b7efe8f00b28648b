import { withTransaction, type BankIdRequest, type Customer, type Transaction } from '@segl/database';
import { missingRequirements, transitionBankIdRequest } from '@segl/domain';
import type { Jobs } from '@segl/platform';
import { z } from 'zod';
import { validIdentityCheck } from '../issuing/identity-checks.js';
import { makeCodeUnit } from '../issuing/issue-code-unit.js';
import { certifyFor, storeOrderedBankId } from '../issuing/store-bankid.js';
import type { BankidRoom } from '../room.js';
import { hasBankIdInUse, requestFacts } from './requests.js';

type IssuingRoom = Pick<BankidRoom, 'context' | 'secrets'>;

const queue = 'bankid.issue-request';
const jobData = z.object({ requestId: z.uuid() });
const wantedUnit = z.union([
  z.object({ existing: z.uuid() }),
  z.object({ issue: z.enum(['time', 'event']) }),
]);

/** Asks for a request to be issued, in the transaction in which the last one said yes. */
export async function sendIssueJob(
  { context }: Pick<BankidRoom, 'context'>,
  tx: Transaction,
  { requestId, startAfterSeconds = 0 }: { requestId: string; startAfterSeconds?: number },
): Promise<void> {
  const startAfter = new Date(context.clock.now().getTime() + startAfterSeconds * 1000);
  await context.jobs.send(queue, { requestId }, { tx, startAfter });
}

/** Declares the queue; before jobs start. A vault or trust that is away is tried again for some days. */
export function defineIssueJob(room: IssuingRoom, jobs: Jobs): void {
  jobs.define(queue, {
    handler: ({ data }) => issueRequest(room, jobData.parse(data).requestId),
    retryLimit: 60,
    retryDelaySeconds: 1,
  });
}

/**
 * Issues the BankID of a request that everybody has said yes to and that was made in an online bank: the same key,
 * certificate, code unit and letter as at the desk. What was issued, withdrawn or has lapsed meanwhile is left as it is,
 * and so is a request whose customer has come to lack something: the bank sees that it waits.
 *
 * @throws ProblemError `platform.upstream-unavailable`
 */
export async function issueRequest(room: IssuingRoom, requestId: string): Promise<void> {
  const { prisma } = room.context.database;
  const request = await prisma.bankIdRequest.findUnique({
    where: { id: requestId },
    include: { person: true },
  });
  if (request === null || !mayBeIssued(room, request)) return;
  const { bankId, personId, person } = request;
  const customer = await prisma.customer.findUnique({ where: { bankId_personId: { bankId, personId } } });
  if (customer === null || !(await canStillHaveOne(room, customer)) || person.diedOn !== null) {
    room.context.logger.warn({ requestId }, 'a request is not issued: the customer lacks what it needs');
    return;
  }
  const key = await certifyFor(room, { person, issuer: bankId });
  await withTransaction(prisma, async (tx) => {
    await lockCustomer(tx, customer.id);
    const now = await tx.bankIdRequest.findUniqueOrThrow({ where: { id: requestId } });
    if (!mayBeIssued(room, now) || (await hasBankIdInUse(room, tx, request))) return;
    await handOutUnit(room, tx, now);
    await storeOrderedBankId(room, tx, {
      bankId,
      personId,
      key,
      request: now,
      actor: now.channel === 'parent' ? 'system' : 'holder',
    });
  });
}

/** Requests and acts on one customer come one after the other. */
export async function lockCustomer(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "bankid"."Customer" WHERE id = ${id}::uuid FOR UPDATE`;
}

function mayBeIssued({ context }: IssuingRoom, request: BankIdRequest): boolean {
  const at = context.clock.now();
  return transitionBankIdRequest(requestFacts(request), { type: 'issue', at }).allowed;
}

async function canStillHaveOne(room: IssuingRoom, customer: Customer): Promise<boolean> {
  const check = await validIdentityCheck(room, customer);
  const missing = missingRequirements({ ...customer, passportCheck: check === undefined ? 'none' : 'valid' });
  return customer.endedAt === null && missing.length === 0;
}

/** A new unit where one was wanted, or where the one in hand was blocked since. */
async function handOutUnit(
  room: IssuingRoom,
  tx: Transaction,
  { bankId, personId, codeUnit }: BankIdRequest,
): Promise<void> {
  const wanted = wantedUnit.parse(codeUnit);
  if ('issue' in wanted) {
    await makeCodeUnit(room, tx, { bankId, personId, kind: wanted.issue });
    return;
  }
  const inHand = await tx.codeUnit.findFirst({
    where: { id: wanted.existing, bankId, personId, state: 'active' },
  });
  if (inHand === null) await makeCodeUnit(room, tx, { bankId, personId, kind: 'time' });
}
