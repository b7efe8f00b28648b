import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObjectKey, openObjectStores, type ObjectStore } from '../src/index.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytes = randomBytes(300_000);
const chunks = () => Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)]);
const breaking = () =>
  Readable.from(
    (async function* () {
      yield bytes.subarray(0, 1000);
      throw new Error('the line went dead');
    })(),
  );

let dataDir: string;
let s3: FakeS3;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'segl-objects-'));
  s3 = await startFakeS3();
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
});
afterAll(async () => {
  delete process.env['AWS_ACCESS_KEY_ID'];
  delete process.env['AWS_SECRET_ACCESS_KEY'];
  s3.server.close();
  await rm(dataDir, { recursive: true, maxRetries: 5 });
});

const kinds: [string, () => (room: string) => ObjectStore][] = [
  ['files', () => openObjectStores({ dataDir })],
  ['S3', () => openObjectStores({ dataDir, url: `s3://bucket/segl?endpoint=${s3.endpoint}&path-style=1` })],
];

describe.each(kinds)('object store on %s', (_name, open) => {
  let store: ObjectStore;
  beforeAll(() => {
    store = open()('upload');
  });

  it.each<[string, () => Readable | Uint8Array]>([
    ['bytes', () => bytes],
    ['a stream', chunks],
  ])('stores %s and tells size and hash', async (what, source) => {
    const key = `intakes/${what.replace(' ', '-')}.pdf`;
    expect(await store.put(key, source())).toEqual({ size: bytes.length, sha256: sha256(bytes) });
    expect(await store.head(key)).toEqual({ size: bytes.length });
    expect(sha256(await store.getBytes(key))).toBe(sha256(bytes));
    const read = createHash('sha256');
    for await (const chunk of await store.get(key)) read.update(chunk);
    expect(read.digest('hex')).toBe(sha256(bytes));
  });

  it('replaces an object, or refuses to when asked', async () => {
    await store.put('twice', Buffer.from('one'));
    await store.put('twice', Buffer.from('two'));
    const again = store.put('twice', Buffer.from('three'), { ifNoneMatch: '*' });
    await expect(again).rejects.toMatchObject({ code: 'platform.object-exists' });
    expect(Buffer.from(await store.getBytes('twice')).toString()).toBe('two');
  });

  it('lets exactly one of many create the same object', async () => {
    const puts = Array.from({ length: 8 }, (_value, n) =>
      store.put('race', Buffer.from(String(n)), { ifNoneMatch: '*' }),
    );
    const outcomes = await Promise.allSettled(puts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('leaves nothing behind of a stream that broke', async () => {
    await expect(store.put('broken', breaking())).rejects.toThrow('the line went dead');
    expect(await store.head('broken')).toBeUndefined();
  });

  it('tells what is not there, and deletes it without complaint', async () => {
    const missing = { code: 'platform.object-not-found' };
    await expect(store.get('missing')).rejects.toMatchObject(missing);
    await expect(store.getBytes('missing')).rejects.toMatchObject(missing);
    expect(await store.head('missing')).toBeUndefined();
    await store.put('short-lived', Buffer.from('x'));
    await store.delete('short-lived');
    await store.delete('short-lived');
    expect(await store.head('short-lived')).toBeUndefined();
  });

  it('keeps rooms apart', async () => {
    await store.put('shared-name', Buffer.from('upload'));
    expect(await open()('signing').head('shared-name')).toBeUndefined();
  });

  it.each(['../signing/x', '/etc/passwd', 'a/../b', 'a//b', '.hidden', 'a/.tmp', 'a\\b', 'a\0b', '', 'a/'])(
    'refuses the key %j',
    async (key) => {
      expect(isObjectKey(key)).toBe(false);
      await expect(store.put(key, bytes)).rejects.toMatchObject({ code: 'platform.invalid-object-key' });
      await expect(store.getBytes(key)).rejects.toMatchObject({ code: 'platform.invalid-object-key' });
    },
  );
});

describe('files', () => {
  it('are for their owner alone, and temporary files are gone', async () => {
    const store = openObjectStores({ dataDir })('vault');
    await store.put('folder/object', bytes);
    await expect(store.put('folder/broken', breaking())).rejects.toThrow();
    const folder = path.join(dataDir, 'objects', 'vault', 'folder');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(path.join(folder, 'object'))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['object']);
  });
});

describe('S3 settings', () => {
  it.each(['bucket', 'http://bucket', 's3://user:secret@bucket'])('refuses %s', (url) => {
    expect(() => openObjectStores({ dataDir, url })).toThrow(
      expect.objectContaining({
        code: 'platform.invalid-settings',
        message: expect.not.stringContaining('secret'),
      }),
    );
  });

  it('puts every room under the prefix, signed, with its length and no trailing checksum', async () => {
    const store = openObjectStores({ dataDir, url: `s3://bucket/segl?endpoint=${s3.endpoint}&path-style=1` })(
      'trust',
    );
    await store.put('crl', chunks());
    const request = s3.requests.at(-1);
    expect(request).toMatchObject({ method: 'PUT', path: '/bucket/segl/trust/crl' });
    expect(request?.headers['content-length']).toBe(String(bytes.length));
    expect(request?.headers['authorization']).toMatch(/^AWS4-HMAC-SHA256 /);
    expect(request?.headers['x-amz-trailer']).toBeUndefined();
  });
});

interface FakeS3 {
  server: Server;
  endpoint: string;
  requests: { method: string; path: string; headers: Record<string, string | string[] | undefined> }[];
}

/** As much of S3's REST API as the store speaks: it shows our requests, not that a real server takes them. */
async function startFakeS3(): Promise<FakeS3> {
  const objects = new Map<string, Buffer>();
  const requests: FakeS3['requests'] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { method = '', headers } = request;
    requests.push({ method, path: url.pathname, headers });
    const received: Buffer[] = [];
    request.on('data', (chunk: Buffer) => received.push(chunk));
    request.on('end', () => {
      const stored = objects.get(url.pathname);
      if (method === 'PUT') {
        if (headers['if-none-match'] === '*' && stored !== undefined)
          return void response.writeHead(412).end();
        objects.set(url.pathname, Buffer.concat(received));
        return void response.writeHead(200, { etag: '"x"' }).end();
      }
      if (method === 'DELETE') {
        objects.delete(url.pathname);
        return void response.writeHead(204).end();
      }
      if (stored === undefined) {
        const body = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>';
        return void response
          .writeHead(404, { 'content-type': 'application/xml' })
          .end(method === 'HEAD' ? '' : body);
      }
      response.writeHead(200, { 'content-length': stored.length });
      return void response.end(method === 'HEAD' ? undefined : stored);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('no port');
  return { server, endpoint: `http://127.0.0.1:${bound.port}`, requests };
}
