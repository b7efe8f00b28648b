import { describe, expect, it } from 'vitest';
import { readStartConfig } from '../src/start/config.js';

describe('settings of the process', () => {
  it('need nothing, and put every room under one address', () => {
    const { baseUrl, urls, port, demo, testClock, tls } = readStartConfig({}, { https: false });
    expect({ baseUrl, port, demo, testClock, tls }).toEqual({
      baseUrl: 'http://localhost:3000',
      port: 3000,
      demo: true,
      testClock: undefined,
      tls: 'none',
    });
    expect(urls).toMatchObject({ web: 'http://localhost:3000', bankid: 'http://localhost:3000/bankid' });
  });

  it('follow PORT and https, and let a room live elsewhere', () => {
    const { baseUrl, urls } = readStartConfig(
      { PORT: '8443', BANKID_URL: 'https://bankid.example/oidc/' },
      { https: true },
    );
    expect(baseUrl).toBe('https://localhost:8443');
    expect(urls).toMatchObject({
      signing: 'https://localhost:8443/signing',
      bankid: 'https://bankid.example/oidc',
    });
  });

  it.each([
    ['a port that is none', { PORT: '70000' }, 'PORT'],
    ['a moved clock in production', { SEGL_TEST_CLOCK: '1' }, 'SEGL_TEST_CLOCK'],
    ['a room database without the shared one', { DATABASE_URL_VAULT: 'postgresql://x' }, 'DATABASE_URL'],
  ])('refuse %s, naming the setting', (_what, env, name) => {
    expect(() => readStartConfig(env, { https: false })).toThrow(
      expect.objectContaining({
        code: 'platform.invalid-settings',
        message: expect.stringContaining(name) as string,
      }),
    );
  });
});
