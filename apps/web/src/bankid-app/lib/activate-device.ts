import { activate, fetchClockOffset } from './app-client.js';
import { deriveCodeKey, makeDeviceKeys, publicJwkOf } from './device-keys.js';
import { keepDevice, type KeptDevice } from './device-store.js';

/** What the holder types to activate the app. */
export interface ActivationAnswers {
  birthDate: string;
  code: string;
  password: string;
  deviceName: string;
}

/** Makes keys, activates, and keeps the device. @throws ApiError, or what the browser says when it keeps nothing */
export async function activateDevice(answers: ActivationAnswers): Promise<KeptDevice> {
  const keys = await makeDeviceKeys();
  const clockOffset = await fetchClockOffset();
  const { device: facts, agreementKey } = await activate(
    { signingKey: keys.signing.privateKey, clockOffset },
    {
      ...answers,
      signingKey: await publicJwkOf(keys.signing),
      agreementKey: await publicJwkOf(keys.agreement),
    },
  );
  const device: KeptDevice = {
    id: facts.id,
    signingKey: keys.signing.privateKey,
    codeKey: await deriveCodeKey(keys.agreement, agreementKey, facts.id),
    facts,
    credentialId: null,
    clockOffset,
  };
  await keepDevice(device);
  return device;
}
