import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { signing } from '@segl/contracts';
import { type upload } from '@segl/contracts';
import { canonicalJson } from '../src/audit/canonical-json.js';
import { checkManifest } from '../src/orders/await-rendering.js';
import { codeOf, type Browser } from './support/browser.js';
import { kari, ola } from './support/fake-bank.js';
import { manifestOf } from './support/fake-upload.js';
import { openHouse, type House } from './support/house.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

type Manifest = upload.PresentationManifest;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const prepared = sha256('the prepared revision');
const another = sha256('another file');

/** Changes to a manifest of three pages that must not pass, and what is said of each. */
const forgeries: readonly (readonly [string, (manifest: Manifest) => Manifest, RegExp])[] = [
  ['about another file', (manifest) => ({ ...manifest, pdfSha256: another }), /about another file/],
  [
    'without its last page',
    (manifest) => ({ ...manifest, pages: manifest.pages.slice(0, -1) }),
    /every page/,
  ],
  ['of fewer pages than it lists', (manifest) => ({ ...manifest, pageCount: 2 }), /every page/],
  ['without pages', (manifest) => ({ ...manifest, pages: [], pageCount: 0 }), /every page/],
  [
    'with one page twice and another left out',
    (manifest) => ({ ...manifest, pages: [0, 0, 2].flatMap((index) => manifest.pages[index] ?? []) }),
    /every page/,
  ],
  [
    'with its pages in another order',
    (manifest) => ({ ...manifest, pages: manifest.pages.toReversed() }),
    /every page/,
  ],
];

/** A picture replaced by another: whoever reads would see something else than what is confirmed. */
function withAnotherPicture(manifest: Manifest): Manifest {
  const [first, ...rest] = manifest.pages;
  if (first === undefined) throw new Error('a manifest without pages');
  const images = first.images.map((image) => ({ ...image, sha256: sha256('another picture') }));
  return { ...manifest, pages: [{ ...first, images }, ...rest] };
}

function renderingOf(manifest: Manifest | null, manifestSha256: string | null): upload.Rendering {
  const { pdfSha256, pageCount } = manifestOf(prepared, 3);
  const id = randomUUID();
  return {
    id,
    state: 'complete',
    pdfSha256,
    pageCount,
    pagesRendered: 3,
    manifest,
    manifestSha256,
    failure: null,
  };
}

describe('a presentation manifest', () => {
  const honest = manifestOf(prepared, 3);
  const hashOf = (manifest: Manifest) => sha256(canonicalJson(manifest));

  it('that is whole, about the prepared revision and has its hash is taken', () => {
    expect(checkManifest(renderingOf(honest, hashOf(honest)), prepared)).toEqual({
      manifestSha256: hashOf(honest),
      pageCount: 3,
    });
  });

  it.each(forgeries)('%s is refused, even with the hash that fits it', (_what, forge, reason) => {
    const forged = forge(honest);
    expect(() => checkManifest(renderingOf(forged, hashOf(forged)), prepared)).toThrow(reason);
  });

  it.each([...forgeries, ['with another picture', withAnotherPicture, /hash/] as const])(
    '%s is refused under the hash of the one that was',
    (_what, forge, _reason) => {
      const forged = renderingOf(forge(honest), hashOf(honest));
      expect(() => checkManifest(forged, prepared)).toThrow(/does not have its hash/);
    },
  );

  it.each([
    ['manifest', renderingOf(null, hashOf(honest))],
    ['hash', renderingOf(honest, null)],
  ])('is needed: a complete rendering without its %s is refused', (_what, rendering) => {
    expect(() => checkManifest(rendering, prepared)).toThrow(/no manifest/);
  });
});

describe('an order whose manifest was tampered with on the way', () => {
  let house: House;
  let sender: Browser;
  beforeAll(async () => {
    house = await openHouse();
    sender = await house.loggedIn(ola);
  });
  afterAll(() => house.close());

  it('does not open and invites nobody; the sender is told', async () => {
    house.upload.tamperManifest = withAnotherPicture;
    const { order, token } = await house.openOrder({}, sender);
    house.upload.tamperManifest = (same) => same;

    expect(order).toMatchObject({ state: 'failed', failure: { code: 'upload.rendering-failed' } });
    const signer = await house.loggedIn(kari, token);
    expect(await codeOf(signer.request(`/signing/api/invitations/${token}/document`))).toMatch(
      /^4\d\d signing\./,
    );
    expect(house.mails.filter(({ text }) => text.includes(token))).toEqual([]);
    const { manifestSha256 } = await house.room.prisma.orderDocument.findFirstOrThrow({
      where: { orderId: order.id },
    });
    expect(manifestSha256).toBeNull();

    // The next one, whose manifest nobody touched, opens.
    expect((await house.openOrder({}, sender)).order.state).toBe('open' satisfies signing.OrderState);
  });
});
