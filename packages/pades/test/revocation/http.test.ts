import { describe, expect, it } from 'vitest';
import { fetchOcsp, type RevocationResolver } from '../../src/revocation/client.js';
import { fetchBytes, type HttpOptions } from '../../src/revocation/http.js';
import { issue, makePki } from '../support/pki.js';

/** A network in which each address redirects or answers with its own name. */
function network(redirects: Readonly<Record<string, readonly [status: number, location: string]>>) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    asked.push(`${init?.method ?? 'GET'} ${url} ${init?.redirect ?? 'follow'}`);
    const [status, location] = redirects[url] ?? [];
    return Promise.resolve(
      location === undefined
        ? new Response(url)
        : new Response('', { status: status ?? 302, headers: { location } }),
    );
  };
  const get = async (url: string, options: HttpOptions = {}): Promise<string> =>
    Buffer.from(await fetchBytes({ url }, { fetch, ...options })).toString();
  return { asked, fetch, get };
}

describe('redirects', () => {
  it('are followed twice', async () => {
    const { asked, get } = network({
      'http://a.test/': [302, 'http://b.test/x'],
      'http://b.test/x': [301, '/y'],
      'http://b.test/y': [307, '/z'],
    });
    await expect(get('http://b.test/x')).resolves.toBe('http://b.test/z');
    await expect(get('http://a.test/')).rejects.toThrow('more than 2 times');
    expect(asked.every((one) => one.endsWith(' manual'))).toBe(true);
    expect(asked).toHaveLength(6);
  });

  it('repeat what was posted, but for 303', async () => {
    const { asked, fetch } = network({
      'http://a.test/': [302, 'http://b.test/'],
      'http://c.test/': [303, 'http://b.test/'],
    });
    for (const url of ['http://a.test/', 'http://c.test/'])
      await fetchBytes({ url, body: Buffer.from('x') }, { fetch });
    expect(asked).toEqual([
      'POST http://a.test/ manual',
      'POST http://b.test/ manual',
      'POST http://c.test/ manual',
      'GET http://b.test/ manual',
    ]);
  });

  it.each(['file:///etc/passwd', 'gopher://a.test/', 'http://['])('do not lead to %s', async (location) => {
    const { asked, get } = network({ 'http://a.test/': [302, location] });
    await expect(get('http://a.test/')).rejects.toThrow(/is not fetched|is no address/);
    expect(asked).toHaveLength(1);
  });

  it('stay at their origin where that is asked for', async () => {
    const { asked, fetch } = network({
      'http://a.test/': [307, 'http://b.test/'],
      'http://a.test/1': [307, '/2'],
    });
    const request = { redirects: 'same-origin', headers: { authorization: 'Basic eDp5' } } as const;
    await expect(fetchBytes({ url: 'http://a.test/', ...request }, { fetch })).rejects.toThrow('b.test');
    await expect(fetchBytes({ url: 'http://a.test/1', ...request }, { fetch })).resolves.toBeDefined();
    expect(asked.some((one) => one.includes('b.test'))).toBe(false);
  });
});

it('addresses can be refused, also behind a redirect', async () => {
  const { asked, get } = network({ 'http://a.test/': [302, 'http://10.0.0.1/'] });
  const allowAddress = ({ hostname }: URL): boolean => !hostname.startsWith('10.');
  await expect(get('http://10.0.0.1/', { allowAddress })).rejects.toThrow('10.0.0.1 is not allowed');
  await expect(get('http://a.test/', { allowAddress })).rejects.toThrow('10.0.0.1 is not allowed');
  expect(asked).toEqual(['GET http://a.test/ manual']);
});

it('of the addresses of a certificate four are tried', async () => {
  const pki = makePki();
  const { certificate } = issue({ name: 'Kari Nordmann' }, pki.authority);
  let asked = 0;
  const down = (): Promise<never> => (asked++, Promise.reject(new Error('down')));
  const resolver: RevocationResolver = { ocsp: down, crl: down, certificate: down };
  const urls = Array.from({ length: 3000 }, (_, index) => `http://a.test/${index}`);
  await expect(
    fetchOcsp({ certificate, issuer: pki.authority.certificate, resolver, urls }),
  ).rejects.toMatchObject({ code: 'revocation.unreachable' });
  expect(asked).toBe(4);
});
