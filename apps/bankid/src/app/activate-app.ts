import { createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, randomUUID } from 'node:crypto';
import { bankidApp } from '@segl/contracts';
import type { Bank, BankId } from '@segl/database';
import { withTransaction } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { Origin } from '../dialog/device.js';
import { appSecretLabel } from '../proof/code-sources.js';
import { judgeProof } from '../proof/judge-proof.js';
import type { BankidRoom } from '../room.js';
import { problemOf } from './activation-problems.js';
import { appOf } from './device-view.js';
import { isUsableKey } from './device-signatures.js';
import { endApps } from './end-app.js';
import { heldDevice, type HeldDevice } from './signed-request.js';

/** The caller that stands in the holder's history. */
const clientId = 'bankid-app';
const secretBytes = 20;

/**
 * Activates the app: birth date, a code of the code unit and the password are judged as in the dialog, with the same counters
 * and the same answers. The secret of the codes is agreed on by ECDH, so it never travels. The app ends wherever else this
 * BankID had it. A replayed activation finds its code used up.
 * @throws ProblemError as of {@link problemOf}; `bankid.app-not-offered`, `platform.invalid-request`
 */
export async function activateApp(
  room: BankidRoom,
  { request, origin }: { request: bankidApp.ActivationRequest; origin: Origin },
): Promise<{ device: HeldDevice; agreementKey: bankidApp.PublicJwk }> {
  if (![request.signingKey, request.agreementKey].every(isUsableKey)) {
    throw new ProblemError('platform.invalid-request');
  }
  const verdict = await judgeProof(room, {
    birthDate: request.birthDate,
    namedPersonId: null,
    code: request.code,
    codeTypedAt: room.context.clock.now(),
    sources: ['code-unit'],
    password: request.password,
    origin,
    kind: 'app-activation',
    clientId,
  });
  if (verdict.kind !== 'proven') throw problemOf(verdict);
  return registerDevice(room, verdict, request);
}

async function registerDevice(
  room: BankidRoom,
  { bankId, bank }: { bankId: BankId; bank: Bank },
  request: bankidApp.ActivationRequest,
): Promise<{ device: HeldDevice; agreementKey: bankidApp.PublicJwk }> {
  const app = appOf(bank);
  if (app === undefined) {
    throw new ProblemError('bankid.app-not-offered', { extras: { facts: { bank: bank.name } } });
  }
  const id = randomUUID();
  const { secret, agreementKey } = agreeOnSecret(request.agreementKey, id);
  const at = room.context.clock.now();
  const device = await withTransaction(room.context.database.prisma, async (tx) => {
    // The row lock lets one activation after another through: the last one is the one that stays.
    await tx.bankId.update({ where: { id: bankId.id }, data: { version: { increment: 1 } } });
    await endApps(tx, { bankIdId: bankId.id, reason: 'replaced', actor: 'holder', at });
    await tx.mobileBankId.updateMany({
      where: { bankIdId: bankId.id, movedAt: null },
      data: { movedAt: at },
    });
    await tx.bankIdEvent.create({
      data: {
        bankIdId: bankId.id,
        at,
        kind: 'app-activated',
        actor: 'holder',
        details: { device: request.deviceName },
      },
    });
    return tx.appDevice.create({
      data: {
        id,
        bankIdId: bankId.id,
        kind: app.kind,
        name: request.deviceName,
        secretSealed: room.secrets.seal(secret, appSecretLabel(id)),
        publicKey: request.signingKey,
        state: 'active',
        activatedAt: at,
      },
      include: heldDevice,
    });
  });
  return { device, agreementKey };
}

/** ECDH on P-256 with a key of this moment, then HKDF: the device derives the same from its key that cannot be read. */
function agreeOnSecret(
  theirs: bankidApp.PublicJwk,
  deviceId: string,
): { secret: Uint8Array; agreementKey: bankidApp.PublicJwk } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const shared = diffieHellman({
    privateKey,
    publicKey: createPublicKey({ key: { ...theirs }, format: 'jwk' }),
  });
  return {
    secret: new Uint8Array(hkdfSync('sha256', shared, '', bankidApp.codeSecretInfo(deviceId), secretBytes)),
    agreementKey: bankidApp.publicJwk.parse(publicKey.export({ format: 'jwk' })),
  };
}
