import { ProblemError } from '@segl/platform';
import { changeOrder } from '../orders/change-order.js';
import type { SessionPerson } from '../sessions/session-data.js';
import type { SigningRoom } from '../signing-room.js';
import { loadInvitation, requireParty, requireReadable, type Invitation } from './load-invitation.js';

/**
 * The document behind a link, for the person it is meant for. The first time is remembered: the party is that person
 * from then on, and the sender sees that it was opened.
 *
 * @throws ProblemError as {@link requireParty} and {@link requireReadable}
 */
export async function openInvitation(
  room: SigningRoom,
  linkToken: string,
  person: SessionPerson,
): Promise<Invitation> {
  const invitation = await loadInvitation(room, linkToken);
  requireParty(invitation, person);
  requireReadable(invitation);
  if (invitation.party.state !== 'invited' && invitation.party.sub !== null) return invitation;
  await rememberOpening(room, invitation, person);
  const opened = await loadInvitation(room, linkToken);
  requireParty(opened, person);
  requireReadable(opened);
  return opened;
}

async function rememberOpening(
  room: SigningRoom,
  { party, order }: Invitation,
  person: SessionPerson,
): Promise<void> {
  try {
    await changeOrder(room, {
      orderId: order.id,
      event: { type: 'party-opened', partyId: party.id, at: room.context.clock.now() },
      alongside: async (tx) => {
        // Of two people with the same name and birth date, the first one is the party.
        await tx.party.updateMany({ where: { id: party.id, sub: null }, data: { sub: person.sub } });
      },
    });
  } catch (error) {
    // Signed or ended in between: the caller reads again and says so.
    if (!(error instanceof ProblemError)) throw error;
  }
}
