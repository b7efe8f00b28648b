import { bankidApp } from '@segl/contracts';
import { fromBase64url, sha256, toBase64url } from './device-keys.js';

/** How long the holder may take to unlock. */
const unlockMilliseconds = 60_000;

/** True when the browser can unlock with fingerprint, face or the lock of the screen. */
export async function hasPlatformAuthenticator(): Promise<boolean> {
  if (!('PublicKeyCredential' in window)) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
}

/** The holder did not unlock, or closed the question of the browser. */
export class NotUnlocked extends Error {
  override readonly name = 'NotUnlocked';
}

/** Makes a credential of this device's authenticator. @throws NotUnlocked */
export async function createCredential(
  device: Pick<bankidApp.AppDevice, 'id' | 'holder'>,
): Promise<bankidApp.AuthenticatorRequest> {
  const credential = await ask(async () =>
    navigator.credentials.create({
      publicKey: {
        challenge: await sha256(bankidApp.authenticatorStatement(device.id)),
        rp: { name: 'BankID (simulated)', id: location.hostname },
        user: {
          id: new TextEncoder().encode(device.id),
          name: device.holder,
          displayName: device.holder,
        },
        // ES256 and RS256: what platform authenticators make.
        pubKeyCredParams: [-7, -257].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: {
          authenticatorAttachment: 'platform',
          userVerification: 'required',
          residentKey: 'discouraged',
        },
        attestation: 'none',
        timeout: unlockMilliseconds,
      },
    }),
  );
  const { response } = credential;
  if (!(response instanceof AuthenticatorAttestationResponse)) throw new NotUnlocked();
  const publicKey = response.getPublicKey();
  if (publicKey === null) throw new NotUnlocked();
  return {
    credentialId: toBase64url(credential.rawId),
    clientDataJson: toBase64url(response.clientDataJSON),
    authenticatorData: toBase64url(response.getAuthenticatorData()),
    publicKey: toBase64url(publicKey),
  };
}

/** Lets the holder unlock for one statement. @throws NotUnlocked */
export async function unlockFor(statement: string, credentialId: string): Promise<bankidApp.Assertion> {
  const credential = await ask(async () =>
    navigator.credentials.get({
      publicKey: {
        challenge: await sha256(statement),
        rpId: location.hostname,
        allowCredentials: [{ type: 'public-key', id: fromBase64url(credentialId) }],
        userVerification: 'required',
        timeout: unlockMilliseconds,
      },
    }),
  );
  const { response } = credential;
  if (!(response instanceof AuthenticatorAssertionResponse)) throw new NotUnlocked();
  return {
    credentialId: toBase64url(credential.rawId),
    clientDataJson: toBase64url(response.clientDataJSON),
    authenticatorData: toBase64url(response.authenticatorData),
    signature: toBase64url(response.signature),
  };
}

/** Browsers tell apart neither a no nor a time-out nor a missing credential, so that pages learn nothing from it. */
async function ask(question: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let credential: Credential | null;
  try {
    credential = await question();
  } catch (cause) {
    throw new NotUnlocked('the device was not unlocked', { cause });
  }
  if (!(credential instanceof PublicKeyCredential)) throw new NotUnlocked();
  return credential;
}
