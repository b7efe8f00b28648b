import { bankidApp } from '@segl/contracts';

const period = bankidApp.codePeriodSeconds;

/** The code of a moment (milliseconds since 1970): six digits (RFC 6238, RFC 4226 §5.3). */
export async function codeAt(key: CryptoKey, at: number): Promise<string> {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(timeStepAt(at)));
  const mac = new DataView(await crypto.subtle.sign('HMAC', key, counter.buffer));
  const offset = mac.getUint8(mac.byteLength - 1) & 0x0f;
  const number = (mac.getUint32(offset) & 0x7fff_ffff) % 1_000_000;
  return String(number).padStart(6, '0');
}

/** Number of the time step that a moment is in. */
export const timeStepAt = (at: number): number => Math.floor(at / 1000 / period);

/** Seconds until the next code. */
export const secondsLeftAt = (at: number): number => period - ((at / 1000) % period);
