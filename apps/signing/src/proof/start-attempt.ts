import { randomUUID } from 'node:crypto';
import type { signing } from '@segl/contracts';
import { resumableAttemptStates, type ConsentRecord } from '@segl/domain';
import type { Prisma } from '@segl/database';
import { ProblemError } from '@segl/platform';
import { requireSignable, type Invitation } from '../invitations/load-invitation.js';
import { referenceOf } from '../orders/order-job.js';
import type { SigningRoom } from '../signing-room.js';
import { driveAttempt } from '../signing/drive-attempt.js';
import { changeAttempt } from './change-attempt.js';
import { sealProof } from './sealed-proof.js';

/** Who starts an attempt, and with what. */
export interface AttemptRequest {
  sessionHash: string;
  consentId: string;
  language: 'nb' | 'nn' | 'en';
}

/**
 * Step 6, its beginning: an attempt is stored, and what is to be signed travels to the bank by a pushed request. When an
 * earlier attempt of this party has its proof already, that one goes on instead.
 *
 * @throws ProblemError `signing.consent-required`, `signing.consent-stale`, `signing.already-signed` and other states
 */
export async function startAttempt(
  room: SigningRoom,
  invitation: Invitation,
  request: AttemptRequest,
): Promise<signing.SigningAttempt> {
  requireSignable(invitation);
  const resumed = await resumeEarlier(room, invitation);
  if (resumed !== undefined) return resumed;

  const consent = await findConsent(room, invitation, request.consentId);
  const attempt = await room.prisma.signingAttempt.create({
    data: newAttempt(room, invitation, { consentId: consent.id, sessionHash: request.sessionHash }),
  });
  room.crashAt('after-attempt-created');
  const startedAt = Math.floor(room.context.clock.now().getTime() / 1000);
  const { order, document, party } = invitation;
  const pushed = await room.identity.pushSigning({
    birthDate: party.birthDate,
    language: request.language,
    nationalId: party.nationalIdHmac === null ? 'not-wanted' : 'wanted',
    detail: {
      type: 'segl_signature',
      documents: [{ label: document.title, sha256: confirmedSha256(document) }],
      consentSha256: consent.sha256,
      reference: referenceOf(order.id),
      caller: (order.organisationName ?? order.senderName).slice(0, 120),
    },
  });
  const { nonce, codeVerifier, state } = pushed;
  await changeAttempt(
    { prisma: room.prisma, now: room.context.clock.now() },
    attempt,
    { type: 'pushed' },
    { oidcState: state, sealed: sealProof(room.secrets, attempt.id, { nonce, codeVerifier, startedAt }) },
  );
  room.crashAt('after-attempt-pushed');
  return { id: attempt.id, state: 'authorizing', redirectUrl: pushed.redirectUrl, failure: null };
}

async function resumeEarlier(
  room: SigningRoom,
  { party }: Invitation,
): Promise<signing.SigningAttempt | undefined> {
  const earlier = await room.prisma.signingAttempt.findFirst({
    where: { partyId: party.id, state: { in: [...resumableAttemptStates] } },
    orderBy: { createdAt: 'desc' },
  });
  if (earlier === null) return undefined;
  const outcome = await driveAttempt(room, earlier.id);
  // An attempt that failed for good (its proof is too old) makes room for a new one.
  return outcome.state === 'committed' ? outcome : undefined;
}

async function findConsent(room: SigningRoom, { party, document }: Invitation, consentId: string) {
  const consent = await room.prisma.consent.findUnique({ where: { id: consentId } });
  if (consent === null || consent.partyId !== party.id) throw new ProblemError('signing.consent-required');
  const [confirmed] = (JSON.parse(consent.record) as ConsentRecord).documents;
  if (
    confirmed?.preparedSha256 !== document.preparedSha256 ||
    confirmed?.manifestSha256 !== document.manifestSha256
  ) {
    throw new ProblemError('signing.consent-stale');
  }
  return consent;
}

function newAttempt(
  room: SigningRoom,
  { party }: Invitation,
  { consentId, sessionHash }: { consentId: string; sessionHash: string },
): Prisma.SigningAttemptUncheckedCreateInput {
  const now = room.context.clock.now();
  const id = randomUUID();
  return {
    id,
    partyId: party.id,
    consentId,
    state: 'created',
    sessionHash,
    // Unique from the start; the real one comes with the pushed request.
    oidcState: `created:${id}`,
    sealed: new Uint8Array(),
    createdAt: now,
    updatedAt: now,
  };
}

function confirmedSha256({ preparedSha256 }: Invitation['document']): string {
  if (preparedSha256 === null) throw new ProblemError('signing.order-preparing');
  return preparedSha256;
}
