import { upload } from '@segl/contracts';
import { ProblemError, verifyServiceToken, verifyTicket } from '@segl/platform';
import type { Request } from 'express';
import type { IntakeAccess } from '../intake/intake-view.js';
import type { UploadRoom } from '../room.js';

const ticketAdmission = { callers: ['signing'], purpose: upload.uploadTicketPurpose } as const;
const serviceAdmission = { callers: ['signing'], purpose: upload.uploadPurposes.readIntake } as const;

/** Whose name a new intake is made in. @throws ProblemError `platform.ticket-invalid` */
export async function senderOf(room: UploadRoom, request: Request): Promise<{ ownerId: string }> {
  const { ownerId } = await accessOf(room, request);
  return { ownerId: ownerId === 'any' ? 'service:signing' : ownerId };
}

/** Which intakes a caller may see: a ticket's own, or all for signing itself. @throws ProblemError `platform.ticket-invalid` */
export async function accessOf(room: UploadRoom, request: Request): Promise<IntakeAccess> {
  try {
    const { subject } = await verifyTicket(room.context, request, ticketAdmission);
    return { ownerId: subject };
  } catch (ticketError) {
    if (!(ticketError instanceof ProblemError)) throw ticketError;
    // A service token is no ticket; if it is neither, the ticket's problem is what the browser should hear.
    return verifyServiceToken(room.context, request, serviceAdmission).then(
      () => ({ ownerId: 'any' as const }),
      () => {
        throw ticketError;
      },
    );
  }
}
