import type { Clock } from '@segl/platform';

/** A clock that tests move. It runs, unless frozen, so that retries and polls come about. */
export interface TestClock extends Clock {
  advance(seconds: number): void;
  /** Jumps to a time and runs on from there. */
  setTo(time: Date | string): void;
  /** Stands still until `advance` or `setTo`; these move it and it stands again. */
  freeze(): void;
}

/** Makes a clock that starts at `startAt`, by default the machine's time. */
export function createTestClock({ startAt }: { startAt?: Date | string } = {}): TestClock {
  let offset = startAt === undefined ? 0 : new Date(startAt).getTime() - Date.now();
  let frozenAt: number | undefined;
  const now = () => frozenAt ?? Date.now() + offset;
  const move = (to: number) => {
    if (frozenAt === undefined) offset = to - Date.now();
    else frozenAt = to;
  };
  return {
    now: () => new Date(now()),
    advance: (seconds) => move(now() + seconds * 1000),
    setTo: (time) => move(new Date(time).getTime()),
    freeze() {
      frozenAt = now();
    },
  };
}
