import type { Transaction } from '@segl/database';
import { osloDate } from '@segl/domain';
import { voidLetters } from '../../issuing/activation-letters.js';
import { blockIn, revokeBankIdsOf, type Revocation } from '../../issuing/revoke-bankid.js';
import type { BankidRoom } from '../../room.js';
import { notPossible, type ActHandler } from './act-handler.js';
import { blockAllSources } from './code-source-acts.js';

/**
 * The person has died: nothing is proven or issued from then on, at any bank, and every certificate is revoked. What they
 * signed while alive stays valid.
 */
export const recordDeath: ActHandler<'record-death'> = {
  details: ({ diedOn }) => ({ diedOn }),
  check(room, { customer }, { diedOn }) {
    const isPossible = diedOn >= customer.person.birthDate && diedOn <= osloDate(room.context.clock.now());
    return isPossible ? Promise.resolve() : Promise.reject(notPossible('no-such-day'));
  },
  prepare(room, { customer: { personId }, actor }, { diedOn }) {
    const revocation = { ground: 'died', actor } as const;
    return Promise.resolve({
      async store(tx: Transaction) {
        await tx.person.update({ where: { id: personId }, data: { diedOn } });
        await blockAll(room, tx, { personId }, revocation);
      },
      async after() {
        await revokeBankIdsOf(room, { personId }, revocation);
      },
    });
  },
};

/** The customer relation ends: what the bank has issued is blocked. Other banks' BankIDs are theirs. */
export const endCustomer: ActHandler<'end-customer'> = {
  check: () => Promise.resolve(),
  prepare(room, { bank, customer, actor }) {
    const revocation = { ground: 'customer-ended', actor } as const;
    const whose = { personId: customer.personId, bankId: bank.id };
    return Promise.resolve({
      async store(tx: Transaction) {
        const { count } = await tx.customer.updateMany({
          where: { id: customer.id, endedAt: null },
          data: { endedAt: room.context.clock.now(), hasAccount: false, hasOnlineBanking: false },
        });
        if (count === 0) throw notPossible('ended-already');
        await blockAll(room, tx, whose, revocation);
      },
      async after() {
        await revokeBankIdsOf(room, whose, revocation);
      },
    });
  },
};

async function blockAll(
  room: BankidRoom,
  tx: Transaction,
  whose: { personId: string; bankId?: string },
  revocation: Revocation,
): Promise<void> {
  for (const { id } of await tx.bankId.findMany({ where: whose, orderBy: { id: 'asc' } })) {
    await blockIn(room, tx, id, revocation);
    await voidLetters(room, tx, { bankIdId: id });
  }
  await blockAllSources(tx, whose);
}
