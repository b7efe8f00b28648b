import express, { type Router } from 'express';
import { z } from 'zod';
import { asyncRoute, parseBody } from '@segl/platform';
import { crashPoints as signingPoints } from '@segl/signing';
import { crashPoints as uploadPoints } from '@segl/upload';

const armRequest = z.object({ at: z.enum([...uploadPoints, ...signingPoints]) });

/** Where the process is to die, and the address that says so. */
export interface TestCrash {
  router: Router;
  /** Told of every crash point that a room passes. */
  crashAt: (point: string) => void;
}

/**
 * For tests only (SEGL_TEST_CLOCK=1, refused in production): `POST /test/crash` names a crash point, and the process
 * kills itself when it next comes there, as SIGKILL would at that moment.
 */
export function installTestCrash(): TestCrash {
  let armed: string | undefined;
  const router = express.Router();
  router.post(
    '/test/crash',
    express.json(),
    asyncRoute((request, response) => {
      armed = parseBody(armRequest, request).at;
      response.json({ at: armed });
      return Promise.resolve();
    }),
  );
  return {
    router,
    crashAt(point) {
      if (point === armed) process.kill(process.pid, 'SIGKILL');
    },
  };
}
