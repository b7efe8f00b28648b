import type { ErrorCode, ordering } from '@segl/contracts';
import { withTransaction, type BankIdRequest } from '@segl/database';
import type { AgeVerdict, OrderChannel } from '@segl/domain';
import { ageOfMajority } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import { issueRequest, lockCustomer, sendIssueJob } from '../requests/issue-request.js';
import { ageOf, ageVerdict, guardiansOf, missingOf } from '../requests/order-rules.js';
import { sendGuardianMails } from '../requests/request-mail.js';
import { findOpenRequest, hasBankIdInUse, openRequest, viewRequest } from '../requests/requests.js';
import type { BankidRoom } from '../room.js';
import type { OnlineBank } from './bank-client.js';
import { ownCustomer, requireLiving, type OwnCustomer } from './own-customers.js';

type OrderingRoom = Pick<BankidRoom, 'context' | 'secrets'>;

/** An order on its way: who, where, and who says so. */
interface Wanted {
  readonly online: OnlineBank;
  readonly customer: OwnCustomer;
  readonly codeUnit: ordering.PlaceOrder['codeUnit'];
  readonly channel: Extract<OrderChannel, 'online-bank' | 'parent'>;
  readonly parent: OwnCustomer | undefined;
}

/** What became of it: `open-already` is an order of before, which a second click finds. */
export interface Placed {
  readonly outcome: 'issued' | 'waits' | 'open-already';
  readonly order: ordering.Order;
}

/** The backup for an issue that is done at once: a process that ends half-way leaves it to the job. */
const backupAfterSeconds = 60;

/**
 * A customer orders a BankID in their own online bank, or a parent for a child. Everything that the desk demands is
 * demanded here: account, online banking, a passport seen in a meeting, the bank's age limit, a guardian's word.
 *
 * @throws ProblemError `ordering.…`, one code a reason
 */
export async function placeOrder(
  room: OrderingRoom,
  online: OnlineBank,
  { customerId, codeUnit, parentId }: ordering.PlaceOrder & { customerId: string },
): Promise<Placed> {
  const customer = await ownCustomer(room, online.bank, { id: customerId });
  const parent = parentId === undefined ? undefined : await guardianBy(room, online, { parentId, customer });
  const channel = parent === undefined ? 'online-bank' : 'parent';
  const wanted: Wanted = { online, customer, codeUnit, channel, parent };
  requireLiving(customer);
  const { prisma } = room.context.database;
  const before = await findOpenRequest(room, prisma, whoseOf(wanted));
  if (before !== undefined) return openAlready(room, before, customerId);
  const state = await judge(room, wanted);
  const request = await withTransaction(prisma, async (tx) => {
    await lockCustomer(tx, customer.id);
    const open = await findOpenRequest(room, tx, whoseOf(wanted));
    if (open !== undefined) return { open };
    if (await hasBankIdInUse(room, tx, whoseOf(wanted))) throw new ProblemError('ordering.bankid-exists');
    const made = await openRequest(room, tx, {
      ...whoseOf(wanted),
      channel,
      state,
      requestedBy: `client:${online.clientId}`,
      codeUnit,
      ...(parent === undefined ? {} : { guardianSub: parent.person.sub }),
    });
    if (state === 'awaiting-guardian') await sendGuardianMails(room, tx, made);
    else await sendIssueJob(room, tx, { requestId: made.id, startAfterSeconds: backupAfterSeconds });
    return { made };
  });
  if ('open' in request) return openAlready(room, request.open, customerId);
  if (state === 'approved') await issueNow(room, request.made.id);
  return placed(room, request.made.id, customerId);
}

const whoseOf = ({ online, customer }: Wanted) => ({ bankId: online.bank.id, personId: customer.personId });

async function openAlready(room: OrderingRoom, row: BankIdRequest, customerId: string): Promise<Placed> {
  return { outcome: 'open-already', order: await viewRequest(room, row, customerId) };
}

async function placed(room: OrderingRoom, requestId: string, customerId: string): Promise<Placed> {
  const row = await room.context.database.prisma.bankIdRequest.findUniqueOrThrow({
    where: { id: requestId },
  });
  const order = await viewRequest(room, row, customerId);
  return { outcome: order.state === 'approved' ? 'waits' : 'issued', order };
}

/** At once where vault and trust answer; the job that was stored with the order does it otherwise. */
async function issueNow(room: OrderingRoom, requestId: string): Promise<void> {
  try {
    await issueRequest(room, requestId);
  } catch (error) {
    room.context.logger.error({ err: error, requestId }, 'an order is not issued yet: it is tried again');
  }
}

const codesOfRefusal = {
  'too-young': 'ordering.too-young',
  'parent-must-order': 'ordering.parent-must-order',
  'parents-do-not-order': 'ordering.parents-do-not-order',
  'not-a-child': 'ordering.not-a-child',
} as const satisfies Record<Extract<AgeVerdict, { kind: 'refused' }>['why'], ErrorCode>;

/** In which state the order begins, where there may be one. */
async function judge(room: OrderingRoom, wanted: Wanted): Promise<'awaiting-guardian' | 'approved'> {
  const { online, customer, channel, codeUnit } = wanted;
  const { prisma } = room.context.database;
  if (!online.bank.ordersOnline) throw new ProblemError('ordering.not-offered');
  if (await hasBankIdInUse(room, prisma, whoseOf(wanted))) throw new ProblemError('ordering.bankid-exists');
  const verdict = ageVerdict(room, { bank: online.bank, person: customer.person, channel });
  if (verdict.kind === 'refused') {
    const facts = { ageLimit: online.bank.ageLimit, age: ageOf(room, customer.person) };
    throw new ProblemError(codesOfRefusal[verdict.why], { extras: { facts } });
  }
  const missing = await missingOf(room, customer);
  if (missing.length > 0) {
    throw new ProblemError('ordering.requirements-missing', {
      extras: { facts: { missing: missing.join(',') } },
    });
  }
  if ('existing' in codeUnit) {
    const where = { id: codeUnit.existing, ...whoseOf(wanted), state: 'active' };
    if ((await prisma.codeUnit.findFirst({ where })) === null) {
      throw new ProblemError('ordering.code-unit-not-in-use');
    }
  }
  if (verdict.kind !== 'guardian-approves') return 'approved';
  if ((await guardiansOf(room, whoseOf(wanted))).length === 0) throw new ProblemError('ordering.no-guardian');
  return 'awaiting-guardian';
}

/** A living adult customer of the same bank, with online banking to order in, whom the bank has registered as guardian. */
async function guardianBy(
  room: OrderingRoom,
  { bank }: OnlineBank,
  { parentId, customer }: { parentId: string; customer: OwnCustomer },
): Promise<OwnCustomer> {
  const parent = await ownCustomer(room, bank, { id: parentId });
  const guardians = await guardiansOf(room, { bankId: bank.id, personId: customer.personId });
  const isGuardian =
    guardians.some(({ guardianId }) => guardianId === parent.personId) &&
    parent.endedAt === null &&
    parent.hasOnlineBanking &&
    ageOf(room, parent.person) >= ageOfMajority;
  if (!isGuardian) throw new ProblemError('ordering.not-guardian');
  return parent;
}
