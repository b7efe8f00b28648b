import type { ReadyCheck } from '@segl/platform';
import type { VaultRoom } from '../vault-room.js';

type CheckedRoom = Pick<VaultRoom, 'database' | 'masterKeys' | 'tokenKeys' | 'newKeys' | 'logger'>;

/** Whether every key that may sign can be used: its master key is known, its token is there. */
export async function checkKeys(room: CheckedRoom): Promise<ReadyCheck[]> {
  try {
    return [await checkWrappedKeys(room), ...(await checkTokenKeys(room))];
  } catch (error) {
    room.logger.error({ err: error }, 'vault is not ready');
    return [{ name: 'vault.keys', ok: false, detail: 'the database does not answer' }];
  }
}

async function checkWrappedKeys({ database, masterKeys }: CheckedRoom): Promise<ReadyCheck> {
  const { vaultKey } = database.prisma;
  const foreign = await vaultKey.count({ where: { masterKeyId: { notIn: await masterKeys.ids() } } });
  if (foreign > 0) {
    return {
      name: 'vault.keys',
      ok: false,
      detail: 'keys are wrapped under a master key that is not known',
    };
  }
  const older = await vaultKey.count({
    where: { masterKeyId: { not: (await masterKeys.newest()).id } },
  });
  const detail = `private keys still wrapped under an older master key: ${older}`;
  return { name: 'vault.keys', ok: true, ...(older === 0 ? {} : { detail }) };
}

/** Nothing is said of tokens where none is configured and none is needed. */
async function checkTokenKeys({ database, tokenKeys, newKeys, logger }: CheckedRoom): Promise<ReadyCheck[]> {
  const name = 'vault.token';
  const { vaultKey } = database.prisma;
  const signing = await vaultKey.count({ where: { tokenSerial: { not: null }, state: 'enabled' } });
  if (tokenKeys === undefined) {
    const detail = 'keys are in a token, and VAULT_PKCS11_LIBRARY is not set';
    return signing === 0 ? [] : [{ name, ok: false, detail }];
  }
  try {
    const serial = await tokenKeys.serial();
    const elsewhere = await vaultKey.count({ where: { tokenSerial: { not: serial }, state: 'enabled' } });
    if (elsewhere > 0) return [{ name, ok: false, detail: `keys are in another token: ${elsewhere}` }];
    const waiting = await vaultKey.count({ where: { tokenSerial: { not: null }, state: 'destroyed' } });
    const detail = `destroyed keys still to be erased in the token: ${waiting}`;
    return [{ name, ok: true, ...(waiting === 0 ? {} : { detail }) }];
  } catch (error) {
    logger.error({ err: error }, 'the token does not answer');
    // Without keys in it, and none to be made there, nobody misses it.
    return [{ name, ok: signing === 0 && newKeys === 'wrapped', detail: 'the token does not answer' }];
  }
}
