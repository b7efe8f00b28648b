import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readStartConfig } from '../src/start/config.js';
import { sayReady } from '../src/start/words.js';

const log = vi.spyOn(console, 'log');
beforeEach(() => {
  log.mockReset();
});
afterEach(() => {
  vi.clearAllMocks();
});

function told(env: Record<string, string>, options: { https: boolean }): string {
  sayReady(readStartConfig(env, options), { milliseconds: 1234 });
  return log.mock.calls.flat().join('\n');
}

it('tells the address, what to try, and where the state is', () => {
  const text = told({ PORT: '8080', DATA_DIR: '/srv/segl' }, { https: false });
  expect(text).toContain('Segl is ready at http://localhost:8080  (1.2 s)');
  expect(text).toContain('http://localhost:8080/demo/mailbox');
  expect(text).toContain('State is kept in /srv/segl');
  expect(text).not.toContain('phone');
});

it('tells how a phone gets in, where a certificate but no address for it is there', () => {
  expect(told({}, { https: true })).toContain(
    'BASE_URL=https://ADDRESS-OF-THIS-COMPUTER:3000 npm start -- --https --reset-demo',
  );
});

it('has nothing more to tell of phones where the address is set', () => {
  const text = told({ BASE_URL: 'https://192.168.1.5:3000' }, { https: true });
  expect(text).toContain('Segl is ready at https://192.168.1.5:3000 ');
  expect(text).not.toContain('phone');
});

it('offers nothing to try where there are no demo people', () => {
  expect(told({ SEGL_DEMO: '0' }, { https: false })).not.toContain('/demo');
});
