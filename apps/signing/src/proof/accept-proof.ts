import { setTimeout as delay } from 'node:timers/promises';
import type { signing } from '@segl/contracts';
import { withTransaction } from '@segl/database';
import { ProblemError } from '@segl/platform';
import { appendAuditEntry } from '../audit/append-audit-entry.js';
import { loadInvitation, type Invitation } from '../invitations/load-invitation.js';
import { personOf } from '../login/claims.js';
import { IdentityError, problemCodeOf, type IdentityAnswer } from '../login/identity-provider.js';
import type { SessionPerson } from '../sessions/session-data.js';
import type { SigningRoom } from '../signing-room.js';
import { driveAttempt, viewAttempt } from '../signing/drive-attempt.js';
import { sendResumeJob } from '../signing/resume-jobs.js';
import {
  changeAttempt,
  failAttempt,
  failAttemptAsRead,
  type AttemptFailure,
  type AttemptRow,
} from './change-attempt.js';
import { findFailedCheck, readActivation } from './proof-checks.js';
import { openProof, sealProof } from './sealed-proof.js';

/** The browser has come back from the bank. */
export interface ProofAnswer {
  query: URLSearchParams;
  sessionHash: string;
  person: SessionPerson | undefined;
}

/** Where the signer stands after the answer. */
export interface ProofOutcome {
  linkToken: string;
  attempt: signing.SigningAttempt;
}

/**
 * Step 6, its end, and with a good proof at once steps 7 and 8. A reload of the bank's answer changes nothing: the
 * attempt is driven on from wherever it is.
 *
 * @throws ProblemError `signing.proof-failed` when the answer belongs to no attempt of this session
 */
export async function acceptProof(room: SigningRoom, answer: ProofAnswer): Promise<ProofOutcome> {
  const state = answer.query.get('state') ?? '';
  const attempt = await room.prisma.signingAttempt.findFirst({
    where: { oidcState: { in: [state, exchanged(state)] } },
    include: { party: { select: { linkToken: true } }, consent: { select: { sha256: true } } },
  });
  // An answer is accepted in the session that asked for it only: nobody can be made to finish another's signing.
  if (attempt === null || attempt.sessionHash !== answer.sessionHash || answer.person === undefined) {
    throw new ProblemError('signing.proof-failed');
  }
  const { linkToken } = attempt.party;
  const claimed = attempt.state === 'authorizing' ? await claimAnswer(room, attempt) : undefined;
  if (claimed === undefined) {
    await awaitOtherRun(room, attempt.id);
    return { linkToken, attempt: await driveAttempt(room, attempt.id) };
  }
  const failure = await judge(room, { attempt: claimed, state, answer, person: answer.person });
  if (failure !== undefined) {
    await failAttemptAsRead(room, claimed, failure);
    return { linkToken, attempt: await viewAttempt(room, attempt.id) };
  }
  room.crashAt('after-proof-accepted');
  return { linkToken, attempt: await driveAttempt(room, attempt.id) };
}

interface Case {
  attempt: FoundAttempt;
  state: string;
  answer: ProofAnswer;
  person: SessionPerson;
}
type FoundAttempt = AttemptRow & { party: { linkToken: string }; consent: { sha256: string } };

const exchanged = (state: string): string => `exchanged:${state}`;
const otherRunSeconds = 30;

/**
 * A code can be exchanged once, and the bank takes a second try for theft. So the request that comes first marks the
 * answer as its own; undefined for the others (a reload, a double click).
 */
async function claimAnswer(room: SigningRoom, attempt: FoundAttempt): Promise<FoundAttempt | undefined> {
  if (attempt.oidcState.startsWith('exchanged:')) return undefined;
  const claim = { oidcState: exchanged(attempt.oidcState), updatedAt: room.context.clock.now() };
  const { count } = await room.prisma.signingAttempt.updateMany({
    where: { id: attempt.id, version: attempt.version, state: 'authorizing' },
    data: { ...claim, version: { increment: 1 } },
  });
  return count === 1 ? { ...attempt, ...claim, version: attempt.version + 1 } : undefined;
}

