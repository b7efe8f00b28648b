import { createHash, X509Certificate, verify } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { vault } from '@segl/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createVaultService, readVaultConfig } from '../src/index.js';
import { issueGrant } from '../src/csc/grants.js';
import { createKey } from '../src/keys/create-key.js';
import { eraseTokenKeys } from '../src/keys/erase-token-keys.js';
import { masterKeysInFolder } from '../src/keys/master-keys.js';
import { createTokenKeys, type TokenKeys } from '../src/keys/token-keys.js';
import { createFakeToken } from './fake-token.js';
import {
  attributesFor,
  base64,
  boundTo,
  certify,
  fromBase64,
  makeCredential,
  sha256,
  sign,
  startVault,
  type TestCredential,
  type VaultHouse,
} from './helpers.js';

const pin = '918273';
const token = createFakeToken({ pin });
const library = '/lib/fake-token.so';
let house: VaultHouse;
let tokenKeys: TokenKeys;

beforeAll(async () => {
  house = await startVault({
    env: { VAULT_PKCS11_LIBRARY: library, VAULT_PKCS11_TOKEN: 'Vault', VAULT_PKCS11_PIN: pin },
    loadPkcs11: token.load,
  });
  const { logger } = house.context;
  tokenKeys = createTokenKeys(
    { library, label: undefined, pin: async () => pin },
    { logger, load: token.load },
  );
});
afterAll(async () => {
  await tokenKeys.close();
  await house.close();
});
beforeEach(() => {
  token.is('there');
  token.beforeSigning(async () => undefined);
});

const purpose = vault.vaultPurposes.keys;
const unavailable = { status: 503, body: { code: 'vault.token-unavailable' } };
const idOf = ({ credentialId }: Pick<TestCredential, 'credentialId'>) => credentialId.replaceAll('-', '');
const inToken = (credential: Pick<TestCredential, 'credentialId'>) =>
  token.objects().filter(({ id }) => id === idOf(credential));
const rowOf = ({ credentialId }: Pick<TestCredential, 'credentialId'>) =>
  house.context.database.prisma.vaultKey.findUniqueOrThrow({
    where: { credentialId },
    include: { uses: true },
  });
const roomForErasing = () => ({ ...house.context, tokenKeys });
const destroy = ({ credentialId }: TestCredential) =>
  house.call('bankid', `/keys/${credentialId}/destroy`, { purpose });
const activationFor = (credential: TestCredential, name: string) =>
  house.activate(boundTo(credential, sha256(name)));
const signNamed = async (credential: TestCredential, name: string) =>
  sign(house, await activationFor(credential, name), attributesFor(credential), { document: sha256(name) });

describe('a key in a token', () => {
  it.each(['EC-P256', 'RSA-2048'] as const)(
    'of kind %s is made there, for good, and signs by it with each use recorded',
    async (algorithm) => {
      // The request for its certificate is signed by the token, and its signature checked there.
      const credential = await makeCredential(house, { algorithm });
      expect(await rowOf(credential)).toMatchObject({
        ...{ backend: 'pkcs11', tokenSerial: '4711', wrappedKey: null, masterKeyId: null, state: 'enabled' },
      });
      expect(inToken(credential)).toEqual([
        { kind: 'public', id: idOf(credential), sensitive: undefined, extractable: undefined },
        { kind: 'private', id: idOf(credential), sensitive: true, extractable: false },
      ]);
      const attributes = attributesFor(credential);
      const made = await signNamed(credential, `contract ${algorithm}`);
      expect(made).toMatchObject({ status: 200, body: { repeated: false } });
      const { publicKey } = new X509Certificate(credential.certificate);
      const signature = fromBase64(String(made.body['signature']));
      expect(verify('sha256', attributes, publicKey, signature)).toBe(true);
      expect((await rowOf(credential)).uses).toMatchObject([{ kind: 'first', caller: 'signing' }]);
    },
  );

  it('signs for many at once', async () => {
    const credential = await makeCredential(house);
    const names = Array.from({ length: 8 }, (_, index) => `at once ${index}`);
    const answers = await Promise.all(names.map((name) => signNamed(credential, name)));
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
    expect((await rowOf(credential)).uses).toHaveLength(names.length);
  });

  it('lies beside wrapped keys, which go on signing', async () => {
    const { database, clock, logger, dataDir } = house.context;
    const masterKeys = masterKeysInFolder(dataDir);
    const owner = '9578-5999-4-17';
    const made = await createKey(
      {
        database,
        clock,
        logger,
        masterKeys,
        tokenKeys: undefined,
        newKeys: 'wrapped',
        signaturesPerMinute: 9,
      },
      { owner, algorithm: 'EC-P256', subject: [{ type: 'CN', value: 'Ola Nordmann' }] },
    );
    const certificate = await certify(fromBase64(made.certificationRequest), clock.now());
    await house.call('bankid', `/keys/${made.credentialId}/certificate`, {
      ...{ purpose, method: 'PUT', json: { certificates: [base64(certificate)] } },
    });
    const wrapped = { credentialId: made.credentialId, owner, certificate };
    token.is('away');
    expect((await signNamed(wrapped, 'by a wrapped key')).status).toBe(200);
    expect(await rowOf(wrapped)).toMatchObject({ backend: 'wrapped', tokenSerial: null });
  });

  it('gives no signature that does not verify', async () => {
    const credential = await makeCredential(house);
    token.is('lies');
    expect(await signNamed(credential, 'lied about')).toMatchObject(unavailable);
    expect((await rowOf(credential)).uses).toEqual([]);
  });
});

