import { createHash } from 'node:crypto';
import { withTransaction, type Transaction } from '@segl/database';
import { assembleSignedData, embedSignature, restoreDocumentToBeSigned } from '@segl/pades';
import { readRevision, storeRevision } from '../documents/revision-store.js';
import { sendMailJob } from '../mail/mail-jobs.js';
import { applyOrderEvent } from '../orders/change-order.js';
import { changeAttempt, StaleAttemptError } from '../proof/change-attempt.js';
import type { SigningRoom } from '../signing-room.js';
import { spendLease, type DocumentLease } from './document-lease.js';
import type { SigningCase, SigningIntent, StoredSigner } from './signing-case.js';

/**
 * Step 7, last part, and step 8: time-stamp and certificate status are fetched, the signature is embedded, the new
 * revision is stored; then one transaction makes all of it true.
 */
export async function commitSignature(
  room: SigningRoom,
  current: SigningCase,
  lease: DocumentLease,
): Promise<void> {
  const { attempt, intent, signer } = current;
  const { signatureValue, signedAttributes } = attempt;
  if (intent === undefined || signer === undefined || signatureValue === null || signedAttributes === null) {
    throw new Error(`attempt ${attempt.id} is in state signed without a signature`);
  }
  const timestamp = await timestampOf(room, attempt.id, { stored: attempt.timestampToken, signatureValue });
  await collectStatus(room, attempt.id, { stored: attempt.ocspResponse, signer });
  const signed = await embed(room, current, { intent, signer, signatureValue, signedAttributes, timestamp });
  const number = intent.baseRevision + 1;
  const stored = await storeRevision(room.objects, { documentId: lease.documentId, number }, signed);
  room.crashAt('after-revision-stored');
  room.crashAt('before-commit');
  await withTransaction(room.prisma, (tx) =>
    commit(room, tx, { current, lease, intent, revision: { number, ...stored } }),
  );
  room.crashAt('after-commit');
}

async function timestampOf(
  room: SigningRoom,
  attemptId: string,
  { stored, signatureValue }: { stored: Uint8Array | null; signatureValue: Uint8Array },
): Promise<Uint8Array> {
  if (stored !== null) return stored;
  const digest = createHash('sha256').update(signatureValue).digest();
  const token = await room.evidence.timestamp({ digest, digestAlgorithm: 'SHA-256' });
  await room.prisma.signingAttempt.update({
    where: { id: attemptId },
    data: { timestampToken: Uint8Array.from(token) },
  });
  room.crashAt('after-timestamp-stored');
  return token;
}

/** The answer that the certificate was good now is kept for the day when the document is made to last (B-LT). */
async function collectStatus(
  room: SigningRoom,
  attemptId: string,
  { stored, signer }: { stored: Uint8Array | null; signer: StoredSigner },
): Promise<void> {
  if (stored !== null) return;
  const answer = await room.evidence.certificateStatus(
    fromBase64(signer.certificate),
    signer.chain.map(fromBase64),
  );
  await room.prisma.signingAttempt.update({
    where: { id: attemptId },
    data: { ocspResponse: Uint8Array.from(answer) },
  });
  room.crashAt('after-revocation-stored');
}

interface Parts {
  intent: SigningIntent;
  signer: StoredSigner;
  signatureValue: Uint8Array;
  signedAttributes: Uint8Array;
  timestamp: Uint8Array;
}

async function embed(room: SigningRoom, { document }: SigningCase, parts: Parts): Promise<Uint8Array> {
  const { intent, signer } = parts;
  const base = await readRevision(room.objects, {
    documentId: document.id,
    number: intent.baseRevision,
    sha256: intent.baseSha256,
  });
  const toBeSigned = await restoreDocumentToBeSigned(intent.toBeSigned, base);
  const cms = assembleSignedData({
    signedAttributes: parts.signedAttributes,
    signature: parts.signatureValue,
    certificate: fromBase64(signer.certificate),
    chain: signer.chain.map(fromBase64),
    signatureAlgorithm: signer.signatureAlgorithm,
    digestAlgorithm: signer.digestAlgorithm,
    signatureTimestamp: parts.timestamp,
  });
  return embedSignature(toBeSigned, cms).toBytes();
}

interface Commit {
  current: SigningCase;
  lease: DocumentLease;
  intent: SigningIntent;
  revision: { number: number; sha256: string; sizeBytes: number };
}

/** Step 8: revision, attempt, party, order, audit entry and outbox become true together, or not at all. */
async function commit(
  room: SigningRoom,
  tx: Transaction,
  { current, lease, intent, revision }: Commit,
): Promise<void> {
  const { attempt, party, document } = current;
  const now = room.context.clock.now();
  await spendLease(tx, lease);
  const { count } = await tx.orderDocument.updateMany({
    where: { id: document.id, currentRevision: intent.baseRevision },
    data: { currentRevision: revision.number },
  });
  if (count !== 1) throw new StaleAttemptError(`document ${document.id} has a newer revision`);
  await tx.documentRevision.create({
    data: { documentId: document.id, kind: 'signature', attemptId: attempt.id, createdAt: now, ...revision },
  });
  // The activation has done its work: nothing is left sealed in the row.
  await changeAttempt({ prisma: tx, now }, attempt, { type: 'commit' }, { sealed: new Uint8Array() });
  await applyOrderEvent(tx, {
    orderId: current.order.id,
    // The time of signing decides whether the deadline was kept, not the time of the commit.
    event: { type: 'party-signed', partyId: party.id, at: new Date(intent.signingTime) },
    auditData: {
      attemptId: attempt.id,
      revision: revision.number,
      sha256: revision.sha256,
      consentSha256: current.consentSha256,
    },
    // Step 9 begins: people are told only after this commit.
    alongside: (transaction) => sendMailJob(room, transaction, { kind: 'signed', partyId: party.id }),
  });
}

const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
