import { randomUUID, webcrypto } from 'node:crypto';
import type { vault } from '@segl/contracts';
import { wrapKey } from '@segl/platform';
import type { z } from 'zod';
import type { VaultRoom } from '../vault-room.js';
import { createCertificationRequest, type SigningAlgorithm } from './certification-request.js';
import { createTokenKey } from './create-token-key.js';
import { keyLabel } from './key-label.js';

type Generation =
  | { name: 'ECDSA'; namedCurve: 'P-256' }
  | { name: 'RSASSA-PKCS1-v1_5'; modulusLength: 2048 | 3072; publicExponent: Uint8Array; hash: 'SHA-256' };

const publicExponent = new Uint8Array([1, 0, 1]);
const generation: Readonly<Record<vault.KeyAlgorithm, Generation>> = {
  'EC-P256': { name: 'ECDSA', namedCurve: 'P-256' },
  'RSA-2048': { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent, hash: 'SHA-256' },
  'RSA-3072': { name: 'RSASSA-PKCS1-v1_5', modulusLength: 3072, publicExponent, hash: 'SHA-256' },
};

/**
 * Makes a key pair where new keys are made: in the token, or here. The private key never leaves the vault.
 * @throws ProblemError `vault.token-unavailable`
 */
export async function createKey(
  room: VaultRoom,
  wanted: z.output<typeof vault.createKeyRequest>,
): Promise<z.input<typeof vault.createKeyAnswer>> {
  return room.newKeys === 'pkcs11' ? createTokenKey(room, wanted) : createWrappedKey(room, wanted);
}

/** The private key is wrapped at once and stored. */
async function createWrappedKey(
  { database, clock, masterKeys }: VaultRoom,
  { owner, algorithm, subject }: z.output<typeof vault.createKeyRequest>,
): Promise<z.input<typeof vault.createKeyAnswer>> {
  const { subtle } = webcrypto;
  const keys = (await subtle.generateKey(generation[algorithm], true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const signing: SigningAlgorithm = { name: generation[algorithm].name, hash: 'SHA-256' };
  const certificationRequest = await createCertificationRequest(subject, keys, signing);
  const publicKey = new Uint8Array(await subtle.exportKey('spki', keys.publicKey));
  const privateKey = new Uint8Array(await subtle.exportKey('pkcs8', keys.privateKey));
  const credentialId = randomUUID();
  const masterKey = await masterKeys.newest();
  const wrappedKey = wrapKey(masterKey, privateKey, keyLabel(credentialId));
  privateKey.fill(0);
  await database.prisma.vaultKey.create({
    data: {
      credentialId,
      owner,
      algorithm,
      publicKey,
      backend: 'wrapped',
      wrappedKey,
      masterKeyId: masterKey.id,
      state: 'enabled',
      createdAt: clock.now(),
    },
  });
  return {
    credentialId,
    publicKey: Buffer.from(publicKey).toString('base64'),
    certificationRequest: Buffer.from(certificationRequest).toString('base64'),
  };
}
