import { z } from 'zod';
import { vault } from '@segl/contracts';
import type { Prisma } from '@segl/database';
import { transitionOrder, type PartyState } from '@segl/domain';
import { encodeOctetString, encodeSignedAttributes, prepareSignature } from '@segl/pades';
import { ProblemError } from '@segl/platform';
import { readRevision } from '../documents/revision-store.js';
import { passwordOptions } from '../documents/sealed-password.js';
import { changeAttempt } from '../proof/change-attempt.js';
import { openProof } from '../proof/sealed-proof.js';
import { languageOf } from '../language-of.js';
import type { SigningRoom } from '../signing-room.js';
import type { SigningCase, SigningIntent } from './signing-case.js';

const slotSchema = z.array(z.object({ fieldName: z.string() })).min(1);

/**
 * Step 7, first part: over the newest revision the increment is prepared (seal with name, time and bank in the empty
 * slot) and the signed attributes are encoded; both are stored before any key is used.
 */
export async function prepareIntent(room: SigningRoom, current: SigningCase): Promise<void> {
  const { attempt, document, order } = current;
  const signingTime = room.context.clock.now();
  requireOpen(current, signingTime);
  const activation = activationOf(room, current);
  const credential = await room.remoteSigner.credentialFor(activation);
  const base = await newestRevision(room, current);
  const bytes = await readRevision(room.objects, base);
  const toBeSigned = await prepareSignature(bytes, {
    ...passwordOptions(room.secrets, document),
    field: { name: await emptySlot(room, current) },
    appearance: {
      language: languageOf(order.language),
      ...(attempt.originator === null ? {} : { issuer: attempt.originator }),
      timeZone: 'Europe/Oslo',
    },
    signingTime,
    signerName: attempt.signerName ?? current.party.name,
    contentsBytes: room.config.cmsBytes,
    digestAlgorithm: credential.digestAlgorithm,
  });
  // No signing-time (the time is /M) and, beside a commitment type, no /Reason: EN 319 142-1 §6.3 and Table 1.
  const signedAttributes = encodeSignedAttributes({
    digestAlgorithm: credential.digestAlgorithm,
    messageDigest: toBeSigned.digest,
    signingCertificate: credential.certificate,
    commitmentType: 'proofOfApproval',
    custom: [
      {
        oid: vault.consentAttributeOid,
        valuesDer: [encodeOctetString(Buffer.from(current.consentSha256, 'hex'))],
      },
    ],
  });
  const intent: SigningIntent = {
    baseRevision: document.currentRevision,
    baseSha256: base.sha256,
    signingTime: signingTime.toISOString(),
    fieldName: toBeSigned.fieldName,
    toBeSigned: toBeSigned.toJSON(),
    certificate: toBase64(credential.certificate),
    chain: credential.chain.map(toBase64),
  };
  room.crashAt('before-intent-stored');
  await changeAttempt(
    { prisma: room.prisma, now: room.context.clock.now() },
    attempt,
    { type: 'intent-stored' },
    {
      intent: intent as unknown as Prisma.InputJsonObject,
      signedAttributes: Uint8Array.from(signedAttributes),
    },
  );
  room.crashAt('after-intent-stored');
}

/** The activation of an attempt that has its proof. */
export function activationOf(room: SigningRoom, { attempt }: SigningCase): string {
  const { activation } = openProof(room.secrets, attempt);
  if (activation === undefined) throw new ProblemError('signing.proof-failed');
  return activation;
}

/** Before a key is used, the order must be one that the signature can complete. */
function requireOpen({ order, party }: SigningCase, at: Date): void {
  const result = transitionOrder(
    {
      state: order.state as Parameters<typeof transitionOrder>[0]['state'],
      deadlineAt: order.deadlineAt,
      parties: [{ id: party.id, state: party.state as PartyState }],
    },
    { type: 'party-signed', partyId: party.id, at },
  );
  if (!result.allowed) throw new ProblemError(result.refusal);
}

async function newestRevision(room: SigningRoom, { document }: SigningCase) {
  const { documentId, number, sha256 } = await room.prisma.documentRevision.findUniqueOrThrow({
    where: { documentId_number: { documentId: document.id, number: document.currentRevision } },
  });
  return { documentId, number, sha256 };
}

/** Slots are anonymous and taken in their order: each signature revision so far has filled one. */
async function emptySlot(room: SigningRoom, { document }: SigningCase): Promise<string> {
  const taken = await room.prisma.documentRevision.count({
    where: { documentId: document.id, kind: 'signature' },
  });
  const slot = slotSchema.parse(document.slots)[taken];
  if (slot === undefined) throw new Error(`document ${document.id} has no empty slot left`);
  return slot.fieldName;
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
