import type { BankIdRequest, Transaction } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { ErrorCode } from '@segl/contracts';
import { certifyFor, storeOrderedBankId } from '../../issuing/store-bankid.js';
import { ageOf, ageVerdict, missingOf } from '../../requests/order-rules.js';
import { findOpenRequest, hasBankIdInUse, type Whose } from '../../requests/requests.js';
import type { BankidRoom } from '../../room.js';
import type { ActHandler, ActScene } from './act-handler.js';
import { handOut, requireHandedOut, usableSource } from './code-source-acts.js';

/**
 * Issues a BankID after a personal meeting: key and certificate, a code unit or card where none is in hand, and the activation
 * letter. It is `ordered` until the holder chooses a password with the letter's code and one of the code unit. For somebody
 * under 18 a registered guardian has said yes before.
 */
export const orderBankId: ActHandler<'order-bankid'> = {
  details: ({ codeUnit }) => ({ codeUnit }),
  async check(room, scene, { codeUnit }) {
    await requireForOrdering(room, scene);
    await requireConsent(room, scene);
    if ('existing' in codeUnit) await usableSource(room, scene, codeUnit.existing);
    else requireHandedOut(scene, codeUnit.issue);
  },
  async prepare(room, scene, { codeUnit }) {
    const { person } = scene.customer;
    const key = await certifyFor(room, { person, issuer: scene.bank.id });
    return {
      async store(tx) {
        await requireNoBankId(room, tx, scene);
        const request = await consentFor(room, tx, scene);
        if (request === 'missing') throw guardianNeeded(room, scene);
        if ('issue' in codeUnit) await handOut(room, tx, scene, codeUnit.issue);
        await storeOrderedBankId(room, tx, { ...whoseOf(scene), key, request, actor: scene.actor });
      },
    };
  },
};

/** What everybody needs who is to have a BankID, at any age. @throws ProblemError */
export async function requireForOrdering(room: BankidRoom, scene: ActScene): Promise<void> {
  const [missing] = await missingOf(room, scene.customer);
  if (missing !== undefined) throw new ProblemError(codesOfMissing[missing]);
  const { bank, customer } = scene;
  if (ageVerdict(room, { bank, person: customer.person, channel: 'desk' }).kind === 'refused') {
    throw new ProblemError('desk.too-young', factsOfAge(room, scene));
  }
  await requireNoBankId(room, room.context.database.prisma, scene);
}

/** Who asks where, of an act. */
export const whoseOf = ({ bank, customer }: ActScene): Whose => ({
  bankId: bank.id,
  personId: customer.personId,
});

const codesOfMissing = {
  account: 'desk.account-needed',
  'online-banking': 'desk.online-banking-needed',
  passport: 'desk.passport-needed',
} as const satisfies Record<string, ErrorCode>;

async function requireConsent(room: BankidRoom, scene: ActScene): Promise<void> {
  const request = await consentFor(room, room.context.database.prisma, scene);
  if (request === 'missing') throw guardianNeeded(room, scene);
}

/** The request that a guardian has approved; undefined where nobody has to. */
async function consentFor(
  room: BankidRoom,
  database: Pick<Transaction, 'bankIdRequest'>,
  scene: ActScene,
): Promise<BankIdRequest | undefined | 'missing'> {
  const { bank, customer } = scene;
  const request = await findOpenRequest(room, database, whoseOf(scene));
  const verdict = ageVerdict(room, { bank, person: customer.person, channel: 'desk' });
  if (verdict.kind === 'of-age') return request;
  return request?.state === 'approved' ? request : 'missing';
}

function guardianNeeded(room: BankidRoom, scene: ActScene): ProblemError {
  return new ProblemError('desk.guardian-needed', factsOfAge(room, scene));
}

const factsOfAge = (room: BankidRoom, { bank, customer }: ActScene) => ({
  extras: { facts: { ageLimit: bank.ageLimit, age: ageOf(room, customer.person) } },
});

/** One BankID a bank: an expired or blocked one is followed by a new one, the identifier of the person stays. */
async function requireNoBankId(
  room: BankidRoom,
  database: Pick<Transaction, 'bankId'>,
  scene: ActScene,
): Promise<void> {
  if (await hasBankIdInUse(room, database, whoseOf(scene))) throw new ProblemError('desk.bankid-exists');
}
