import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { seglHere } from './support.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-master-keys-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('segl master-keys', () => {
  it('adds master keys to the data folder, and lists them without telling them', async () => {
    const call = async (...args: string[]) => {
      const before = process.env['DATA_DIR'];
      process.env['DATA_DIR'] = folder;
      try {
        return await seglHere('master-keys', ...args);
      } finally {
        if (before === undefined) delete process.env['DATA_DIR'];
        else process.env['DATA_DIR'] = before;
      }
    };
    expect((await call('list')).stdout).toContain('There is none yet');
    const ids = [await call('add'), await call('add')].map(
      ({ stdout }) => /^New master key ([0-9a-f]{16}): /.exec(stdout)?.[1],
    );
    expect(new Set(ids).size).toBe(2);
    const lines = (await call('list')).stdout.trim().split('\n');
    expect(lines).toEqual([
      expect.stringContaining(`${ids[0]}  unwraps`),
      expect.stringContaining(`${ids[1]}  wraps private keys`),
    ]);
    expect(statSync(path.join(folder, 'keys', 'vault-master-2.key')).mode & 0o777).toBe(0o600);
  });

  it('says what to do where the master key is a setting', async () => {
    process.env['VAULT_MASTER_KEY'] = Buffer.alloc(32, 7).toString('base64');
    try {
      const { status, stderr } = await seglHere('master-keys', 'add');
      expect(status).toBe(1);
      expect(stderr).toContain('VAULT_OTHER_MASTER_KEYS');
      expect(stderr).not.toContain(process.env['VAULT_MASTER_KEY']);
    } finally {
      delete process.env['VAULT_MASTER_KEY'];
    }
  });
});
