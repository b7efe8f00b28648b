import { randomUUID } from 'node:crypto';
import { trust, vault } from '@segl/contracts';
import type { BankId, Person } from '@segl/database';
import { bankIdValidTo } from '@segl/domain';
import { createServiceClient } from '@segl/platform';
import { BankidError } from '../errors.js';
import { passwordFault } from '../proof/passwords.js';
import type { BankidRoom } from '../room.js';
import { ensurePerson, type PersonFacts } from './ensure-person.js';

/** What a bank asks for when it issues a BankID. */
export interface IssueRequest {
  person: PersonFacts;
  /** Id of the bank, which is also its issuer in trust. */
  bank: string;
  /** Personal password, chosen by the holder. */
  password: string;
  /** Default: EC-P256. */
  algorithm?: vault.KeyAlgorithm;
  /** Default: now. Validity is two years from here. */
  validFrom?: Date;
  /** Default: a new one. An id that is taken already is not issued again. */
  id?: string;
}

/**
 * Issues a BankID: key in the vault, certificate by the bank's CA over proof of possession, then the BankID itself. The
 * person keeps their stable identifier. A failure half-way leaves at most a key that nobody can use.
 *
 * @throws BankidError `bankid.password-too-weak`, `bankid.bank-unknown`, `bankid.national-identity-number-invalid`;
 *   PlatformError `platform.service-unreachable`; ServiceAnswerError when vault or trust refuses
 */
export async function issueBankId(room: BankidRoom, request: IssueRequest): Promise<BankId> {
  const { context, passwords } = room;
  const { prisma } = context.database;
  const { id = randomUUID(), validFrom = context.clock.now() } = request;
  const bank = await prisma.bank.findUnique({ where: { id: request.bank } });
  if (bank === null) throw new BankidError('bankid.bank-unknown', `there is no bank ${request.bank}`);
  const person = await ensurePerson(room, request.person);
  const fault = passwordFault(request.password, person.birthDate);
  if (fault !== undefined)
    throw new BankidError('bankid.password-too-weak', `the password will not do: ${fault}`);
  const existing = await prisma.bankId.findUnique({ where: { id } });
  if (existing !== null) return existing;

  const { algorithm = 'EC-P256' } = request;
  const { credentialId, certificate } = await certifyNewKey(room, {
    person,
    issuer: bank.id,
    validFrom,
    algorithm,
  });
  return prisma.bankId.upsert({
    where: { id },
    create: {
      id,
      personId: person.id,
      bankId: bank.id,
      state: 'active',
      credentialId,
      certificateSerial: certificate.serialNumber,
      algorithm,
      validFrom: new Date(certificate.notBefore),
      validTo: new Date(certificate.notAfter),
      passwordHash: await passwords.hash(request.password),
    },
    update: {},
  });
}

/**
 * A new key in the vault, with a certificate of the bank's CA over proof of possession. Nobody can use it until a BankID
 * names it. HTTP, so never inside a transaction.
 *
 * @param wanted `issuer` is the bank's id; validity is two years from `validFrom`
 * @throws PlatformError `platform.service-unreachable`; ServiceAnswerError when vault or trust refuses
 */
export async function certifyNewKey(
  { context }: Pick<BankidRoom, 'context'>,
  wanted: { person: Person; issuer: string; validFrom: Date; algorithm: vault.KeyAlgorithm },
) {
  const { person, issuer, validFrom, algorithm } = wanted;
  const subject = [
    { type: 'serialNumber', value: person.sub },
    { type: 'SN', value: person.familyName },
    { type: 'GN', value: person.givenName },
    { type: 'CN', value: `${person.givenName} ${person.familyName}` },
  ];
  const vaultClient = createServiceClient(context, 'vault');
  const key = await vaultClient.json('/keys', {
    method: 'POST',
    purpose: vault.vaultPurposes.keys,
    json: { owner: person.sub, algorithm, subject },
    schema: vault.createKeyAnswer,
  });
  const certificate = await createServiceClient(context, 'trust').json('/certificates', {
    method: 'POST',
    purpose: trust.trustPurposes.certificates,
    json: {
      profile: 'holder',
      issuer,
      subject,
      certificationRequest: key.certificationRequest,
      validFrom: validFrom.toISOString(),
      validDays: daysBetween(validFrom, bankIdValidTo(validFrom)),
    },
    schema: trust.certificateAnswer,
  });
  await vaultClient.json(`/keys/${key.credentialId}/certificate`, {
    method: 'PUT',
    purpose: vault.vaultPurposes.keys,
    json: { certificates: certificate.certificates },
    schema: vault.credentialAnswer,
  });
  return { credentialId: key.credentialId, certificate };
}

const daysBetween = (from: Date, to: Date): number =>
  Math.round((to.getTime() - from.getTime()) / (24 * 3600 * 1000));
