import type { bankid } from '@segl/contracts';
import type { CodeUnit } from '@segl/database';
import { eventLookAhead } from '@segl/domain';
import { cardLabel, codeSecretLabel } from '../proof/code-sources.js';
import {
  codeAt,
  codeOfEvent,
  codePeriodSeconds,
  secondsLeftAt,
  timeStepAt,
} from '../proof/one-time-codes.js';
import type { BankidRoom } from '../room.js';

type DemoPerson = bankid.DemoPeople['people'][number];
type SourceRoom = Pick<BankidRoom, 'context' | 'secrets'>;

/** What a simulated code unit shows: by its clock, or at the next presses of its button. */
export async function describeUnit(
  { context, secrets }: SourceRoom,
  unit: CodeUnit,
): Promise<DemoPerson['codeUnit']> {
  const now = context.clock.now();
  const secret = secrets.unseal(unit.secretSealed, codeSecretLabel(unit.serialNumber));
  const last = Number(unit.lastTimeStep);
  const isByClock = unit.kind !== 'event';
  const counters = Array.from({ length: eventLookAhead + 1 }, (_, press) => last + 1 + press);
  const nextCodes = isByClock ? [] : counters.map((counter) => codeOfEvent(secret, counter));
  return {
    serialNumber: unit.serialNumber,
    kind: isByClock ? 'time' : 'event',
    code: nextCodes[0] ?? codeAt(secret, now),
    nextCodes,
    used: isByClock && last >= timeStepAt(now),
    secondsLeft: secondsLeftAt(now),
    periodSeconds: codePeriodSeconds,
  };
}

/** The printed card of a customer, as paper shows it; null where they have none in use. */
export async function describeCard(
  { context, secrets }: SourceRoom,
  { personId, bankId }: Pick<CodeUnit, 'personId' | 'bankId'>,
): Promise<DemoPerson['codeCard']> {
  const card = await context.database.prisma.codeCard.findFirst({
    where: { personId, bankId, state: 'active' },
    orderBy: { issuedAt: 'desc' },
  });
  if (card === null) return null;
  const { serialNumber, used } = card;
  const codes = secrets.unsealText(card.codesSealed, cardLabel(serialNumber)).split(' ');
  return {
    serialNumber,
    codes: codes.map((code, index) => ({ number: index + 1, code, used: index < used })),
  };
}
