import { vault } from '@segl/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordUses } from '../src/keys/record-uses.js';
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

const signaturesPerMinute = 4;
let house: VaultHouse;
beforeAll(async () => {
  house = await startVault({ env: { VAULT_SIGNATURES_PER_MINUTE: String(signaturesPerMinute) } });
});
afterAll(() => house.close());

const purpose = vault.vaultPurposes.keys;
const destroy = ({ credentialId }: TestCredential, caller: 'bankid' | 'signing' = 'bankid') =>
  house.call(caller, `/keys/${credentialId}/destroy`, { purpose });
const rowOf = ({ credentialId }: TestCredential) =>
  house.context.database.prisma.vaultKey.findUniqueOrThrow({
    where: { credentialId },
    include: { uses: true },
  });
const signNamed = async (credential: TestCredential, name: string) => {
  const document = sha256(name);
  return sign(house, await house.activate(boundTo(credential, document)), attributesFor(credential), {
    document,
  });
};

describe('a destroyed key', () => {
  it('is gone from the database, and what it did is kept', async () => {
    const credential = await makeCredential(house);
    expect((await signNamed(credential, 'before')).status).toBe(200);
    expect(await destroy(credential)).toMatchObject({ status: 200, body: { state: 'destroyed' } });
    const row = await rowOf(credential);
    expect(row).toMatchObject({ state: 'destroyed', wrappedKey: null, masterKeyId: null });
    expect(row.destroyedAt).toBeInstanceOf(Date);
    expect(row.certificates).not.toBeNull();
    expect(row.uses).toMatchObject([{ kind: 'first', caller: 'signing' }]);
  });

  it('signs nothing more, and repeats what it has signed', async () => {
    const credential = await makeCredential(house);
    const document = sha256('signed before');
    const activation = await house.activate(boundTo(credential, document));
    const attributes = attributesFor(credential);
    const made = await sign(house, activation, attributes, { document });
    await destroy(credential);
    const refused = { status: 409, body: { code: 'vault.credential-destroyed' } };
    expect(await signNamed(credential, 'after')).toMatchObject(refused);
    const repeated = await sign(house, activation, attributes, { document });
    expect(repeated.body).toMatchObject({ repeated: true, signature: made.body['signature'] });
  });

  it('stays destroyed when it is destroyed or disabled again', async () => {
    const credential = await makeCredential(house);
    await destroy(credential);
    const { destroyedAt } = await rowOf(credential);
    house.clock.advance(60);
    await destroy(credential);
    await house.call('bankid', `/keys/${credential.credentialId}/disable`, { purpose });
    expect(await rowOf(credential)).toMatchObject({ state: 'destroyed', destroyedAt });
  });

  it('of a person is not signing’s to destroy', async () => {
    const credential = await makeCredential(house);
    expect(await destroy(credential, 'signing')).toMatchObject({ status: 403 });
    expect(await rowOf(credential)).toMatchObject({ state: 'enabled' });
  });

  it('lets no signature out that was under way', async () => {
    const credential = await makeCredential(house);
    const { database, clock } = house.context;
    await destroy(credential);
    // The signature is made; what remains is to record it.
    const record = recordUses({ database, clock, signaturesPerMinute }, credential.credentialId, [
      { authorizationId: 'activation:1', attributesSha256: sha256('attributes'), kind: 'first' },
    ]);
    await expect(record).rejects.toMatchObject({ code: 'vault.credential-destroyed' });
    expect((await rowOf(credential)).uses).toEqual([]);
  });
});

describe('a key that is used very often', () => {
  it('signs no more than its limit of a minute, also for callers at once', async () => {
    const credential = await makeCredential(house);
    const answers = await Promise.all(
      Array.from({ length: signaturesPerMinute + 3 }, (_, index) => signNamed(credential, `often ${index}`)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(signaturesPerMinute);
    expect(statuses.filter((status) => status === 429)).toHaveLength(3);
    expect((await rowOf(credential)).uses).toHaveLength(signaturesPerMinute);
    house.clock.advance(61);
    expect((await signNamed(credential, 'later')).status).toBe(200);
  });
});
