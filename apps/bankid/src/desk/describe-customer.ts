import { desk } from '@segl/contracts';
import type { ActivationLetter, BankId, CodeCard, CodeUnit } from '@segl/database';
import {
  ageOn,
  codesLeft,
  isCardRunningOut,
  maskNationalIdentityNumber,
  osloDate,
  wrongTriesAllowed,
} from '@segl/domain';
import { nationalIdLabel } from '../provider/account.js';
import { stateOf } from '../proof/state-of.js';
import type { BankidRoom } from '../room.js';
import { handedOutBy } from './acts/code-source-acts.js';
import { describeAct, withOfficers, type FullAct } from './describe-acts.js';
import { describeGuardianship } from './describe-guardianship.js';
import { findCustomer } from './find-customer.js';
import type { OfficerOnDuty } from './officers.js';

const mostHistory = 200;

/**
 * Everything the bank knows of one of its customers; of BankIDs and code units at other banks it knows nothing.
 *
 * @throws ProblemError `desk.customer-not-found`
 */
export async function describeCustomer(
  { context, secrets }: Pick<BankidRoom, 'context' | 'secrets'>,
  officer: OfficerOnDuty,
  customerId: string,
): Promise<desk.Customer> {
  const { prisma } = context.database;
  const now = context.clock.now();
  const customer = await findCustomer({ context }, officer, customerId);
  const { person } = customer;
  const whose = { bankId: officer.bank.id, personId: person.id };
  const [guardianship, check, bankIds, units, cards, acts, events] = await Promise.all([
    describeGuardianship({ context }, { ...whose, customerId: customer.id }),
    prisma.identityCheck.findFirst({
      where: { customerId },
      orderBy: { metAt: 'desc' },
      include: { officer: true },
    }),
    prisma.bankId.findMany({
      where: whose,
      orderBy: [{ validTo: 'desc' }, { id: 'asc' }],
      include: {
        letters: { where: { usedAt: null, expiresAt: { gt: now }, wrongTries: { lt: wrongTriesAllowed } } },
      },
    }),
    prisma.codeUnit.findMany({ where: whose, orderBy: [{ state: 'asc' }, { serialNumber: 'asc' }] }),
    prisma.codeCard.findMany({ where: whose, orderBy: [{ state: 'asc' }, { serialNumber: 'asc' }] }),
    prisma.deskAct.findMany({
      where: whose,
      include: withOfficers,
      orderBy: { proposedAt: 'desc' },
      take: mostHistory,
    }),
    // What officers did stands in the acts, with their names.
    prisma.bankIdEvent.findMany({
      where: { bankId: whose, NOT: { actor: { startsWith: 'officer:' } } },
      orderBy: { at: 'desc' },
      take: mostHistory,
    }),
  ]);
  const name = `${person.givenName} ${person.familyName}`;
  return {
    id: customer.id,
    name,
    birthDate: person.birthDate,
    ended: customer.endedAt !== null,
    nationalIdMasked: maskNationalIdentityNumber(
      secrets.unsealText(person.nationalIdSealed, nationalIdLabel(person.sub)),
    ),
    since: customer.since.toISOString(),
    endedAt: customer.endedAt?.toISOString() ?? null,
    diedOn: person.diedOn,
    age: ageOn(person.birthDate, osloDate(now)),
    hasAccount: customer.hasAccount,
    hasOnlineBanking: customer.hasOnlineBanking,
    identityCheck:
      check === null
        ? null
        : {
            metAt: check.metAt.toISOString(),
            officer: check.officer.name,
            issuingState: check.issuingState,
            passportExpiresOn: check.passportExpiresOn,
          },
    bankIds: bankIds.map((bankId) => describeBankId(bankId, now)),
    units: [...units.map(describeUnit), ...cards.map(describeCard)],
    guardians: guardianship.guardians,
    request: guardianship.request,
    waiting: acts
      .filter(({ state }) => state === 'proposed')
      .map((act) => describeAct(act, { id: customer.id, name })),
    history: [
      ...acts.flatMap(entryOfAct),
      ...guardianship.history,
      ...events.map((event): desk.HistoryEntry => ({
        at: event.at.toISOString(),
        source: 'bankid',
        kind: event.kind,
        outcome: 'done',
        actor: event.actor === 'holder' ? 'holder' : 'system',
        by: null,
        decidedBy: null,
      })),
    ].sort((left, right) => right.at.localeCompare(left.at)),
    handsOut: handedOutBy(officer.bank),
  };
}

function describeBankId(bankId: BankId & { letters: ActivationLetter[] }, now: Date): desk.CustomerBankId {
  const state = stateOf(bankId, now);
  return {
    id: bankId.id,
    state,
    suspension:
      state === 'suspended' ? (desk.customerBankId.shape.suspension.parse(bankId.suspension) ?? null) : null,
    validFrom: bankId.validFrom.toISOString(),
    validTo: bankId.validTo.toISOString(),
    lastUsedAt: bankId.lastUsedAt?.toISOString() ?? null,
    certificateSerial: bankId.certificateSerial,
    letterUntil: bankId.letters[0]?.expiresAt.toISOString() ?? null,
  };
}

function describeUnit({ id, kind, serialNumber, state }: CodeUnit): desk.CustomerUnit {
  const noCard = { codesLeft: null, runningOut: false };
  return desk.customerUnit.parse({ id, kind: 'code-unit', unit: kind, serialNumber, state, ...noCard });
}

function describeCard({ id, serialNumber, state: stored, used }: CodeCard): desk.CustomerUnit {
  const state = desk.customerUnit.shape.state.parse(stored);
  const runningOut = state === 'used-up' || isCardRunningOut({ used, state });
  return {
    id,
    kind: 'code-card',
    unit: null,
    serialNumber,
    state,
    codesLeft: codesLeft({ used, state }),
    runningOut,
  };
}

function entryOfAct(act: FullAct): desk.HistoryEntry[] {
  if (act.state === 'proposed') return [];
  return [
    {
      at: (act.decidedAt ?? act.proposedAt).toISOString(),
      source: 'desk',
      kind: act.kind,
      outcome: desk.historyEntry.shape.outcome.parse(act.state),
      actor: 'officer',
      by: act.proposedBy.name,
      decidedBy: act.decidedBy?.name ?? null,
    },
  ];
}
