import { NodeCryptoPlugin } from '@otplib/plugin-crypto-node';
import { generateSync } from 'otplib';

/** The machine's own HMAC: every typed code costs dozens of them (see `find-code-owner.ts`). */
const crypto = new NodeCryptoPlugin();

/** The one-time code of a counter: six digits (RFC 4226 §5.3). A time step of RFC 6238 is such a counter. */
export function hotp(secret: Uint8Array, counter: number): string {
  return generateSync({ strategy: 'hotp', secret, counter, digits: 6, crypto });
}