/** Waits for the request that has the answer; when it died with its process, the attempt ends and the signer starts again. */
async function awaitOtherRun(room: SigningRoom, attemptId: string): Promise<void> {
  // Some more waits than the seconds below, should the clock stand still.
  for (let waits = 0; waits < 160; waits += 1) {
    const current = await room.prisma.signingAttempt.findUniqueOrThrow({ where: { id: attemptId } });
    if (current.state !== 'authorizing') return;
    const age = room.context.clock.now().getTime() - current.updatedAt.getTime();
    if (age > otherRunSeconds * 1000) {
      await failAttempt(room, attemptId, { code: 'signing.proof-failed' });
      return;
    }
    await delay(250);
  }
}

/** Checks the answer and stores the proof; the reason when it does not hold. */
async function judge(
  room: SigningRoom,
  { attempt, state, answer, person }: Case,
): Promise<AttemptFailure | undefined> {
  const sealed = openProof(room.secrets, attempt);
  const invitation = await loadInvitation(room, attempt.party.linkToken);
  if (invitation.party.state === 'signed') return { code: 'signing.already-signed' };
  let identity: IdentityAnswer;
  try {
    identity = await room.identity.answerSigning(answer.query, { ...sealed, state });
  } catch (error) {
    if (error instanceof IdentityError) return identityFailure(room, attempt.id, error);
    throw error;
  }
  const activation = readActivation(identity.accessToken);
  if (activation === undefined) return { code: 'signing.proof-failed' };
  const failed = findFailedCheck({
    claims: identity.claims,
    activation,
    holder: personOf(identity.claims, room.secrets),
    sessionSub: person.sub,
    startedAt: sealed.startedAt,
    now: Math.floor(room.context.clock.now().getTime() / 1000),
    party: invitation.party,
    preparedSha256: invitation.document.preparedSha256 ?? '',
    consentSha256: attempt.consent.sha256,
    vaultUrl: room.context.urls.vault,
  });
  if (failed !== undefined) {
    room.logger.warn({ attemptId: attempt.id, check: failed.name }, 'a proof does not hold');
    return { code: failed.code };
  }
  room.crashAt('before-proof-accepted');
  await storeProof(room, { attempt, invitation, identity, jti: activation.jti, sealed });
  return undefined;
}

async function storeProof(
  room: SigningRoom,
  proof: {
    attempt: AttemptRow;
    invitation: Invitation;
    identity: IdentityAnswer;
    jti: string;
    sealed: ReturnType<typeof openProof>;
  },
): Promise<void> {
  const { attempt, invitation, identity, jti, sealed } = proof;
  const now = room.context.clock.now();
  await withTransaction(room.prisma, async (tx) => {
    await tx.signOrder.update({ where: { id: invitation.order.id }, data: { version: { increment: 1 } } });
    await changeAttempt(
      { prisma: tx, now },
      attempt,
      { type: 'proof-accepted' },
      {
        authTime: new Date(identity.claims.auth_time * 1000),
        originator: identity.claims.originator_name,
        signerName: identity.claims.name,
        sub: identity.claims.sub,
        activationJti: jti,
        sealed: sealProof(room.secrets, attempt.id, { ...sealed, activation: identity.accessToken }),
      },
    );
    await appendAuditEntry(tx, {
      orderId: invitation.order.id,
      at: now,
      event: 'proof-accepted',
      data: { partyId: attempt.partyId, attemptId: attempt.id },
    });
    // Should this process not get any further, another one goes on while the activation is alive.
    await sendResumeJob(room, attempt.id, { tx, afterSeconds: 15 });
  });
}

function identityFailure(room: SigningRoom, attemptId: string, error: IdentityError): AttemptFailure {
  room.logger.warn({ attemptId, reason: error.code, bankIdCode: error.bankIdCode }, 'the bank gave no proof');
  return {
    code: problemCodeOf(error, { cancelled: 'signing.proof-cancelled', failed: 'signing.proof-failed' }),
    bankIdCode: error.bankIdCode,
  };
}
