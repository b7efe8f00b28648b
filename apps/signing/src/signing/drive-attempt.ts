import { setTimeout as delay } from 'node:timers/promises';
import type { Problem, signing } from '@segl/contracts';
import { resumableAttemptStates, type AttemptState } from '@segl/domain';
import { PlatformError, ProblemError } from '@segl/platform';
import { StaleOrderError } from '../orders/change-order.js';
import {
  changeAttempt,
  failAttempt,
  StaleAttemptError,
  type AttemptFailure,
} from '../proof/change-attempt.js';
import type { SigningRoom } from '../signing-room.js';
import { commitSignature } from './commit-signature.js';
import { LeaseLostError, releaseLease, takeLease, type DocumentLease } from './document-lease.js';
import { EvidenceError } from './evidence-source.js';
import { loadSigningCase, type SigningCase } from './signing-case.js';
import { obtainSignature } from './obtain-signature.js';
import { prepareIntent } from './prepare-intent.js';
import { RemoteSignerError } from './remote-signer.js';

/** More rounds than the states have; an attempt that needs them all is broken. */
const mostRounds = 12;
/** How long to wait for a neighbour that is away, before the attempt is left to a job. */
const patienceMilliseconds = [200, 1000];

/** Runs under way in this process, so that a reload joins instead of competing. Other processes meet at the lease. */
const runs = new WeakMap<SigningRoom, Map<string, Promise<signing.SigningAttempt>>>();

/**
 * Steps 7 and 8: drives an attempt from wherever it stands to its end. Each round does what the stored state calls for and
 * stores the next, so a crash between any two loses nothing: the callback, the job and the next start-up all come here.
 *
 * @returns the attempt as the signer sees it; still `authorized`, `intent` or `signed` when something it needs (vault,
 *   time-stamps, certificate status) is away and it can go on later
 */
export function driveAttempt(room: SigningRoom, attemptId: string): Promise<signing.SigningAttempt> {
  const running = runs.get(room) ?? new Map<string, Promise<signing.SigningAttempt>>();
  runs.set(room, running);
  const known = running.get(attemptId);
  if (known !== undefined) return known;
  const run = driveToItsEnd(room, attemptId).finally(() => running.delete(attemptId));
  running.set(attemptId, run);
  return run;
}

async function driveToItsEnd(room: SigningRoom, attemptId: string): Promise<signing.SigningAttempt> {
  const patience = [...patienceMilliseconds];
  for (let round = 0; round < mostRounds; round += 1) {
    const found = await loadSigningCase(room, attemptId);
    if (!isResumable(found.attempt.state)) break;
    try {
      await driveOnce(room, found);
    } catch (error) {
      if (isStale(error)) continue; // Another run has been faster: look again.
      if (isPassing(error)) {
        room.logger.warn({ err: error, attemptId }, 'a signature has to wait');
        const wait = patience.shift();
        if (wait === undefined) break;
        await delay(wait);
        continue;
      }
      const failure = lastingFailure(error);
      if (failure === undefined) throw error;
      room.logger.warn({ err: error, attemptId }, 'an attempt to sign has failed');
      await failAttempt(room, attemptId, failure);
    }
  }
  return viewAttempt(room, attemptId);
}

async function driveOnce(room: SigningRoom, found: SigningCase): Promise<void> {
  // Another attempt of this person has won (second tab): this one ends before any key is used.
  if (found.party.state === 'signed') throw new ProblemError('signing.already-signed');
  const lease = await takeLease(room, { documentId: found.document.id, attemptId: found.attempt.id });
  room.crashAt('after-lease-taken');
  try {
    // Read under the lease: what was true while waiting for it may not be any more.
    const current = await loadSigningCase(room, found.attempt.id);
    if (current.party.state === 'signed' && isResumable(current.attempt.state)) {
      throw new ProblemError('signing.already-signed');
    }
    await advance(room, current, lease);
  } finally {
    await releaseLease(room, lease);
  }
}

/** All rounds under one lease, until the state is final or something throws. */
async function advance(room: SigningRoom, start: SigningCase, lease: DocumentLease): Promise<void> {
  let current = start;
  for (let round = 0; round < mostRounds && isResumable(current.attempt.state); round += 1) {
    if (await baseHasMoved(room, current)) {
      current = await loadSigningCase(room, current.attempt.id);
      continue;
    }
    switch (current.attempt.state) {
      case 'authorized':
        await prepareIntent(room, current);
        break;
      case 'intent':
        await obtainSignature(room, current);
        break;
      default:
        await commitSignature(room, current, lease);
    }
    current = await loadSigningCase(room, current.attempt.id);
  }
}

/**
 * Whether somebody else's signature was committed since this attempt was prepared. Then it is prepared anew over the newest
 * revision, once: exactly one recorded re-signing is allowed.
 */
async function baseHasMoved(room: SigningRoom, { attempt, document, intent }: SigningCase): Promise<boolean> {
  if (intent === undefined || attempt.state === 'authorized') return false;
  if (intent.baseRevision === document.currentRevision) return false;
  if (attempt.resigned) throw new ProblemError('signing.signing-unavailable');
  await changeAttempt(
    { prisma: room.prisma, now: room.context.clock.now() },
    attempt,
    { type: 'base-moved' },
    { resigned: true, timestampToken: null, ocspResponse: null, signatureValue: null },
  );
  return true;
}

/** An attempt as its signer sees it. */
export async function viewAttempt(room: SigningRoom, attemptId: string): Promise<signing.SigningAttempt> {
  const { state, failure } = await room.prisma.signingAttempt.findUniqueOrThrow({ where: { id: attemptId } });
  return {
    id: attemptId,
    state: state as signing.SigningAttempt['state'],
    redirectUrl: null,
    // Only failAttempt writes the column, always a problem.
    failure: failure === null ? null : (failure as unknown as Problem),
  };
}

const resumable: readonly string[] = resumableAttemptStates satisfies readonly AttemptState[];
const isResumable = (state: string): boolean => resumable.includes(state);

function isStale(error: unknown): boolean {
  return (
    error instanceof StaleAttemptError || error instanceof StaleOrderError || error instanceof LeaseLostError
  );
}

/** Faults of the surroundings: the attempt stays where it is and goes on when they are gone. */
function isPassing(error: unknown): boolean {
  return (
    (error instanceof RemoteSignerError && error.code === 'unavailable') ||
    (error instanceof EvidenceError && error.code === 'unavailable') ||
    (error instanceof ProblemError && error.code === 'signing.document-busy') ||
    (error instanceof PlatformError && error.code === 'platform.service-unreachable')
  );
}

/** What is told of a signer's refusal; one that is away has been waited for before. */
const refusalCodes = {
  'proof-too-old': 'signing.proof-too-old',
  revoked: 'signing.bankid-revoked',
  refused: 'signing.key-refused',
  unavailable: 'signing.key-refused',
} as const satisfies Record<RemoteSignerError['code'], AttemptFailure['code']>;

function lastingFailure(error: unknown): AttemptFailure | undefined {
  if (error instanceof ProblemError) return { code: error.code };
  if (error instanceof RemoteSignerError) return { code: refusalCodes[error.code] };
  if (error instanceof EvidenceError) {
    return { code: error.code === 'revoked' ? 'signing.bankid-revoked' : 'signing.key-refused' };
  }
  return undefined;
}
