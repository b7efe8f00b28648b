import { createPublicKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { vault } from '@segl/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVaultService, readVaultConfig } from '../src/index.js';
import { base64, certify, fromBase64, makeCredential, startVault, type VaultHouse } from './helpers.js';

let house: VaultHouse;
beforeAll(async () => {
  house = await startVault();
});
afterAll(() => house.close());

const purpose = vault.vaultPurposes.keys;
const subject = [{ type: 'CN', value: 'Ida Sørbø' }];

describe('keys', () => {
  it.each([
    ['EC-P256', 'ec', undefined],
    ['RSA-2048', 'rsa', 2048],
    ['RSA-3072', 'rsa', 3072],
  ])('are made as %s, with proof of possession', async (algorithm, type, modulusLength) => {
    const { status, body } = await house.call('bankid', '/keys', {
      purpose,
      json: { owner: '9578-5999-4-1', algorithm, subject },
    });
    expect(status).toBe(201);
    const { publicKey, certificationRequest } = vault.createKeyAnswer.parse(body);
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    expect(key.asymmetricKeyType).toBe(type);
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(modulusLength);
    // certify() checks the request's signature.
    expect((await certify(fromBase64(certificationRequest), house.clock.now())).length).toBeGreaterThan(200);
  });

  it('are stored wrapped, under a master key that only its owner may read', async () => {
    const { credentialId } = await makeCredential(house);
    const row = await house.context.database.prisma.vaultKey.findUniqueOrThrow({ where: { credentialId } });
    const file = path.join(house.context.dataDir, 'keys', 'vault-master.key');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file)).length).toBe(32);
    expect(row.masterKeyId).toMatch(/^[0-9a-f]{16}$/);
    // The OID of EC keys stands in every PKCS#8 of one.
    expect(Buffer.from(row.wrappedKey ?? []).toString('hex')).toMatch(/^(?!.*2a8648ce3d0201)[0-9a-f]{200}/);
  });

  it('take only a certificate for themselves', async () => {
    const [mine, other] = [await makeCredential(house), await makeCredential(house)];
    const put = (certificates: string[]) =>
      house.call('bankid', `/keys/${mine.credentialId}/certificate`, {
        purpose,
        method: 'PUT',
        json: { certificates },
      });
    expect(await put([base64(other.certificate)])).toMatchObject({ status: 400 });
    expect(await put([base64(mine.certificate), base64(other.certificate)])).toMatchObject({ status: 400 });
    expect(await put(['AAAA'])).toMatchObject({ status: 400 });
    expect(await put([base64(mine.certificate)])).toMatchObject({ status: 200 });
  });

  it('are told, and disabled, by id', async () => {
    const { credentialId, owner, certificate } = await makeCredential(house);
    const get = () => house.call('signing', `/keys/${credentialId}`, { purpose, method: 'GET' });
    expect((await get()).body).toEqual({
      credentialId,
      owner,
      algorithm: 'EC-P256',
      state: 'enabled',
      certificates: [base64(certificate)],
    });
    await house.call('bankid', `/keys/${credentialId}/disable`, { purpose });
    expect((await get()).body).toMatchObject({ state: 'disabled' });
    const unknown = await house.call('bankid', '/keys/6f1a1f0e-0000-4000-8000-000000000000', {
      purpose,
      method: 'GET',
    });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'vault.credential-not-found' } });
  });

  it('of people are bankid’s to make, those of the organisation are signing’s', async () => {
    const make = (caller: 'bankid' | 'signing' | 'upload', owner: string) =>
      house.call(caller, '/keys', { purpose, json: { owner, algorithm: 'EC-P256', subject } });
    const refused = { status: 403, body: { code: 'platform.caller-not-admitted' } };
    expect(await make('signing', '9578-5999-4-1')).toMatchObject(refused);
    expect(await make('bankid', 'service:signing')).toMatchObject(refused);
    expect(await make('bankid', 'service:other')).toMatchObject(refused);
    expect(await make('upload', '9578-5999-4-1')).toMatchObject(refused);
    const { credentialId } = await makeCredential(house);
    expect(await house.call('signing', `/keys/${credentialId}/disable`, { purpose })).toMatchObject(refused);
  });

  it('refuse subjects with attributes nobody knows', async () => {
    const json = { owner: '9578-5999-4-1', subject: [{ type: 'nationalId', value: '15887812345' }] };
    expect(await house.call('bankid', '/keys', { purpose, json })).toMatchObject({ status: 400 });
  });
});

describe('the master key', () => {
  it('of another vault makes this one not ready', async () => {
    await makeCredential(house);
    const env = { VAULT_MASTER_KEY: Buffer.alloc(32, 9).toString('base64') };
    const other = await createVaultService({ ...house.context, env });
    expect(await other.ready()).toMatchObject([{ name: 'vault.keys', ok: false }]);
  });
});

describe('settings', () => {
  it('are refused without telling a secret', () => {
    const secret = 'not-so-long';
    const read = () => readVaultConfig({ VAULT_CSC_CLIENTS: JSON.stringify([{ clientId: 'x', secret }]) });
    expect(read).toThrowError(expect.objectContaining({ code: 'platform.invalid-settings' }));
    expect(read).not.toThrowError(new RegExp(secret));
  });
});
