import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nextStopSignal } from '../src/start/stop-signal.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

const listeners = (): number[] => [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];

it.each(['SIGINT', 'SIGTERM'] as const)('hears %s', async (name) => {
  const stop = nextStopSignal();
  process.emit(name, name);
  expect(await stop).toBe(name);
});

// A terminal sends Ctrl-C to npm and to Segl, and npm sends it on: with no listener left, the second would end Segl at once.
it('is still listening when the same wish comes twice, and lets a later one end the process', async () => {
  const before = listeners();
  const stop = nextStopSignal();
  process.emit('SIGINT', 'SIGINT');
  expect(await stop).toBe('SIGINT');
  vi.advanceTimersByTime(999);
  expect(listeners()).toEqual(before.map((count) => count + 1));
  vi.advanceTimersByTime(1);
  expect(listeners()).toEqual(before);
});
