import { bankidApp } from '@segl/contracts';

const curve = 'P-256';
const { subtle } = globalThis.crypto;

/** Keys of a device that is being activated; none can be read out. */
export interface DeviceKeys {
  signing: CryptoKeyPair;
  agreement: CryptoKeyPair;
}

/** Makes the keys of a device. Its private parts stay in the browser, and cannot be read by any page. */
export async function makeDeviceKeys(): Promise<DeviceKeys> {
  const [signing, agreement] = await Promise.all([
    subtle.generateKey({ name: 'ECDSA', namedCurve: curve }, false, ['sign', 'verify']),
    subtle.generateKey({ name: 'ECDH', namedCurve: curve }, false, ['deriveKey']),
  ]);
  return { signing, agreement };
}

/** The public part, as the server takes it. */
export async function publicJwkOf({ publicKey }: CryptoKeyPair): Promise<bankidApp.PublicJwk> {
  return bankidApp.publicJwk.parse(await subtle.exportKey('jwk', publicKey));
}

/** The key of the codes: ECDH with the server's key, then HKDF. It was never sent, and cannot be read. */
export async function deriveCodeKey(
  ours: CryptoKeyPair,
  theirs: bankidApp.PublicJwk,
  deviceId: string,
): Promise<CryptoKey> {
  const publicKey = await subtle.importKey('jwk', theirs, { name: 'ECDH', namedCurve: curve }, false, []);
  const shared = await subtle.deriveKey({ name: 'ECDH', public: publicKey }, ours.privateKey, 'HKDF', false, [
    'deriveKey',
  ]);
  const info = new TextEncoder().encode(bankidApp.codeSecretInfo(deviceId));
  return subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info },
    shared,
    { name: 'HMAC', hash: 'SHA-1', length: 160 },
    false,
    ['sign'],
  );
}

/** Signature of a text (ES256: r and s), in base64url. */
export async function signText(key: CryptoKey, text: string): Promise<string> {
  const signature = await subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    key,
    new TextEncoder().encode(text),
  );
  return toBase64url(signature);
}

/** SHA-256 of a text. */
export async function sha256(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

export async function sha256Hex(text: string): Promise<string> {
  return Array.from(await sha256(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function toBase64url(bytes: ArrayBuffer | Uint8Array): string {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
