import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadServiceKeys } from '@segl/platform';
import { afterAll, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-keys-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('segl service-keys makes what two processes without a common folder need, and keeps it', async () => {
  const make = () =>
    spawnSync(process.execPath, [
      '--conditions=@segl/source',
      '--import',
      'tsx',
      main,
      'service-keys',
      '--out',
      folder,
    ]);
  expect(make().status).toBe(0);
  const publicSet = readFileSync(path.join(folder, 'service-keys-public.json'), 'utf8');
  const file = path.join(folder, 'keys/service-vault.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(publicSet).not.toContain('"d"');
  expect(make().status).toBe(0);
  expect(readFileSync(path.join(folder, 'service-keys-public.json'), 'utf8')).toBe(publicSet);

  const env = { SERVICE_KEYS_PUBLIC: publicSet, SERVICE_KEY_VAULT: readFileSync(file, 'utf8') };
  const keys = await loadServiceKeys({ dataDir: '/nowhere', env });
  const { kid } = await keys.signingKey('vault');
  expect((await keys.publicKeys()).keys.map((key) => key.kid)).toContain(kid);
  await expect(keys.signingKey('bankid')).rejects.toMatchObject({ code: 'platform.key-missing' });
});
