import { describe, expect, it } from 'vitest';
import { createCachingResolver, type CacheLimits } from '../../src/revocation/caching-resolver.js';
import type { RevocationResolver } from '../../src/revocation/client.js';
import { makeWorld } from '../support/ltv-world.js';
import { inDays, makeCrl, makeOcspResponse, type OcspAnswer } from '../support/pki.js';

const { signer, authority, responder, root } = makeWorld();
const HOUR = 60 * 60 * 1000;
const request = Buffer.from('a request');

const respond = (answer: OcspAnswer = {}): Uint8Array =>
  makeOcspResponse(signer.certificate, authority.certificate, responder, answer);

/** A resolver that counts, with a cache before it and a clock that is moved by hand. */
function setUp(limits: CacheLimits = {}, ocsp: () => Promise<Uint8Array> = () => Promise.resolve(respond())) {
  const counts = { ocsp: 0, crl: 0, certificate: 0 };
  const clock = { now: inDays(0).getTime() };
  const crl = makeCrl(authority, { nextUpdate: inDays(1) });
  const inner: RevocationResolver = {
    ocsp: () => (counts.ocsp++, ocsp()),
    crl: () => (counts.crl++, Promise.resolve(crl)),
    certificate: () => (counts.certificate++, Promise.resolve(root.certificate)),
  };
  const resolver = createCachingResolver(inner, { now: () => clock.now, ...limits });
  return { resolver, counts, clock };
}

describe('createCachingResolver', () => {
  it('asks equal questions once, and others again', async () => {
    const { resolver, counts } = setUp();
    await resolver.ocsp('http://a.test/', request);
    await resolver.ocsp('http://a.test/', request);
    await resolver.ocsp('http://b.test/', request);
    await resolver.ocsp('http://a.test/', Buffer.from('another'));
    await resolver.crl('http://a.test/');
    await resolver.crl('http://a.test/');
    await resolver.certificate('http://a.test/');
    await resolver.certificate('http://a.test/');
    expect(counts).toEqual({ ocsp: 3, crl: 1, certificate: 1 });
  });

  it('joins equal questions that are asked at the same time', async () => {
    const answers: ((bytes: Uint8Array) => void)[] = [];
    const { resolver, counts } = setUp({}, () => new Promise((resolve) => answers.push(resolve)));
    const both = [resolver.ocsp('http://a.test/', request), resolver.ocsp('http://a.test/', request)];
    const bytes = respond();
    answers[0]?.(bytes);
    expect(await Promise.all(both)).toEqual([bytes, bytes]);
    expect(counts.ocsp).toBe(1);
  });

  it('keeps answers until their nextUpdate, or the greatest age', async () => {
    const { resolver, counts, clock } = setUp({ maxAgeMs: 100 * HOUR });
    await resolver.crl('http://a.test/');
    clock.now += 23 * HOUR;
    await resolver.crl('http://a.test/');
    expect(counts.crl).toBe(1);
    clock.now += 2 * HOUR;
    await resolver.crl('http://a.test/');
    expect(counts.crl).toBe(2);

    const young = setUp({ maxAgeMs: HOUR });
    await young.resolver.ocsp('http://a.test/', request);
    young.clock.now += 2 * HOUR;
    await young.resolver.ocsp('http://a.test/', request);
    expect(young.counts.ocsp).toBe(2);
  });

  it.each([
    ['names no nextUpdate', () => Promise.resolve(respond({ nextUpdate: 'none' }))],
    ['carries a nonce', () => Promise.resolve(respond({ nonce: Buffer.alloc(16, 7) }))],
    ['cannot be read', () => Promise.resolve(Buffer.from('tryLater'))],
  ] as const)('does not keep an answer that %s', async (_, ocsp) => {
    const { resolver, counts } = setUp({}, ocsp);
    await resolver.ocsp('http://a.test/', request);
    await resolver.ocsp('http://a.test/', request);
    expect(counts.ocsp).toBe(2);
  });

  it('does not keep failures', async () => {
    const { resolver, counts } = setUp({}, () => Promise.reject(new Error('down')));
    await expect(resolver.ocsp('http://a.test/', request)).rejects.toThrow('down');
    await expect(resolver.ocsp('http://a.test/', request)).rejects.toThrow('down');
    expect(counts.ocsp).toBe(2);
  });

  it('does not keep what is no certificate', async () => {
    let asked = 0;
    const down = () => Promise.reject(new Error('down'));
    const page = () => (asked++, Promise.resolve(Buffer.from('<html>please log in</html>')));
    const resolver = createCachingResolver({ ocsp: down, crl: down, certificate: page });
    await resolver.certificate('http://a.test/');
    await resolver.certificate('http://a.test/');
    expect(asked).toBe(2);
  });

  it('forgets what was used longest ago when there are too many, or too large ones', async () => {
    const few = setUp({ maxEntries: 2 });
    await few.resolver.crl('http://a.test/');
    await few.resolver.crl('http://b.test/');
    await few.resolver.crl('http://a.test/');
    await few.resolver.crl('http://c.test/'); // b goes
    await few.resolver.crl('http://a.test/');
    expect(few.counts.crl).toBe(3);
    await few.resolver.crl('http://b.test/');
    expect(few.counts.crl).toBe(4);

    const small = setUp({ maxBytes: 10 });
    await small.resolver.crl('http://a.test/');
    await small.resolver.crl('http://a.test/');
    expect(small.counts.crl).toBe(2);
  });
});
