import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { bankidApp } from '@segl/contracts';
import { Prisma, type AppDevice } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import { isSameBytes } from './device-signatures.js';

type AuthenticatorRoom = Pick<BankidRoom, 'context'>;

/** As it is stored with the device. */
const stored = z.object({ credentialId: z.string(), publicKey: z.string(), counter: z.number().int() });

const clientData = z.object({ type: z.string(), challenge: z.string(), origin: z.string() });

/** Flags of authenticator data (WebAuthn Level 2 §6.1): somebody is there, and has shown who they are to the device. */
const userPresent = 0x01;
const userVerified = 0x04;
const attestedCredential = 0x40;

/**
 * Lets a platform authenticator unlock approvals from now on (WebAuthn Level 2 §7.1). Attestation is "none": whose make the
 * authenticator is does not matter, as the device has proven itself by its own key. Set up once; another needs a new activation.
 * @throws ProblemError `bankid.unlock-failed`
 */
export async function setUpAuthenticator(
  room: AuthenticatorRoom,
  device: Pick<AppDevice, 'id'>,
  request: bankidApp.AuthenticatorRequest,
): Promise<void> {
  requireClientData(room, {
    json: bytes(request.clientDataJson),
    type: 'webauthn.create',
    statement: bankidApp.authenticatorStatement(device.id),
  });
  const data = readAuthenticatorData(room, bytes(request.authenticatorData));
  // §6.5.1: AAGUID (16), length of the id (2), the id.
  const attested = data.rest;
  const length = attested.length < 18 ? 0 : attested.readUInt16BE(16);
  const credentialId = attested.subarray(18, 18 + length);
  const isSame =
    (data.flags & attestedCredential) !== 0 && isSameBytes(credentialId, bytes(request.credentialId));
  if (!isSame || length === 0) throw new ProblemError('bankid.unlock-failed');
  readPublicKey(request.publicKey);
  const { count } = await room.context.database.prisma.appDevice.updateMany({
    where: { id: device.id, state: 'active', authenticator: { equals: Prisma.DbNull } },
    data: {
      authenticator: {
        credentialId: request.credentialId,
        publicKey: request.publicKey,
        counter: data.counter,
      },
    },
  });
  if (count === 0) throw new ProblemError('bankid.unlock-failed');
}

/**
 * Checks that the holder unlocked the device for this very statement (WebAuthn Level 2 §7.2).
 * @throws ProblemError `bankid.unlock-failed`
 */
export async function unlock(
  room: AuthenticatorRoom,
  device: Pick<AppDevice, 'id' | 'authenticator'>,
  { statement, assertion }: { statement: string; assertion: bankidApp.Assertion | undefined },
): Promise<void> {
  const known = stored.parse(device.authenticator);
  if (assertion?.credentialId !== known.credentialId) throw new ProblemError('bankid.unlock-failed');
  const json = bytes(assertion.clientDataJson);
  requireClientData(room, { json, type: 'webauthn.get', statement });
  const authenticatorData = bytes(assertion.authenticatorData);
  const { counter } = readAuthenticatorData(room, authenticatorData);
  const signed = Buffer.concat([authenticatorData, sha256(json)]);
  const isRight = verify('sha256', signed, readPublicKey(known.publicKey), bytes(assertion.signature));
  // §6.1.1: many count nothing and say 0; one that counts and does not go on has a twin.
  const goesOn = counter > known.counter || (counter === 0 && known.counter === 0);
  if (!isRight || !goesOn) throw new ProblemError('bankid.unlock-failed');
  await room.context.database.prisma.appDevice.update({
    where: { id: device.id },
    data: { authenticator: { ...known, counter } },
  });
}

function requireClientData(
  { context }: AuthenticatorRoom,
  { json, type, statement }: { json: Buffer; type: string; statement: string },
): void {
  const data = clientData.safeParse(parseJson(json));
  const isOurs =
    data.success &&
    data.data.type === type &&
    data.data.origin === new URL(context.urls.web).origin &&
    isSameBytes(bytes(data.data.challenge), sha256(Buffer.from(statement)));
  if (!isOurs) throw new ProblemError('bankid.unlock-failed');
}

/** §6.1: hash of the relying party's id (32), flags (1), counter (4), and what else there is. */
function readAuthenticatorData({ context }: AuthenticatorRoom, data: Buffer) {
  if (data.length < 37) throw new ProblemError('bankid.unlock-failed');
  const flags = data.readUInt8(32);
  const relyingParty = sha256(Buffer.from(new URL(context.urls.web).hostname));
  const isUnlocked = (flags & userPresent) !== 0 && (flags & userVerified) !== 0;
  if (!isSameBytes(data.subarray(0, 32), relyingParty) || !isUnlocked) {
    throw new ProblemError('bankid.unlock-failed');
  }
  return { flags, counter: data.readUInt32BE(33), rest: data.subarray(37) };
}

/** ES256 and RS256, the two that platform authenticators make (their signatures are over SHA-256). */
function readPublicKey(spki: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: bytes(spki), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new ProblemError('bankid.unlock-failed', { cause });
  }
  const isEc = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  const isRsa = key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
  if (!isEc && !isRsa) throw new ProblemError('bankid.unlock-failed');
  return key;
}

function parseJson(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString('utf8'));
  } catch {
    return undefined;
  }
}

const bytes = (base64url: string): Buffer => Buffer.from(base64url, 'base64url');
const sha256 = (data: Buffer): Buffer => createHash('sha256').update(data).digest();
