import type { BankId } from '@segl/database';
import { bankIdStates, effectiveBankIdState, type BankIdFacts, type BankIdState } from '@segl/domain';

type Stored = Pick<BankId, 'state' | 'validFrom' | 'validTo' | 'lastUsedAt'>;

/** What the rules go by, read strictly. */
export function factsOf({ state, validFrom, validTo, lastUsedAt }: Stored): BankIdFacts {
  const known = bankIdStates.find((name) => name === state);
  if (known === undefined) throw new TypeError(`unknown BankID state ${state}`);
  return { state: known, validTo, lastUsedAt: lastUsedAt ?? validFrom };
}

/** The stored state, with expiry and lapse by the clock. */
export const stateOf = (bankId: Stored, at: Date): BankIdState => effectiveBankIdState(factsOf(bankId), at);

/** True while the holder has to choose a password with the code from the bank's letter: new, or reset by the bank. */
export function awaitsPassword(bankId: Stored & Pick<BankId, 'passwordHash'>, at: Date): boolean {
  const state = stateOf(bankId, at);
  return state === 'ordered' || (state === 'active' && bankId.passwordHash === null);
}
