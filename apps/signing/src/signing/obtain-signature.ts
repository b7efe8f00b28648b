import { changeAttempt } from '../proof/change-attempt.js';
import type { SigningRoom } from '../signing-room.js';
import { activationOf } from './prepare-intent.js';
import type { SigningCase, StoredSigner } from './signing-case.js';

/**
 * Step 7, second part: the holder's key signs the stored attributes against the single-use activation. After a crash the
 * same question gets the same answer.
 */
export async function obtainSignature(room: SigningRoom, current: SigningCase): Promise<void> {
  const { attempt, document, intent } = current;
  const { signedAttributes } = attempt;
  if (intent === undefined || signedAttributes === null || document.preparedSha256 === null) {
    throw new Error(`attempt ${attempt.id} is in state intent without one`);
  }
  const answer = await room.remoteSigner.sign({
    activation: activationOf(room, current),
    documentSha256: document.preparedSha256,
    signedAttributes,
    purpose: attempt.resigned ? 'resign-after-lost-race' : 'first',
  });
  room.crashAt('after-vault-signed');
  const certificate = Buffer.from(answer.certificate).toString('base64');
  if (certificate !== intent.certificate) {
    // The attributes name one certificate (signing-certificate-v2); a signature under another would not hold.
    throw new Error(`attempt ${attempt.id} was signed under another certificate`);
  }
  const signer: StoredSigner = {
    certificate,
    chain: answer.chain.map((der) => Buffer.from(der).toString('base64')),
    signatureAlgorithm: answer.signatureAlgorithm,
    digestAlgorithm: answer.digestAlgorithm,
  };
  await changeAttempt(
    { prisma: room.prisma, now: room.context.clock.now() },
    attempt,
    { type: 'signature-made' },
    { signatureValue: Uint8Array.from(answer.signature), certificateChain: signer },
  );
  room.crashAt('after-signature-stored');
}
