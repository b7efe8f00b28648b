import { createHmac, hkdfSync } from 'node:crypto';
import path from 'node:path';
import { loadMasterKey, unwrapKey, wrapKey } from '@segl/platform';

/** What the room keeps from whoever reads its tables: keys derived from one secret, each for one use. */
export interface RoomSecrets {
  /** Signs session cookies. */
  cookieSecret: string;
  /** Seals a small JSON value; `label` says what it is and whose, and is needed again to open it. */
  seal(value: unknown, label: string): Uint8Array<ArrayBuffer>;
  /** Opens what {@link RoomSecrets.seal} made. @throws PlatformError `platform.unwrap-failed` */
  unseal(sealed: Uint8Array, label: string): unknown;
  /** Keyed hash of a national identity number, which could be guessed from a plain hash. */
  nationalIdHmac(nationalId: string): string;
}

/** Derives the room's keys from its secret of 32 bytes. */
export function createRoomSecrets(secret: Uint8Array): RoomSecrets {
  const derive = (use: string): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, '', `segl signing ${use}`, 32));
  const sealKey = { id: 'room', key: derive('seal') };
  const hmacKey = derive('national-id');
  return {
    cookieSecret: derive('cookie').toString('hex'),
    seal: (value, label) => wrapKey(sealKey, Buffer.from(JSON.stringify(value)), label),
    unseal: (sealed, label) => JSON.parse(unwrapKey(sealKey, sealed, label).toString('utf8')) as unknown,
    nationalIdHmac: (nationalId) => createHmac('sha256', hmacKey).update(nationalId).digest('hex'),
  };
}

/**
 * The room's secret: from settings (32 bytes, base64), or a file of the data folder (0600) that the first start makes.
 * @throws PlatformError `platform.invalid-settings`
 */
export async function loadRoomSecrets(options: {
  dataDir: string;
  roomSecret: string | undefined;
}): Promise<RoomSecrets> {
  const { key } = await loadMasterKey({
    base64: options.roomSecret,
    file: path.join(options.dataDir, 'keys', 'signing-room.key'),
  });
  return createRoomSecrets(key);
}
