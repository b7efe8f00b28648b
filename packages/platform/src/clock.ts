/** The only source of "now" in services, so that tests and the end-to-end clock can move time. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that runs with the machine's but can be moved ahead; used when SEGL_TEST_CLOCK is set. */
export interface AdvanceableClock extends Clock {
  /** Moves the clock; negative values are refused with a RangeError since issued tokens would come from the future. */
  advance(seconds: number): void;
}

/** Makes an {@link AdvanceableClock} over `base`. */
export function createAdvanceableClock(base: Clock = systemClock): AdvanceableClock {
  let offsetMilliseconds = 0;
  return {
    now: () => new Date(base.now().getTime() + offsetMilliseconds),
    advance(seconds) {
      if (!(seconds >= 0)) throw new RangeError('seconds must not be negative');
      offsetMilliseconds += seconds * 1000;
    },
  };
}
