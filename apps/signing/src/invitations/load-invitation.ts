import { isSameName } from '@segl/domain';
import type { Prisma } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { SessionPerson } from '../sessions/session-data.js';
import { loadOrder, type FullOrder } from '../orders/load-order.js';
import type { SigningRoom } from '../signing-room.js';

type PartyRow = Prisma.PartyGetPayload<object>;
export type DocumentRow = FullOrder['documents'][number];

/** What a link leads to, before anybody has proven anything. */
export interface Invitation {
  party: PartyRow;
  order: FullOrder;
  /** The first release signs one document an order. */
  document: DocumentRow;
}

/** @throws ProblemError `signing.invitation-not-found` */
export async function loadInvitation(room: SigningRoom, linkToken: string): Promise<Invitation> {
  const found = await room.prisma.party.findUnique({
    where: { linkToken },
    select: { id: true, orderId: true },
  });
  if (found === null) throw new ProblemError('signing.invitation-not-found');
  const order = await loadOrder(room, found.orderId);
  const party = order.parties.find(({ id }) => id === found.id);
  const [document] = order.documents;
  if (party === undefined || document === undefined) throw new ProblemError('signing.invitation-not-found');
  return { party, order, document };
}

/** What identifies a person to a party. */
export type Identity = Pick<SessionPerson, 'sub' | 'name' | 'birthDate' | 'nationalIdHmac'>;

/** `unknown`: only a log-in for this very invitation can tell. */
export type Relation = 'granted' | 'not-yours' | 'unknown';

/**
 * Whether this is the person who was asked: known by `sub` from the first time on. Before that, by the national identity
 * number's keyed hash where the sender gave one (the bank tells the number only in a log-in for this invitation), else by
 * birth date and name.
 */
export function relationTo(
  party: Pick<PartyRow, 'sub' | 'name' | 'birthDate' | 'nationalIdHmac'>,
  person: Identity,
): Relation {
  if (party.birthDate !== person.birthDate) return 'not-yours';
  if (party.sub !== null) return party.sub === person.sub ? 'granted' : 'not-yours';
  if (party.nationalIdHmac !== null) {
    if (person.nationalIdHmac === undefined) return 'unknown';
    return party.nationalIdHmac === person.nationalIdHmac ? 'granted' : 'not-yours';
  }
  return isSameName(party.name, person.name) ? 'granted' : 'not-yours';
}

/**
 * The one check of who may read and sign behind a link.
 * @throws ProblemError `signing.not-your-document`, `signing.login-required`
 */
export function requireParty({ party }: Pick<Invitation, 'party'>, person: Identity): void {
  const relation = relationTo(party, person);
  if (relation === 'unknown') throw new ProblemError('signing.login-required');
  if (relation === 'not-yours') throw new ProblemError('signing.not-your-document');
}

/**
 * That the order can be read and signed now. A signed one can still be read by who signed.
 * @throws ProblemError `signing.order-preparing`, `signing.order-cancelled`, `signing.order-expired`, `signing.order-not-open`
 */
export function requireReadable({ order, party }: Pick<Invitation, 'order' | 'party'>): void {
  if (order.state === 'open' || party.state === 'signed') return;
  switch (order.state) {
    case 'preparing':
      throw new ProblemError('signing.order-preparing');
    case 'cancelled':
      throw new ProblemError('signing.order-cancelled');
    case 'expired':
      throw new ProblemError('signing.order-expired');
    default:
      throw new ProblemError('signing.order-not-open');
  }
}

/** As {@link requireReadable}, and this party has not signed yet. @throws ProblemError `signing.already-signed` besides */
export function requireSignable(invitation: Pick<Invitation, 'order' | 'party'>): void {
  if (invitation.party.state === 'signed') throw new ProblemError('signing.already-signed');
  requireReadable(invitation);
}
