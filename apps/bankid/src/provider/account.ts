import type { Account, FindAccount } from 'oidc-provider';
import { bankid } from '@segl/contracts';
import type { Bank, BankId, Person, Proof } from '@segl/database';
import type { BankidRoom } from '../room.js';

type AccountRoom = Pick<BankidRoom, 'context' | 'secrets'>;

/** The label that a person's national identity number is sealed under. */
export const nationalIdLabel = (sub: string): string => `national-id:${sub}`;

/** A proof with everything that tokens say of it. */
export type FullProof = Proof & { bankId: BankId & { bank: Bank; person: Person } };

/** The proof behind a grant; undefined when there is none. */
export async function findProof(
  { context }: Pick<BankidRoom, 'context'>,
  grantId: string,
): Promise<FullProof | undefined> {
  const proof = await context.database.prisma.proof.findUnique({
    where: { grantId },
    include: { bankId: { include: { bank: true, person: true } } },
  });
  return proof ?? undefined;
}

/**
 * Accounts are persons by their stable identifier; what is said of them in tokens comes from the proof behind the grant, since
 * one person may hold BankIDs of several banks.
 */
export function createFindAccount(room: AccountRoom): FindAccount {
  return async (_ctx, sub, token): Promise<Account | undefined> => {
    const proof = token?.grantId === undefined ? undefined : await findProof(room, token.grantId);
    // Blocked since it was proven: the code is exchanged for nothing, and tokens tell nothing.
    if (proof?.bankId.state === 'blocked') return undefined;
    return { accountId: sub, claims: (_use, scope) => claimsFor(room, { sub, proof, scope }) };
  };
}

function claimsFor(
  room: AccountRoom,
  { sub, proof, scope }: { sub: string; proof: FullProof | undefined; scope: string },
): ReturnType<Account['claims']> {
  if (proof === undefined || proof.bankId.person.sub !== sub) return { sub };
  return {
    ...claimsOf(proof),
    ...(scope.split(' ').includes(bankid.scopes.nationalId)
      ? {
          nnin_altsub: room.secrets.unsealText(proof.bankId.person.nationalIdSealed, nationalIdLabel(sub)),
        }
      : {}),
  };
}

function claimsOf({ bankId, transactionId }: FullProof) {
  const { person, bank } = bankId;
  return {
    sub: person.sub,
    bankid_altsub: person.sub,
    name: `${person.givenName} ${person.familyName}`,
    given_name: person.givenName,
    family_name: person.familyName,
    birthdate: person.birthDate,
    originator: originatorOf(bank),
    originator_name: bank.name,
    additionalCertInfo: {
      serialNumber: bankId.certificateSerial,
      certValidFrom: bankId.validFrom.toISOString(),
      certValidTo: bankId.validTo.toISOString(),
      certQualified: false,
    },
    tid: transactionId,
  };
}

/** The issuing bank in the shape that callers of Norwegian BankID read. */
export function originatorOf({ name, originator }: Pick<Bank, 'name' | 'originator'>): string {
  return `CN=${name},O=Segl test,C=NO;OriginatorId=${originator};OriginatorName=${name}`;
}
