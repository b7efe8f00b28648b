import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { describePortHolder } from '../src/port-holder.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('keeps the process alive while it asks what listens, and no longer: a start must not end there without a word', async () => {
  const holder = createServer((socket) => socket.destroy()).listen(0);
  await once(holder, 'listening');
  const begun = vi.spyOn(globalThis, 'setTimeout');
  const ended = vi.spyOn(globalThis, 'clearTimeout');
  const timers = (): NodeJS.Timeout[] => begun.mock.results.map(({ value }) => value as NodeJS.Timeout);
  const during: (boolean | undefined)[] = [];
  vi.stubGlobal('fetch', () => {
    during.push(timers().at(-1)?.hasRef());
    return Promise.reject(new Error('hung up'));
  });
  const { port } = holder.address() as AddressInfo;
  expect(await describePortHolder(port)).not.toBe('another Segl');
  holder.close();
  expect(during).toEqual([true, true]);
  const [http, https] = timers();
  expect(ended.mock.calls.map(([timer]) => timer)).toEqual(expect.arrayContaining([http, https]));
});
