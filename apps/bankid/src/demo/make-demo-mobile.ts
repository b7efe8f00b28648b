import type { BankidRoom } from '../room.js';
import { inventedPeople } from './invented-people.js';

/** Who still has BankID on mobile, the old kind in the SIM, from before none was made any more. */
const holderKey = 'mateusz';
const phone = { phoneMasked: '··· ·· 218', phasedOutOn: '2027-06-30' };

/** One demo person has BankID on mobile beside their BankID; it moves to the app when that is activated. */
export async function makeDemoMobile({ context }: Pick<BankidRoom, 'context'>): Promise<void> {
  const bankIdId = inventedPeople.find(({ key }) => key === holderKey)?.bankIdId;
  if (bankIdId === undefined) throw new TypeError(`there is no demo person ${holderKey}`);
  await context.database.prisma.mobileBankId.upsert({
    where: { bankIdId },
    create: { bankIdId, ...phone },
    update: {},
  });
}
