import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { bankidApp } from '@segl/contracts';
import type { AppDevice, Bank, BankId, MobileBankId, Person } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import { isSignedBy } from './device-signatures.js';

/** A device with everything that the app shows of it. */
export type HeldDevice = AppDevice & {
  bankId: BankId & { bank: Bank; person: Person; mobile: MobileBankId | null };
};

export const heldDevice = {
  bankId: { include: { bank: true, person: true, mobile: true } },
} as const;

interface Credentials {
  deviceId: string;
  at: string;
  signature: string;
}

/**
 * The device that signed a request, active or ended: key, method, path, body and time have to fit. There is no session to
 * steal; what is answered or changed twice is guarded by its own state.
 * @throws ProblemError `bankid.device-unproven`
 */
export async function signingDevice(
  { context }: Pick<BankidRoom, 'context'>,
  request: Request,
): Promise<HeldDevice> {
  const credentials = readCredentials(request);
  if (!isUuid(credentials.deviceId)) throw new ProblemError('bankid.device-unproven');
  const device = await context.database.prisma.appDevice.findUnique({
    where: { id: credentials.deviceId },
    include: heldDevice,
  });
  if (device === null) throw new ProblemError('bankid.device-unproven');
  const key = bankidApp.publicJwk.parse(device.publicKey);
  requireSignature({ request, credentials, key, now: context.clock.now() });
  return device;
}

/** The signature of a device that is not known yet, by the key that it brings. @throws ProblemError `bankid.device-unproven` */
export function requireNewDevice(
  { context }: Pick<BankidRoom, 'context'>,
  request: Request,
  key: bankidApp.PublicJwk,
): void {
  const credentials = readCredentials(request);
  if (credentials.deviceId !== bankidApp.newDevice) throw new ProblemError('bankid.device-unproven');
  requireSignature({ request, credentials, key, now: context.clock.now() });
}

/** The body as it was signed: `express.text` leaves it unread, and nothing at all where none came. */
export const bodyTextOf = ({ body }: Request): string => (typeof body === 'string' ? body : '');

function requireSignature(claim: {
  request: Request;
  credentials: Credentials;
  key: bankidApp.PublicJwk;
  now: Date;
}): void {
  const { request, credentials, key, now } = claim;
  const { deviceId, at, signature } = credentials;
  const secondsAside = Math.abs(now.getTime() - Date.parse(at)) / 1000;
  // Not the other way round: of what is no time, nothing is less.
  if (!(secondsAside <= bankidApp.requestSeconds)) throw new ProblemError('bankid.device-unproven');
  const method = request.method === 'POST' ? 'POST' : 'GET';
  const bodySha256 = createHash('sha256').update(bodyTextOf(request)).digest('hex');
  const statement = bankidApp.requestStatement({ method, path: request.path, deviceId, at, bodySha256 });
  if (!isSignedBy(key, statement, signature)) throw new ProblemError('bankid.device-unproven');
}

function readCredentials(request: Request): Credentials {
  const [scheme, value = ''] = (request.get('authorization') ?? '').split(' ');
  const [deviceId = '', at = '', signature = ''] = value.split(';');
  if (scheme !== bankidApp.deviceScheme || signature === '') throw new ProblemError('bankid.device-unproven');
  return { deviceId, at, signature };
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