describe('a token that is away', () => {
  it('is told by a code, and the same activation signs when it is back', async () => {
    const credential = await makeCredential(house);
    const activation = await activationFor(credential, 'patience');
    const ask = () => sign(house, activation, attributesFor(credential), { document: sha256('patience') });
    token.is('away');
    expect(await ask()).toMatchObject(unavailable);
    expect((await rowOf(credential)).uses).toEqual([]);
    expect(
      await house.call('bankid', '/keys', {
        purpose,
        json: { owner: credential.owner, algorithm: 'EC-P256', subject: [{ type: 'CN', value: 'Ida' }] },
      }),
    ).toMatchObject(unavailable);
    token.is('there');
    expect(await ask()).toMatchObject({ status: 200, body: { repeated: false } });
  });

  it('uses up no authorization of the CSC API either', async () => {
    const credential = await makeCredential(house);
    const { credentialId, owner } = credential;
    const hash = createHash('sha256').update('by CSC').digest('base64');
    const clientId = 'some-client';
    const service = await issueGrant(house.context, 'token', { owner, payload: { clientId } });
    const sad = await issueGrant(house.context, 'sad', {
      owner,
      payload: { clientId, binding: { credentialId, numSignatures: 1, hashes: [hash] } },
    });
    const ask = async () => {
      const answer = await fetch(`${house.context.urls.vault}/csc/v2/signatures/signHash`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${service.secret}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({
          ...{ credentialID: credentialId, SAD: sad.secret, hashes: [hash] },
          ...{ signAlgo: '1.2.840.10045.4.3.2', hashAlgorithmOID: '2.16.840.1.101.3.4.2.1' },
        }),
      });
      return { status: answer.status, body: (await answer.json()) as unknown };
    };
    token.is('away');
    expect(await ask()).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
    token.is('there');
    expect(await ask()).toMatchObject({ status: 200, body: { signatures: [expect.any(String)] } });
    expect(await ask()).toMatchObject({ status: 400, body: { error: 'token_already_used' } });
    expect((await rowOf(credential)).uses).toMatchObject([{ kind: 'csc', caller: clientId }]);
  });

  it('and comes back between two signatures is not noticed', async () => {
    const credential = await makeCredential(house);
    token.is('forgets');
    token.is('there');
    expect((await signNamed(credential, 'in a new session')).status).toBe(200);
  });

  it('makes the vault not ready while keys are in it', async () => {
    await makeCredential(house);
    const env = { VAULT_PKCS11_LIBRARY: library, VAULT_PKCS11_PIN: pin };
    const service = await createVaultService({ ...house.context, env }, { loadPkcs11: token.load });
    expect(await service.ready()).toContainEqual(expect.objectContaining({ name: 'vault.token', ok: true }));
    token.is('away');
    expect(await service.ready()).toContainEqual(
      expect.objectContaining({ name: 'vault.token', ok: false, detail: 'the token does not answer' }),
    );
    const without = await createVaultService({ ...house.context, env: {} });
    expect(await without.ready()).toContainEqual(expect.objectContaining({ name: 'vault.token', ok: false }));
  });
});

