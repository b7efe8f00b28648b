import { createHash, randomUUID, webcrypto, type KeyObject } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import type { vault } from '@segl/contracts';
import { ProblemError } from '@segl/platform';
import type { z } from 'zod';
import type { VaultRoom } from '../vault-room.js';
import { createCertificationRequest, type SigningAlgorithm } from './certification-request.js';
import { requireTokenKeys, type TokenKeys } from './token-keys.js';

/**
 * Makes a key pair in the token. The row is stored before the key is made, so that a key which an interrupted making leaves
 * in the token is known of, and erased later (see `erase-token-keys.ts`).
 *
 * @throws ProblemError `vault.token-unavailable`
 */
export async function createTokenKey(
  room: VaultRoom,
  { owner, algorithm, subject }: z.output<typeof vault.createKeyRequest>,
): Promise<z.input<typeof vault.createKeyAnswer>> {
  const { prisma } = room.database;
  const tokenKeys = requireTokenKeys(room);
  const credentialId = randomUUID();
  await prisma.vaultKey.create({
    data: {
      credentialId,
      owner,
      algorithm,
      publicKey: new Uint8Array(),
      backend: 'pkcs11',
      tokenSerial: await tokenKeys.serial(),
      state: 'making',
      createdAt: room.clock.now(),
    },
  });
  const key = await tokenKeys.make(credentialId, algorithm);
  const publicKey = new Uint8Array(key.export({ type: 'spki', format: 'der' }));
  const request = await requestFor(tokenKeys, { credentialId, algorithm, publicKey }, key, subject);
  const { count } = await prisma.vaultKey.updateMany({
    where: { credentialId, state: 'making' },
    data: { state: 'enabled', publicKey },
  });
  // It took so long that it was held to be interrupted, and is being erased.
  if (count === 0) throw new ProblemError('vault.token-unavailable');
  return {
    credentialId,
    publicKey: Buffer.from(publicKey).toString('base64'),
    certificationRequest: Buffer.from(request).toString('base64'),
  };
}

/** The PKCS#10 request, signed in the token. */
async function requestFor(
  tokenKeys: TokenKeys,
  row: { credentialId: string; algorithm: vault.KeyAlgorithm; publicKey: Uint8Array<ArrayBuffer> },
  key: KeyObject,
  subject: readonly { type: string; value: string }[],
): Promise<Uint8Array> {
  const isCurve = row.algorithm === 'EC-P256';
  const signing: SigningAlgorithm = { name: isCurve ? 'ECDSA' : 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const publicKey = await webcrypto.subtle.importKey(
    'spki',
    key.export({ type: 'spki', format: 'der' }),
    isCurve ? { name: 'ECDSA', namedCurve: 'P-256' } : signing,
    true,
    ['verify'],
  );
  return createCertificationRequest(
    subject,
    { publicKey, privateKey: publicKey },
    signing,
    async (octets) => {
      const digest = createHash('sha256').update(octets).digest();
      const signature = await tokenKeys.signDigest(row, 'SHA-256', digest);
      // WebCrypto has r and s one after the other.
      return new Uint8Array(
        isCurve ? p256.Signature.fromBytes(signature, 'der').toBytes('compact') : signature,
      );
    },
  );
}
