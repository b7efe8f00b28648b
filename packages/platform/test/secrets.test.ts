import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestServiceEnvironment } from './service-key-environment.js';
import {
  flagSetting,
  httpUrlSetting,
  integerSetting,
  loadMasterKey,
  loadOrCreateSecretFile,
  loadServiceKeys,
  readEnv,
  unwrapKey,
  wrapKey,
} from '../src/index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'segl-secrets-'));
});
afterAll(() => rm(folder, { recursive: true, maxRetries: 5 }));

describe('secret file', () => {
  it('is made once, for its owner alone, and the same for all who come at once', async () => {
    const file = path.join(folder, 'keys', 'cookie');
    const secrets = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateSecretFile(file)));
    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1);
    expect(secrets[0]).toHaveLength(32);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
    expect(await readdir(path.dirname(file))).toEqual(['cookie']);
  });

  it('that cannot be read is an error, not a reason to make another', async () => {
    const directory = path.join(folder, 'not-a-file');
    await loadOrCreateSecretFile(path.join(directory, 'inside'));
    await chmod(directory, 0o700);
    await expect(loadOrCreateSecretFile(directory)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});

describe('wrapped keys (AES-256-GCM)', () => {
  const secret = randomBytes(138);

  it('open again with the same key and label only', async () => {
    const master = await loadMasterKey({ file: path.join(folder, 'master') });
    const wrapped = wrapKey(master, secret, 'vault-key:a');
    expect(wrapped).toHaveLength(12 + secret.length + 16);
    expect(unwrapKey(master, wrapped, 'vault-key:a')).toEqual(secret);
    expect(wrapKey(master, secret, 'vault-key:a')).not.toEqual(wrapped);
    const refused = expect.objectContaining({ code: 'platform.unwrap-failed' });
    expect(() => unwrapKey(master, wrapped, 'vault-key:b')).toThrow(refused);
    const other = await loadMasterKey({ file: path.join(folder, 'other') });
    expect(other.id).not.toBe(master.id);
    expect(() => unwrapKey(other, wrapped, 'vault-key:a')).toThrow(refused);
    for (const position of [0, 12, wrapped.length - 1]) {
      const changed = Uint8Array.from(wrapped);
      changed[position] = (changed[position] ?? 0) ^ 1;
      expect(() => unwrapKey(master, changed, 'vault-key:a')).toThrow(refused);
    }
    // A shortened tag would be easier to guess (NIST SP 800-38D §5.2.1.2).
    expect(() => unwrapKey(master, wrapped.subarray(0, -4), 'vault-key:a')).toThrow(refused);
    expect(() => unwrapKey(master, new Uint8Array(), 'vault-key:a')).toThrow(refused);
  });

  it('come from the environment when it names one, with the same id each time', async () => {
    const base64 = randomBytes(32).toString('base64');
    const file = path.join(folder, 'unused');
    expect((await loadMasterKey({ base64, file })).id).toBe((await loadMasterKey({ base64, file })).id);
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
    const short = randomBytes(16).toString('base64');
    await expect(loadMasterKey({ base64: short, file })).rejects.toMatchObject({
      code: 'platform.invalid-settings',
    });
  });
});

describe('service keys', () => {
  it('are made in the data folder and found again', async () => {
    const first = await loadServiceKeys({ dataDir: folder });
    const second = await loadServiceKeys({ dataDir: folder });
    expect(await second.publicKeys()).toEqual(await first.publicKeys());
    expect((await first.publicKeys()).keys).toHaveLength(7);
    expect(JSON.stringify(await first.publicKeys())).not.toContain('"d"');
    expect((await stat(path.join(folder, 'keys', 'service-vault.json'))).mode & 0o777).toBe(0o600);
  });

  it('come from the environment, and a process signs for its own rooms only', async () => {
    const empty = await mkdtemp(path.join(tmpdir(), 'segl-empty-'));
    const env = await createTestServiceEnvironment('vault');
    const keys = await loadServiceKeys({ dataDir: empty, env });
    expect((await keys.signingKey('vault')).kid).toMatch(/^vault:/);
    await expect(keys.signingKey('signing')).rejects.toMatchObject({ code: 'platform.key-missing' });
    expect(await readdir(empty)).toEqual([]);
    await rm(empty, { recursive: true, maxRetries: 5 });
  });

  it('that are not keys are refused without being quoted', async () => {
    const env = { SERVICE_KEYS_PUBLIC: '{"keys":[]}', SERVICE_KEY_VAULT: '{"d":"very-secret"' };
    await expect(loadServiceKeys({ dataDir: folder, env })).rejects.toMatchObject({
      code: 'platform.invalid-settings',
      message: expect.not.stringContaining('very-secret'),
    });
    const file = path.join(folder, 'broken', 'keys');
    await loadOrCreateSecretFile(path.join(file, 'service-web.json'), () => Buffer.from('{}'));
    await writeFile(path.join(file, 'service-upload.json'), 'no json');
    await expect(loadServiceKeys({ dataDir: path.join(folder, 'broken') })).rejects.toMatchObject({
      code: 'platform.invalid-settings',
    });
  });
});

describe('settings', () => {
  const schema = z.object({
    PORT: integerSetting({ min: 0, max: 65535 }).default(3000),
    DEMO: flagSetting.default(true),
    BASE_URL: httpUrlSetting.optional(),
    SECRET: z.string().min(20).optional(),
  });

  it('are typed, and an empty one counts as absent', () => {
    expect(readEnv(schema, { PORT: '', DEMO: 'no', BASE_URL: 'https://segl.example/', OTHER: 'x' })).toEqual({
      PORT: 3000,
      DEMO: false,
      BASE_URL: 'https://segl.example',
    });
  });

  it('that are wrong are all named, without their values', () => {
    const env = { PORT: '99999', DEMO: 'perhaps', BASE_URL: 'ftp://x', SECRET: 'too-short' };
    expect(() => readEnv(schema, env)).toThrow(
      expect.objectContaining({
        code: 'platform.invalid-settings',
        message: expect.toSatisfy(
          (message: string) =>
            Object.keys(env).every((name) => message.includes(name)) && !message.includes('too-short'),
        ),
      }),
    );
  });
});
