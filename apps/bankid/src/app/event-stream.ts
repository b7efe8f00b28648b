import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, Response } from 'express';
import type { bankidApp } from '@segl/contracts';
import type { BankidRoom } from '../room.js';
import { viewApp } from './device-view.js';
import { heldDevice, signingDevice } from './signed-request.js';

/** How often the tables are looked at: what is asked may come from any process. */
const lookEveryMilliseconds = 1000;
/** Sent though nothing changed, so that the app knows that the line holds, and what time it is. */
const silenceMilliseconds = 5000;
/** Then the app comes back with a new signature. */
const longestMilliseconds = 10 * 60_000;

/**
 * Server-sent events (HTML Living Standard §9.2): `app`, with everything that the app shows, at once and whenever it changes.
 * Ends when the device is no longer active.
 * @throws ProblemError `bankid.device-unproven`
 */
export async function streamEvents(room: BankidRoom, request: Request, response: Response): Promise<void> {
  const { id } = await signingDevice(room, request);
  response
    .set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
    .flushHeaders();
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  const send = createSender(response);
  const startedAt = performance.now();
  try {
    while (!closed.signal.aborted && performance.now() - startedAt < longestMilliseconds) {
      const device = await room.context.database.prisma.appDevice.findUniqueOrThrow({
        where: { id },
        include: heldDevice,
      });
      send(await viewApp(room, device));
      if (device.state !== 'active') break;
      await sleep(lookEveryMilliseconds, undefined, { signal: closed.signal, ref: false });
    }
  } catch (error) {
    if (!closed.signal.aborted) room.context.logger.error({ err: error }, 'the events of an app broke off');
  }
  response.end();
}

/** Sends what differs from the last, and the same again after some silence. */
function createSender(response: Response): (event: bankidApp.AppEvent) => void {
  let last = { facts: '', at: Number.NEGATIVE_INFINITY };
  return (event) => {
    const facts = JSON.stringify([event.device, event.questions]);
    if (facts === last.facts && performance.now() - last.at < silenceMilliseconds) return;
    last = { facts, at: performance.now() };
    if (!response.writableEnded) response.write(`event: app\ndata: ${JSON.stringify(event)}\n\n`);
  };
}
