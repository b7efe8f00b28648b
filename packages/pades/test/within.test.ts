import { describe, expect, it } from 'vitest';
import { createHttpResolver } from '../src/index.js';
import { within } from '../src/within.js';

/** Timers that keep the process alive. */
const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('work with a time limit', () => {
  it('is aborted when its time is over', async () => {
    const waiting = within(
      1,
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as DOMException);
          });
        }),
    );
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('keeps the process alive while it waits, and no longer', async () => {
    const before = timers();
    let during = 0;
    const fetchNothing: typeof fetch = () => {
      during = timers();
      return Promise.reject(new Error('hung up'));
    };
    const resolver = createHttpResolver({ fetch: fetchNothing });
    await expect(resolver.crl?.('http://crl.example/list.crl')).rejects.toThrow('hung up');
    expect(during).toBe(before + 1);
    expect(timers()).toBe(before);
  });
});
