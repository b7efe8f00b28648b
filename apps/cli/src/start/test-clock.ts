import type { Router } from 'express';
import express from 'express';
import { z } from 'zod';
import { asyncRoute, parseBody } from '@segl/platform';

const advanceRequest = z.object({ advanceSeconds: z.number().min(0) });

/**
 * For tests only (SEGL_TEST_CLOCK=1, refused in production): the whole process reads a clock that can be moved
 * forward, so that no test waits for a code, a deadline or a time-out. `Date` itself is shifted, since libraries
 * read it too.
 */
export function installTestClock({ shiftSeconds }: { shiftSeconds: number }): Router {
  let shiftMilliseconds = shiftSeconds * 1000;
  const RealDate = Date;
  const realNow = RealDate.now.bind(RealDate);
  const now = (): number => realNow() + shiftMilliseconds;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: unknown[], newTarget: new (...rest: never[]) => object): object =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    apply: () => new RealDate(now()).toString(),
    get: (target, property, receiver): unknown =>
      property === 'now' ? now : (Reflect.get(target, property, receiver) as unknown),
  });
  const router = express.Router();
  router.post(
    '/test/clock',
    express.json(),
    asyncRoute((request, response) => {
      shiftMilliseconds += parseBody(advanceRequest, request).advanceSeconds * 1000;
      response.json({ now: new Date().toISOString() });
      return Promise.resolve();
    }),
  );
  return router;
}
