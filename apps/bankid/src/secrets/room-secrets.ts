import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import path from 'node:path';
import { loadMasterKey, unwrapKey, wrapKey, type MasterKey } from '@segl/platform';

/** What keeps the room's tables useless to whoever reads them: keys derived from one master key, each for one use. */
export interface RoomSecrets {
  /** Keys that sign the provider's cookies. */
  cookieKeys: string[];
  /** Seals bytes; `label` says what they are and whose, and is needed again. */
  seal(bytes: Uint8Array, label: string): Uint8Array<ArrayBuffer>;
  /** @throws PlatformError `platform.unwrap-failed` */
  unseal(sealed: Uint8Array, label: string): Uint8Array;
  sealText(text: string, label: string): Uint8Array<ArrayBuffer>;
  /** @throws PlatformError `platform.unwrap-failed` */
  unsealText(sealed: Uint8Array, label: string): string;
  /** Keyed hash of a national identity number, which could be guessed from a plain hash. */
  nationalIdHmac(nationalId: string): string;
  /** Keyed hash of what a counter belongs to: addresses and birth dates do not stand in tables. */
  counterKey(kind: string, subject: string): string;
  /** Keyed hash of the code in an activation letter: few digits, so a plain hash would give it away. */
  letterCodeHmac(letterId: string, code: string): string;
  /** A device token that only this room can have made. */
  signDevice(deviceId: string): string;
  /** The device id of a token that {@link RoomSecrets.signDevice} made. */
  readDevice(token: string | undefined): string | undefined;
}

/** The room's secrets: from `BANKID_MASTER_KEY`, or a file of the data folder that the first start makes (0600). */
export async function loadRoomSecrets({
  dataDir,
  masterKey,
}: {
  dataDir: string;
  masterKey: string | undefined;
}): Promise<RoomSecrets> {
  const file = path.join(dataDir, 'keys', 'bankid-master.key');
  return createRoomSecrets(await loadMasterKey({ base64: masterKey, file }));
}

/** Derives the room's keys (HKDF, RFC 5869) from a master key. */
export function createRoomSecrets(master: MasterKey): RoomSecrets {
  const derive = (use: string): Buffer =>
    Buffer.from(hkdfSync('sha256', master.key, '', `segl bankid ${use}`, 32));
  const sealing: MasterKey = { id: master.id, key: derive('seal') };
  const nationalIdKey = derive('national-id');
  const counterKeyKey = derive('counter');
  const deviceKey = derive('device');
  const letterKey = derive('letter');
  const deviceMac = (deviceId: string): string =>
    createHmac('sha256', deviceKey).update(deviceId).digest('base64url');

  return {
    cookieKeys: [derive('cookie').toString('base64url')],
    seal: (bytes, label) => wrapKey(sealing, bytes, label),
    unseal: (sealed, label) => unwrapKey(sealing, sealed, label),
    sealText: (text, label) => wrapKey(sealing, Buffer.from(text), label),
    unsealText: (sealed, label) => unwrapKey(sealing, sealed, label).toString('utf8'),
    nationalIdHmac: (nationalId) => createHmac('sha256', nationalIdKey).update(nationalId).digest('hex'),
    counterKey: (kind, subject) =>
      `${kind}:${createHmac('sha256', counterKeyKey).update(`${kind}\0${subject}`).digest('hex')}`,
    letterCodeHmac: (letterId, code) =>
      createHmac('sha256', letterKey).update(`${letterId}\0${code}`).digest('hex'),
    signDevice: (deviceId) => `${deviceId}.${deviceMac(deviceId)}`,
    readDevice(token) {
      const [deviceId, mac, ...rest] = token?.split('.') ?? [];
      if (deviceId === undefined || mac === undefined || rest.length > 0) return undefined;
      return isSame(mac, deviceMac(deviceId)) ? deviceId : undefined;
    },
  };
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
