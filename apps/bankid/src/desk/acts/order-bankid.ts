import { randomUUID } from 'node:crypto';
import type { Customer, IdentityCheck, Person, Transaction } from '@segl/database';
import { ageOn, judgeAge, minorRules, osloDate } from '@segl/domain';
import { ProblemError, ServiceAnswerError } from '@segl/platform';
import { makeLetter } from '../../issuing/activation-letters.js';
import { certifyNewKey } from '../../issuing/issue-bankid.js';
import { makeCodeUnit } from '../../issuing/issue-code-unit.js';
import { stateOf } from '../../proof/state-of.js';
import type { BankidRoom } from '../../room.js';
import type { ActHandler, ActScene } from './act-handler.js';
import { recordEvent } from './bankid-acts.js';
import { usableUnit } from './code-source-acts.js';

/**
 * Issues a BankID after a personal meeting: key and certificate, a code unit where none is in hand, and the activation
 * letter. It is `ordered` until the holder chooses a password with the letter's code and one of the code unit.
 */
export const orderBankId: ActHandler<'order-bankid'> = {
  details: ({ codeUnit }) => ({ codeUnit }),
  async check(room, scene, { codeUnit }) {
    await requireMeeting(room, scene.customer);
    requireAge(room, scene);
    await requireNoBankId(room.context.database.prisma, room, scene);
    if ('existing' in codeUnit) await usableUnit(room, scene, codeUnit.existing);
  },
  async prepare(room, scene, { codeUnit }) {
    const { person } = scene.customer;
    const validFrom = room.context.clock.now();
    const { credentialId, certificate } = await certify(room, {
      person,
      issuer: scene.bank.id,
      validFrom,
      algorithm: 'EC-P256',
    });
    return {
      async store(tx) {
        await requireNoBankId(tx, room, scene);
        const id = randomUUID();
        await tx.bankId.create({
          data: {
            id,
            personId: person.id,
            bankId: scene.bank.id,
            state: 'ordered',
            credentialId,
            certificateSerial: certificate.serialNumber,
            validFrom: new Date(certificate.notBefore),
            validTo: new Date(certificate.notAfter),
          },
        });
        await tx.bankIdRequest.create({
          data: {
            bankId: scene.bank.id,
            personId: person.id,
            channel: 'desk',
            state: 'issued',
            approvedAt: validFrom,
            createdAt: validFrom,
            issuedBankIdId: id,
          },
        });
        if ('issue' in codeUnit) {
          const whose = { personId: person.id, bankId: scene.bank.id };
          await makeCodeUnit(room, tx, { ...whose, kind: codeUnit.issue });
        }
        await makeLetter(room, tx, { bankIdId: id });
        await recordEvent(room, tx, { bankIdId: id, kind: 'ordered', actor: scene.actor });
      },
    };
  },
};

/** The newest meeting of a customer in which a passport was shown that has not expired since. */
export async function validIdentityCheck(
  { context }: Pick<BankidRoom, 'context'>,
  { id }: Pick<Customer, 'id'>,
): Promise<IdentityCheck | undefined> {
  const check = await context.database.prisma.identityCheck.findFirst({
    where: { customerId: id, passportExpiresOn: { gte: osloDate(context.clock.now()) } },
    orderBy: { metAt: 'desc' },
  });
  return check ?? undefined;
}

/** A vault or trust that is not up is told as that: the proposal goes on waiting. */
async function certify(...wanted: Parameters<typeof certifyNewKey>): ReturnType<typeof certifyNewKey> {
  try {
    return await certifyNewKey(...wanted);
  } catch (cause) {
    if (!(cause instanceof ServiceAnswerError) || cause.status < 500) throw cause;
    throw new ProblemError('platform.upstream-unavailable', { cause });
  }
}

async function requireMeeting(room: BankidRoom, customer: Customer): Promise<void> {
  if ((await validIdentityCheck(room, customer)) === undefined) {
    throw new ProblemError('desk.passport-needed');
  }
}

function requireAge({ context }: BankidRoom, { bank, customer }: ActScene): void {
  const minors = minorRules.find((rule) => rule === bank.minors);
  if (minors === undefined) throw new TypeError(`unknown rule for minors ${bank.minors}`);
  const age = ageOn(customer.person.birthDate, osloDate(context.clock.now()));
  const verdict = judgeAge(age, { ageLimit: bank.ageLimit, minors }, 'desk');
  const facts = { ageLimit: bank.ageLimit, age };
  if (verdict.kind === 'refused') throw new ProblemError('desk.too-young', { extras: { facts } });
  if (verdict.kind === 'guardian-approves') {
    throw new ProblemError('desk.guardian-needed', { extras: { facts } });
  }
}

/** One BankID a bank: an expired or blocked one is followed by a new one, the identifier of the person stays. */
async function requireNoBankId(
  database: Pick<Transaction, 'bankId'>,
  { context }: BankidRoom,
  { bank, customer }: { bank: { id: string }; customer: Customer & { person: Person } },
): Promise<void> {
  const existing = await database.bankId.findMany({
    where: { bankId: bank.id, personId: customer.personId },
  });
  const at = context.clock.now();
  if (existing.some((bankId) => ['ordered', 'active', 'suspended'].includes(stateOf(bankId, at)))) {
    throw new ProblemError('desk.bankid-exists');
  }
}
