import { randomUUID } from 'node:crypto';
import type { BankIdRequest, Person, Prisma, Transaction } from '@segl/database';
import { ProblemError, ServiceAnswerError } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import { makeLetter } from './activation-letters.js';
import { certifyNewKey } from './issue-bankid.js';

/** A key with its certificate that no BankID names yet. */
export type CertifiedKey = Awaited<ReturnType<typeof certifyNewKey>>;

/**
 * Key and certificate for a new BankID of a bank: HTTP, so never inside a transaction. A vault or trust that is not up is
 * told as that: whoever waits goes on waiting.
 * @throws ProblemError `platform.upstream-unavailable`
 */
export async function certifyFor(
  room: Pick<BankidRoom, 'context'>,
  { person, issuer }: { person: Person; issuer: string },
): Promise<CertifiedKey> {
  try {
    const validFrom = room.context.clock.now();
    return await certifyNewKey(room, { person, issuer, validFrom, algorithm: 'EC-P256' });
  } catch (cause) {
    if (!(cause instanceof ServiceAnswerError) || cause.status < 500) throw cause;
    throw new ProblemError('platform.upstream-unavailable', { cause });
  }
}

/**
 * Writes a BankID that has been ordered, at the desk or online, into the bank's books, with its activation letter: it is
 * `ordered` until the holder chooses a password with the letter's code and one of the code unit.
 *
 * @param request the open request that it answers; none where nobody had to be asked
 */
export async function storeOrderedBankId(
  room: Pick<BankidRoom, 'context' | 'secrets'>,
  tx: Transaction,
  ordered: {
    bankId: string;
    personId: string;
    key: CertifiedKey;
    request: Pick<BankIdRequest, 'id' | 'channel' | 'guardianSub'> | undefined;
    actor: string;
  },
): Promise<{ id: string }> {
  const { bankId, personId, key, request, actor } = ordered;
  const id = randomUUID();
  const at = room.context.clock.now();
  await tx.bankId.create({
    data: {
      id,
      personId,
      bankId,
      state: 'ordered',
      credentialId: key.credentialId,
      certificateSerial: key.certificate.serialNumber,
      validFrom: new Date(key.certificate.notBefore),
      validTo: new Date(key.certificate.notAfter),
    },
  });
  const issued = { state: 'issued', issuedBankIdId: id };
  if (request === undefined) {
    await tx.bankIdRequest.create({
      data: { bankId, personId, channel: 'desk', approvedAt: at, createdAt: at, ...issued },
    });
  } else {
    await tx.bankIdRequest.update({ where: { id: request.id }, data: issued });
  }
  await makeLetter(room, tx, { bankIdId: id });
  const details: Prisma.InputJsonObject =
    request === undefined
      ? {}
      : { requestId: request.id, channel: request.channel, guardianSub: request.guardianSub };
  await tx.bankIdEvent.create({ data: { bankIdId: id, kind: 'ordered', actor, details, at } });
  return { id };
}
