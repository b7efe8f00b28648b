import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { describePortHolder } from '../src/port-holder.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Timers that keep the process alive. */
const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

it('keeps the process alive while it asks what listens, and no longer: a start must not end there without a word', async () => {
  const holder = createServer((socket) => socket.destroy()).listen(0);
  await once(holder, 'listening');
  const before = timers();
  const during: number[] = [];
  vi.stubGlobal('fetch', () => {
    during.push(timers());
    return Promise.reject(new Error('hung up'));
  });
  const { port } = holder.address() as AddressInfo;
  expect(await describePortHolder(port)).not.toBe('another Segl');
  holder.close();
  expect(during).toEqual([before + 1, before + 1]);
  expect(timers()).toBe(before);
});
