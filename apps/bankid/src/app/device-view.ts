import { z } from 'zod';
import { bankidApp } from '@segl/contracts';
import type { Bank } from '@segl/database';
import { stateOf } from '../proof/state-of.js';
import type { BankidRoom } from '../room.js';
import type { HeldDevice } from './signed-request.js';
import { openQuestionsFor } from './questions.js';

/** What the app is called where the bank has none of its own. */
const commonAppName = 'BankID-appen';

/** The app that a bank offers: its own under its own name, else the common one; undefined where it offers none. */
export function appOf(
  bank: Pick<Bank, 'codeSources' | 'appName'>,
): { kind: 'bankid-app' | 'bank-app'; name: string } | undefined {
  const sources = z.array(z.string()).parse(bank.codeSources);
  if (sources.includes('bank-app') && bank.appName !== null) return { kind: 'bank-app', name: bank.appName };
  return sources.includes('app') ? { kind: 'bankid-app', name: commonAppName } : undefined;
}

/** What the app shows of itself, ended or not. */
export function viewDevice(device: HeldDevice, at: Date): bankidApp.AppDevice {
  const { bank, person, mobile } = device.bankId;
  return {
    id: device.id,
    state: device.state === 'active' ? 'active' : 'ended',
    endReason: bankidApp.appEndReason.nullable().parse(device.endReason),
    endedAt: device.endedAt?.toISOString() ?? null,
    appName: device.kind === 'bank-app' && bank.appName !== null ? bank.appName : commonAppName,
    holder: `${person.givenName} ${person.familyName}`,
    bank: { name: bank.name, phone: bank.phone },
    bankIdState: stateOf(device.bankId, at),
    deviceName: device.name,
    activatedAt: device.activatedAt.toISOString(),
    hasAuthenticator: device.authenticator !== null,
    mobile:
      mobile === null
        ? null
        : {
            phoneMasked: mobile.phoneMasked,
            phasedOutOn: mobile.phasedOutOn,
            movedAt: mobile.movedAt?.toISOString() ?? null,
          },
  };
}

/** Everything that the app shows now. */
export async function viewApp(
  room: Pick<BankidRoom, 'context'>,
  device: HeldDevice,
): Promise<bankidApp.AppEvent> {
  const now = room.context.clock.now();
  const questions = device.state === 'active' ? await openQuestionsFor(room, device.bankId.person) : [];
  return { now: now.toISOString(), device: viewDevice(device, now), questions };
}
