import { createHmac } from 'node:crypto';

const codes = 1_000_000;

/**
 * The one-time code of a counter: six digits (RFC 4226 §5.3). A time step of RFC 6238 is such a counter. With the machine's own
 * HMAC, as every typed code costs dozens of these (see `find-code-owner.ts`).
 */
export function hotp(secret: Uint8Array, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const truncated = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(truncated % codes).padStart(6, '0');
}
