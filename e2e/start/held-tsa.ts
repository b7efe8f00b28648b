import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { once } from 'node:events';

/** A time-stamp authority that takes its time: in front of Segl's own, it answers when it is let. */
export interface HeldTsa {
  /** For TSA_URL. */
  readonly url: string;
  /** How often it has been asked. */
  requests(): number;
  /** From now on every question waits; resolves when the next one has come. */
  hold(): Promise<void>;
  release(): void;
  close(): Promise<void>;
}

/** @param authority address of the authority that gives the answers */
export async function openHeldTsa(authority: string): Promise<HeldTsa> {
  let requests = 0;
  let released = Promise.resolve();
  let release = (): void => undefined;
  let heard = (): void => undefined;
  const server = createServer((request, response) => {
    requests += 1;
    heard();
    passOn().catch((error: unknown) => {
      response.writeHead(502).end(String(error));
    });
    async function passOn(): Promise<void> {
      const body = await buffer(request);
      await released;
      const answer = await fetch(authority, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query' },
        body: Uint8Array.from(body),
      });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('not a port');
  return {
    url: `http://127.0.0.1:${String(address.port)}/`,
    requests: () => requests,
    hold() {
      released = new Promise((resolve) => {
        release = resolve;
      });
      return new Promise((resolve) => {
        heard = resolve;
      });
    },
    release: () => {
      release();
    },
    async close() {
      release();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
