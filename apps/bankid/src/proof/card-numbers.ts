import { codesOnCard, nextCardNumber } from '@segl/domain';
import type { BankidRoom } from '../room.js';
import type { CodeHolders } from './code-sources.js';

/** Which code of which card the dialog asks for. */
export interface AskedCardNumber {
  /** The last three characters of the card's serial number. */
  cardEnding: string;
  number: number;
}

/** So many birth dates in a hundred have two cards, or are made to look so. */
const seemingTwins = 6;
const daysPerCode = 9;

/**
 * The numbers that are asked for: one for each card that these holders use. Where there is no card, a number is made up that
 * looks the same and moves on now and then: what the dialog asks tells nobody who has a card, or who exists.
 */
export async function askedCardNumbers(
  { context, secrets }: Pick<BankidRoom, 'context' | 'secrets'>,
  holders: CodeHolders,
): Promise<AskedCardNumber[]> {
  const person = 'personId' in holders ? { id: holders.personId } : { birthDate: holders.birthDate };
  const cards = await context.database.prisma.codeCard.findMany({
    where: { state: 'active', person },
    orderBy: { serialNumber: 'asc' },
  });
  const asked = cards.flatMap(({ serialNumber, used }) => {
    const number = nextCardNumber({ used, state: 'active' });
    return number === undefined ? [] : [{ cardEnding: serialNumber.slice(-3), number }];
  });
  if (asked.length > 0) return asked;
  const subject = 'personId' in holders ? holders.personId : holders.birthDate;
  const hash = secrets.counterKey('no-card', subject).split(':')[1] ?? '';
  const drawn = (at: number): number => Number.parseInt(hash.slice(at * 8, at * 8 + 8), 16);
  const days = Math.floor(context.clock.now().getTime() / 86_400_000);
  const made = (at: number): AskedCardNumber => ({
    cardEnding: String(drawn(at) % 1000).padStart(3, '0'),
    number:
      ((Math.floor((days + (drawn(at + 1) % daysPerCode)) / daysPerCode) + drawn(at + 1)) % codesOnCard) + 1,
  });
  return drawn(6) % 100 < seemingTwins ? [made(0), made(2)] : [made(0)];
}
