import { Router } from 'express';
import { z } from 'zod';
import { createServiceClient, requireServiceToken, type Job, type Service } from '@segl/platform';
import { withTransaction } from '@segl/database';
import { afterEach, expect, it } from 'vitest';
import { createTestClock, createTestContext, type TestContext } from '@segl/testkit';

let house: TestContext | undefined;
afterEach(() => house?.close());

it('a service in a test is called, works a job, stores, and mails, as it does in earnest', async () => {
  house = await createTestContext({ service: 'upload', env: { LIMIT: '3' } });
  const { context, contextOf, mails, baseUrl } = house;
  const calls: string[] = [];
  const router = Router();
  router.post(
    '/work',
    requireServiceToken(context, { callers: ['signing'], purpose: 'upload.work' }),
    async (_request, response) => {
      await context.objectStore('upload').put('work', Buffer.from('paper'));
      await withTransaction(context.database.prisma, (tx) =>
        context.jobs.send('upload.work', { n: 1 }, { tx }),
      );
      response.json({ accepted: true });
    },
  );
  let worked: () => void = () => undefined;
  const work = new Promise<void>((resolve) => (worked = resolve));
  context.jobs.define('upload.work', {
    async handler(job: Job<object>) {
      expect(job.data).toEqual({ n: 1 });
      const paper = Buffer.from(await context.objectStore('upload').getBytes('work')).toString();
      await context.mailer.send({ to: 'kari@example.org', subject: paper, text: paper });
      worked();
    },
  });
  const service: Service = {
    name: 'upload',
    path: '/upload',
    router,
    start: async () => void calls.push('start'),
    ready: async () => [],
    stop: async () => void calls.push('stop'),
  };
  await house.start(service);

  const client = createServiceClient(contextOf('signing'), 'upload');
  const schema = z.object({ accepted: z.literal(true) });
  await client.json('/work', { method: 'POST', purpose: 'upload.work', schema });
  await work;
  expect(mails).toEqual([{ to: 'kari@example.org', subject: 'paper', text: 'paper' }]);
  expect((await fetch(`${baseUrl}/upload/health`)).status).toBe(200);
  expect(context.urls.upload).toBe(`${baseUrl}/upload`);
  await house.close();
  house = undefined;
  expect(calls).toEqual(['start', 'stop']);
});

it('the clock runs, jumps, and stands when told', () => {
  const clock = createTestClock({ startAt: '2026-11-22T12:00:00Z' });
  expect(clock.now().getTime() - Date.parse('2026-11-22T12:00:00Z')).toBeLessThan(5000);
  clock.advance(3600);
  expect(clock.now().getUTCHours()).toBe(13);
  clock.freeze();
  const stands = clock.now();
  expect(clock.now()).toEqual(stands);
  clock.advance(1);
  expect(clock.now().getTime()).toBe(stands.getTime() + 1000);
  clock.setTo('2030-01-01T00:00:00Z');
  expect(clock.now().toISOString()).toBe('2030-01-01T00:00:00.000Z');
});
