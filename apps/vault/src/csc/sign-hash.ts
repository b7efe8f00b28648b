import { vault } from '@segl/contracts';
import { ProblemError } from '@segl/platform';
import { z } from 'zod';
import { requireUsable } from '../keys/credentials.js';
import { recordUses } from '../keys/record-uses.js';
import { signDigest } from '../keys/use-key.js';
import { digestOfRequest, requireLength } from './algorithms.js';
import { decodeHashes, requireAuthorized } from './binding.js';
import { ownKey } from './credentials.js';
import { CscError } from './csc-error.js';
import type { CscRoom } from './csc-room.js';
import { findGrant, giveBackGrant, issueGrant, useGrant, type Grant } from './grants.js';
import type { CscVersion } from './versions.js';

const hashList = z.array(z.string());

/** Body of `signatures/signHash`; the hashes' and the algorithm's names are the version's. */
export function signHashRequest(version: CscVersion) {
  return z
    .object({
      credentialID: z.string(),
      SAD: z.string(),
      signAlgo: z.string(),
      signAlgoParams: z.undefined().optional(),
      operationMode: z.literal('S').optional(),
      clientData: z.string().optional(),
      [version.hashes]: hashList,
      [version.hashAlgorithm]: z.string().optional(),
    })
    .transform((body) => ({
      credentialId: String(body['credentialID']),
      sad: String(body['SAD']),
      signAlgo: String(body['signAlgo']),
      hashes: hashList.parse(body[version.hashes]),
      hashAlgorithmOid: z.string().optional().parse(body[version.hashAlgorithm]),
    }));
}
/** What {@link signHashRequest} reads. */
export interface SignHashOrder {
  credentialId: string;
  sad: string;
  signAlgo: string;
  hashes: string[];
  hashAlgorithmOid: string | undefined;
}

/** Body of `credentials/authorize`; the hashes' and the algorithm's names are the version's. */
export function authorizeRequest(version: CscVersion) {
  return z
    .object({
      credentialID: z.string(),
      numSignatures: z.number().int(),
      description: z.string().optional(),
      clientData: z.string().optional(),
      [version.hashes]: hashList,
      [version.hashAlgorithm]: z.string().optional(),
    })
    .transform((body) => ({
      credentialId: String(body['credentialID']),
      numSignatures: Number(body['numSignatures']),
      hashes: hashList.parse(body[version.hashes]),
      hashAlgorithmOid: z.string().optional().parse(body[version.hashAlgorithm]),
    }));
}
/** What {@link authorizeRequest} reads. */
export interface AuthorizeOrder {
  credentialId: string;
  numSignatures: number;
  hashes: string[];
  hashAlgorithmOid: string | undefined;
}

/**
 * `credentials/authorize`. In mode `oauth2code` only the holder's proof at `oauth2/authorize` (scope `credential`) gives
 * authority, so the bearer must be the token of that scope; it is exchanged, once, for a SAD over the same hashes or some of
 * them, which ends when it would have.
 *
 * @param bearer token of scope `credential`; undefined when the caller's token is of scope `service`
 * @throws CscError `invalid_request`, `hash_mismatch`, `token_already_used`
 */
export async function authorizeCredential(
  room: CscRoom,
  bearer: Grant<'sad'> | undefined,
  order: AuthorizeOrder,
): Promise<{ SAD: string; expiresIn: number }> {
  if (bearer === undefined) {
    throw new CscError(
      'invalid_request',
      'This credential is authorized by its holder: use oauth2/authorize with scope credential',
    );
  }
  const { binding, clientId } = bearer.payload;
  if (binding.credentialId !== order.credentialId) {
    throw new CscError('invalid_request', 'Invalid parameter credentialID');
  }
  const hashes = decodeHashes(order.hashes, order.hashAlgorithmOid);
  requireAuthorized(binding, hashes);
  if (order.numSignatures < hashes.length || order.numSignatures > binding.numSignatures) {
    throw new CscError('invalid_request', 'Invalid parameter numSignatures');
  }
  if (!(await useGrant(room, bearer)))
    throw new CscError('token_already_used', 'The authorization has been used');
  const { secret, expiresInSeconds } = await issueGrant(room, 'sad', {
    owner: bearer.owner,
    expiresAt: bearer.expiresAt,
    payload: {
      clientId,
      binding: {
        credentialId: binding.credentialId,
        numSignatures: order.numSignatures,
        hashes: hashes.map((hash) => Buffer.from(hash).toString('base64')),
      },
    },
  });
  return { SAD: secret, expiresIn: expiresInSeconds };
}

/**
 * `signatures/signHash`: signs 1 to 50 hashes against a SAD, which is taken before the key is used, and once only.
 *
 * @returns signatures in base64, in the order of the hashes
 * @throws CscError `invalid_sad`, `token_already_used`, `hash_mismatch`, `invalid_request`
 */
export async function signHash(
  room: CscRoom,
  caller: { clientId: string; owner: string },
  order: SignHashOrder,
): Promise<{ signatures: string[] }> {
  const key = await ownKey(room, caller.owner, order.credentialId);
  const digest = digestOfRequest(
    vault.keyAlgorithm.parse(key.algorithm),
    order.signAlgo,
    order.hashAlgorithmOid,
  );
  const hashes = decodeHashes(order.hashes, undefined);
  requireLength(hashes, digest);
  const sad = await findGrant(room, 'sad', order.sad);
  const isForCaller = sad?.owner === caller.owner && sad.payload.clientId === caller.clientId;
  if (sad === undefined || !isForCaller || sad.payload.binding.credentialId !== order.credentialId) {
    throw new CscError('invalid_sad', 'The SAD does not hold');
  }
  requireAuthorized(sad.payload.binding, hashes);
  requireUsableKey(room, key);
  if (!(await useGrant(room, sad))) throw new CscError('token_already_used', 'The SAD has been used');
  const signatures = await signOrGiveBack(room, sad, () =>
    Promise.all(hashes.map((hash) => signDigest(room, key, digest, hash))),
  );
  await recordUses(
    room,
    key.credentialId,
    hashes.map((hash, index) => ({
      authorizationId: `sad:${sad.idHash}`,
      attributesSha256: Buffer.from(hash).toString('hex'),
      signature: signatures[index] ?? null,
      kind: 'csc',
      caller: caller.clientId,
    })),
  );
  return { signatures: signatures.map((signature) => Buffer.from(signature).toString('base64')) };
}

/** Where the token is away nothing is signed, so the holder need not prove again: the SAD may be used later. */
async function signOrGiveBack<Result>(
  room: CscRoom,
  sad: Grant<'sad'>,
  sign: () => Promise<Result>,
): Promise<Result> {
  try {
    return await sign();
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'vault.token-unavailable') {
      await giveBackGrant(room, sad);
    }
    throw error;
  }
}

function requireUsableKey(room: CscRoom, key: Parameters<typeof requireUsable>[0]): void {
  try {
    requireUsable(key, room);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new CscError('invalid_request', 'The credential cannot be used', { cause: error });
  }
}