describe('a destroyed key', () => {
  it('is erased in the token', async () => {
    const credential = await makeCredential(house);
    expect(await destroy(credential)).toMatchObject({ status: 200, body: { state: 'destroyed' } });
    expect(inToken(credential)).toEqual([]);
    expect(await rowOf(credential)).toMatchObject({ state: 'destroyed', tokenSerial: null });
    const refused = { status: 409, body: { code: 'vault.credential-destroyed' } };
    expect(await signNamed(credential, 'after')).toMatchObject(refused);
  });

  it('signs nothing from that moment, and is erased when the token is back', async () => {
    const credential = await makeCredential(house);
    token.is('away');
    expect(await destroy(credential)).toMatchObject({ status: 200, body: { state: 'destroyed' } });
    token.is('there');
    expect(inToken(credential)).toHaveLength(2);
    expect(await signNamed(credential, 'too late')).toMatchObject({
      ...{ status: 409, body: { code: 'vault.credential-destroyed' } },
    });
    expect(await eraseTokenKeys(roomForErasing())).toBe(1);
    expect(inToken(credential)).toEqual([]);
    expect(await eraseTokenKeys(roomForErasing())).toBe(0);
  });

  it('lets no signature out that the token was making', async () => {
    const credential = await makeCredential(house);
    token.beforeSigning(async () => {
      const { prisma } = house.context.database;
      const { credentialId } = credential;
      await prisma.vaultKey.update({ where: { credentialId }, data: { state: 'destroyed' } });
    });
    expect(await signNamed(credential, 'under way')).toMatchObject({
      ...{ status: 409, body: { code: 'vault.credential-destroyed' } },
    });
    expect((await rowOf(credential)).uses).toEqual([]);
  });

  it('of another token waits for that one', async () => {
    const credential = await makeCredential(house);
    const { credentialId } = credential;
    const { prisma } = house.context.database;
    await prisma.vaultKey.update({
      where: { credentialId },
      data: { state: 'destroyed', tokenSerial: 'another' },
    });
    await tokenKeys.erase(credentialId);
    await eraseTokenKeys(roomForErasing());
    expect(await rowOf(credential)).toMatchObject({ tokenSerial: 'another' });
    await prisma.vaultKey.update({ where: { credentialId }, data: { tokenSerial: null } });
  });
});

describe('a key whose making was interrupted', () => {
  it('is erased when nobody can be making it any more', async () => {
    const { database, clock } = house.context;
    const credentialId = '6f1a1f0e-1111-4111-8111-0123456789ab';
    await tokenKeys.make(credentialId, 'EC-P256');
    await database.prisma.vaultKey.create({
      data: {
        ...{ credentialId, owner: '9578-5999-4-3', algorithm: 'EC-P256', publicKey: new Uint8Array() },
        ...{ backend: 'pkcs11', tokenSerial: '4711', state: 'making', createdAt: clock.now() },
      },
    });
    const asked = await house.call('bankid', `/keys/${credentialId}`, { purpose, method: 'GET' });
    expect(asked).toMatchObject({ status: 404 });
    expect(await eraseTokenKeys(roomForErasing())).toBe(0);
    house.clock.advance(601);
    expect(await eraseTokenKeys(roomForErasing())).toBe(1);
    expect(inToken({ credentialId })).toEqual([]);
    expect(await rowOf({ credentialId })).toMatchObject({ state: 'destroyed', tokenSerial: null });
  });
});

describe('the PIN', () => {
  it('is not tried again when the token did not take it, until it is another', async () => {
    const file = path.join(house.context.dataDir, 'pin');
    await writeFile(file, 'wrong\n', { mode: 0o600 });
    const { token: settings } = readVaultConfig({
      VAULT_PKCS11_LIBRARY: '/lib/pin.so',
      VAULT_PKCS11_PIN_FILE: file,
    });
    const strict = createFakeToken({ pin });
    const { logger } = house.context;
    const keys = createTokenKeys(settings!, { logger, load: strict.load });
    const refused = { code: 'vault.token-unavailable' };
    await expect(keys.serial()).rejects.toMatchObject(refused);
    await expect(keys.serial()).rejects.toMatchObject(refused);
    expect(strict.logins()).toBe(1);
    await writeFile(file, `${pin}\n`);
    expect(await keys.serial()).toBe('4711');
    await keys.close();
    await rm(file);
    await expect(keys.serial()).rejects.toMatchObject(refused);
  });

  it.each([
    { VAULT_PKCS11_LIBRARY: library },
    { VAULT_PKCS11_LIBRARY: library, VAULT_PKCS11_PIN: pin, VAULT_PKCS11_PIN_FILE: '/pin' },
    { VAULT_KEY_BACKEND: 'pkcs11' },
    { VAULT_KEY_BACKEND: 'somewhere' },
  ])('and the rest of the settings are refused when they do not fit: %o', (env) => {
    const read = () => readVaultConfig(env);
    expect(read).toThrowError(expect.objectContaining({ code: 'platform.invalid-settings' }));
    expect(read).not.toThrowError(new RegExp(pin));
  });

  it('says nothing of where new keys are made, when that is set', () => {
    const env = { VAULT_PKCS11_LIBRARY: library, VAULT_PKCS11_PIN: pin };
    expect(readVaultConfig({})).toMatchObject({ newKeys: 'wrapped', token: undefined });
    expect(readVaultConfig(env)).toMatchObject({ newKeys: 'pkcs11' });
    expect(readVaultConfig({ ...env, VAULT_KEY_BACKEND: 'wrapped' })).toMatchObject({ newKeys: 'wrapped' });
  });
});
