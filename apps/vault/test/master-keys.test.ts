import { randomBytes } from 'node:crypto';
import { copyFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readVaultConfig } from '../src/index.js';
import { addMasterKey, listMasterKeys, masterKeysInFolder, masterKeysOf } from '../src/keys/master-keys.js';
import { rewrapKeys } from '../src/keys/rewrap-keys.js';
import {
  attributesFor,
  boundTo,
  makeCredential,
  sha256,
  sign,
  startVault,
  type TestCredential,
  type VaultHouse,
} from './helpers.js';

let house: VaultHouse;
beforeAll(async () => {
  house = await startVault({ env: { VAULT_SIGNATURES_PER_MINUTE: '5000' } });
});
afterAll(() => house.close());

let documents = 0;
/** A signature over a document of its own; anything but a good answer is an error. */
async function signNew(credential: TestCredential): Promise<void> {
  const document = sha256(`document ${(documents += 1)}`);
  const activation = await house.activate(boundTo(credential, document));
  const { status, body } = await sign(house, activation, attributesFor(credential), { document });
  if (status !== 200) throw new Error(`refused: ${JSON.stringify(body)}`);
}

describe('a new master key', () => {
  it('takes over while keys sign and are made, and the old one is put away when it wraps nothing', async () => {
    const folder = house.context.dataDir;
    const db = house.context.database.prisma;
    const credentials = [await makeCredential(house), await makeCredential(house)];
    const [first] = await listMasterKeys(folder);
    let signed = 0;
    let isRotating = true;
    const signers = credentials.map(async (credential) => {
      while (isRotating) {
        await signNew(credential);
        signed += 1;
      }
    });
    const added = await addMasterKey(folder);
    const madeMeanwhile = await makeCredential(house);
    const room = { database: house.context.database, masterKeys: masterKeysInFolder(folder) };
    // Two processes at once, each with what the other has just done.
    await Promise.all([rewrapKeys(room), rewrapKeys(room)]);
    const signedBefore = signed;
    await vi.waitFor(() => expect(signed).toBeGreaterThan(signedBefore + 1), { timeout: 20_000 });
    isRotating = false;
    await Promise.all(signers);
    await signNew(madeMeanwhile);
    expect(await db.vaultKey.count({ where: { masterKeyId: { not: added.id } } })).toBe(0);
    expect(await listMasterKeys(folder)).toEqual([
      { id: first?.id, file: path.join(folder, 'keys', 'retired', 'vault-master.key'), use: 'retired' },
      { id: added.id, file: path.join(folder, 'keys', 'vault-master-2.key'), use: 'wraps' },
    ]);
    expect((await stat(added.file)).mode & 0o777).toBe(0o600);
  });

  it('is followed by the running vault on its own', async () => {
    const credential = await makeCredential(house);
    const { id } = await addMasterKey(house.context.dataDir);
    const masterKeyOf = async () =>
      (
        await house.context.database.prisma.vaultKey.findUniqueOrThrow({
          where: { credentialId: credential.credentialId },
        })
      ).masterKeyId;
    await vi.waitFor(
      async () => {
        house.clock.advance(61);
        expect(await masterKeyOf()).toBe(id);
      },
      { timeout: 20_000, interval: 200 },
    );
    await signNew(credential);
  });

  it('is taken up where an interrupted change left off', async () => {
    const [one, other] = [await makeCredential(house), await makeCredential(house)];
    const folder = house.context.dataDir;
    const { id } = await addMasterKey(folder);
    const keys = masterKeysInFolder(folder);
    const found = keys.named.bind(keys);
    let asked = 0;
    const failing = {
      ...keys,
      named: (wanted: string) =>
        (asked += 1) > 1 ? Promise.reject(new Error('the process ends here')) : found(wanted),
    };
    const { database } = house.context;
    await expect(rewrapKeys({ database, masterKeys: failing })).rejects.toThrow('ends here');
    const rest = await database.prisma.vaultKey.count({ where: { masterKeyId: { not: id } } });
    expect(rest).toBeGreaterThan(0);
    await Promise.all([signNew(one), signNew(other)]);
    expect(await rewrapKeys({ database, masterKeys: keys })).toBeLessThanOrEqual(rest);
    expect(await database.prisma.vaultKey.count({ where: { masterKeyId: { not: id } } })).toBe(0);
  });

  it('is put away again after a crash between the two steps of doing so', async () => {
    const folder = house.context.dataDir;
    const keys = masterKeysInFolder(folder);
    const before = await keys.newest();
    await addMasterKey(folder);
    await rewrapKeys({ database: house.context.database, masterKeys: keys });
    const retired = (await listMasterKeys(folder)).find(({ id }) => id === before.id);
    expect(retired?.use).toBe('retired');
    await copyFile(retired?.file ?? '', path.join(folder, 'keys', path.basename(retired?.file ?? '')));
    expect(await keys.retire(before.id)).toBe('retired');
    expect(await readdir(path.join(folder, 'keys'))).not.toContain(path.basename(retired?.file ?? ''));
    expect((await keys.named(before.id)).id).toBe(before.id);
  });
});

describe('master keys from settings', () => {
  it('wrap under the first and unwrap under all', async () => {
    const [old, newer] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
    const env = { VAULT_MASTER_KEY: newer, VAULT_OTHER_MASTER_KEYS: `${old}, ` };
    expect(readVaultConfig(env).secrets.masterKeys).toEqual([newer, old]);
    const keys = await masterKeysOf([newer, old]);
    const [newest] = await keys.ids();
    expect((await keys.newest()).id).toBe(newest);
    for (const id of await keys.ids()) expect((await keys.named(id)).id).toBe(id);
    await expect(keys.named('0000000000000000')).rejects.toMatchObject({ code: 'platform.unwrap-failed' });
  });

  it('are refused when nothing is told to wrap with', () => {
    expect(() => readVaultConfig({ VAULT_OTHER_MASTER_KEYS: 'AAAA' })).toThrowError(
      expect.objectContaining({ code: 'platform.invalid-settings' }),
    );
  });
});
