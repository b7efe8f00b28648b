import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestHandler } from 'express';
import { systemClock, type Clock } from '@segl/platform';

const scope = new AsyncLocalStorage<Clock>();
const machineNow = Date.now;
let isInstalled = false;

/**
 * oidc-provider reads the time from `Date.now()` and has no seam for another clock. With the machine's own clock (always,
 * outside tests) nothing is done. With a clock that can be moved, `Date.now()` answers from it *within* this room's
 * requests, and nowhere else, so that tokens, proofs and expiry agree on the time.
 */
export function useRoomClock(clock: Clock): RequestHandler {
  if (clock === systemClock) return (_request, _response, next) => next();
  if (!isInstalled) {
    isInstalled = true;
    Date.now = () => {
      const inScope = scope.getStore();
      // The clock itself may ask the machine: outside the scope, lest it asks itself.
      return inScope === undefined ? machineNow() : scope.exit(() => inScope.now().getTime());
    };
  }
  return (_request, _response, next) => scope.run(clock, next);
}

/** True when the clock is the machine's: the case of every real use. */
export function isMachineClock(clock: Clock): boolean {
  return clock === systemClock;
}
