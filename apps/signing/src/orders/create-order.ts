import { randomBytes, randomUUID } from 'node:crypto';
import { errorCodes, type ErrorCode, type Language, type signing, type upload } from '@segl/contracts';
import { endOfDayInOslo, isDeadlineAllowed, type DocumentKind } from '@segl/domain';
import { withTransaction } from '@segl/database';
import { ProblemError } from '@segl/platform';
import { appendAuditEntry } from '../audit/append-audit-entry.js';
import type { SessionPerson } from '../sessions/session-data.js';
import type { SigningRoom } from '../signing-room.js';
import { fetchIntake } from '../upload-room.js';
import { findOrganisationName } from './find-organisation.js';
import { identifyParty } from './identify-party.js';
import { prepareOrderQueue } from './order-job.js';
import { refuseWill } from './refuse-will.js';

/** An order as it is stored first; the sender is a person, or an invented company in the demo. */
export interface NewOrder {
  sender: { sub: string; name: string };
  organisation: { number: string | null; name: string } | null;
  title: string;
  message: string | null;
  language: Language;
  deadlineAt: Date;
  kind: 'ordinary' | 'demo';
  documentKind: DocumentKind;
  /** What the sender said of a text that looks like a will. */
  willAnswer: 'not-a-will' | null;
  /** Where the signer may go back to. */
  returnUrl: string | null;
  document: { intakeId: string; fileName: string };
  party: {
    name: string;
    birthDate: string;
    nationalIdHmac: string | null;
    email: string;
    language: Language;
  };
}

/**
 * Step 2: a sender names document, party and deadline. What can be refused is refused here; the preparation itself is a
 * job, so that a large document keeps nobody waiting.
 *
 * @throws ProblemError `signing.deadline-invalid`, `signing.person-invalid`, `signing.will-not-signable`,
 *   `signing.looks-like-will` (asks the sender; the answer comes with the next try), `upload.intake-not-found`, what
 *   {@link requireReady} throws, `registry.…`
 */
export async function createOrder(
  room: SigningRoom,
  person: SessionPerson,
  request: signing.CreateOrderRequest,
): Promise<string> {
  const { organisationNumber } = request;
  const checked = await checkOrder(room, person, request);
  const organisation =
    organisationNumber === undefined
      ? null
      : { number: organisationNumber, name: await findOrganisationName(room, organisationNumber) };
  return storeOrder(room, { ...checked, organisation, returnUrl: null });
}

/**
 * What every sender's request is checked for, whoever sends; what it throws is told at {@link createOrder}.
 * @param sender whose the file is, and in whose name the order stands
 */
export async function checkOrder(
  room: SigningRoom,
  sender: NewOrder['sender'],
  request: Omit<signing.CreateOrderRequest, 'organisationNumber'>,
): Promise<Omit<NewOrder, 'organisation' | 'returnUrl'>> {
  const { party, documentKind = 'other', willAnswer = null } = request;
  if (!isDeadlineAllowed(request.deadline, room.context.clock.now())) {
    throw new ProblemError('signing.deadline-invalid');
  }
  const identity = identifyParty(room.secrets, party);
  const intake = await fetchIntake(room.context, { owner: sender.sub, intakeId: request.intakeId });
  requireReady(intake);
  await refuseWill(room, { intake, kind: documentKind, title: request.title, willAnswer });
  return {
    sender: { sub: sender.sub, name: sender.name },
    title: request.title,
    message: request.message ?? null,
    language: request.language,
    deadlineAt: endOfDayInOslo(request.deadline),
    kind: 'ordinary',
    documentKind,
    willAnswer,
    document: { intakeId: intake.id, fileName: intake.fileName },
    party: { name: party.name, email: party.email, language: party.language, ...identity },
  };
}

/**
 * A file that is not ready says why: only one that is still being checked gets ready by waiting.
 *
 * @throws ProblemError `upload.active-content` while the sender has not decided about it; the refusal of a locked or
 *   refused file; `upload.intake-not-ready` while it is checked
 */
function requireReady({ state, refusal }: upload.Intake): void {
  if (state === 'ready') return;
  if (state === 'held') throw new ProblemError('upload.active-content');
  if (refusal !== null && isErrorCode(refusal.code)) {
    throw new ProblemError(refusal.code, {
      ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
      ...(refusal.facts === undefined ? {} : { extras: { facts: refusal.facts } }),
    });
  }
  throw new ProblemError('upload.intake-not-ready');
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

/** Stores a new order and asks for its preparation, in one transaction. */
export async function storeOrder(room: SigningRoom, order: NewOrder): Promise<string> {
  const orderId = randomUUID();
  const at = room.context.clock.now();
  await withTransaction(room.prisma, async (tx) => {
    await tx.signOrder.create({
      data: {
        id: orderId,
        senderSub: order.sender.sub,
        senderName: order.sender.name,
        organisationNumber: order.organisation?.number ?? null,
        organisationName: order.organisation?.name ?? null,
        title: order.title,
        message: order.message,
        language: order.language,
        state: 'preparing',
        deadlineAt: order.deadlineAt,
        createdAt: at,
        demo: order.kind === 'demo',
        documentKind: order.documentKind,
        willAnswer: order.willAnswer,
        returnUrl: order.returnUrl,
        documents: { create: { position: 0, title: order.title, ...order.document } },
        parties: { create: { ...order.party, linkToken: newLinkToken(), state: 'waiting' } },
      },
    });
    await appendAuditEntry(tx, {
      orderId,
      at,
      event: 'created',
      data: {
        intakeId: order.document.intakeId,
        documentKind: order.documentKind,
        ...(order.willAnswer === null ? {} : { willAnswer: order.willAnswer }),
      },
    });
    await room.context.jobs.send(prepareOrderQueue, { orderId }, { tx, singletonKey: orderId });
  });
  room.crashAt('after-order-created');
  return orderId;
}

/** 128 random bits, as 22 characters: cannot be guessed, names nobody. */
function newLinkToken(): string {
  return randomBytes(16).toString('base64url');
}
