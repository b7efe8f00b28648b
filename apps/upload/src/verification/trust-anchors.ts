import { trust } from '@segl/contracts';
import { outboundFetch, PlatformError, type ServiceContext } from '@segl/platform';

/** Gives the root certificates that signatures must lead to, as DER. */
export type TrustAnchorSource = () => Promise<Uint8Array[]>;

const keptSeconds = 60;

/**
 * Asks trust for its anchors and keeps the answer for a minute. The source throws PlatformError
 * `platform.service-unreachable`, `platform.unexpected-answer`: without anchors nothing can be said about trust.
 */
export function createTrustAnchorSource({
  urls,
  clock,
}: Pick<ServiceContext, 'urls' | 'clock'>): TrustAnchorSource {
  let kept: { anchors: Uint8Array[]; until: number } | undefined;
  return async () => {
    const now = clock.now().getTime();
    if (kept !== undefined && now < kept.until) return kept.anchors;
    const anchors = await fetchAnchors(`${urls.trust}/anchors`);
    kept = { anchors, until: now + keptSeconds * 1000 };
    return anchors;
  };
}

async function fetchAnchors(url: string): Promise<Uint8Array[]> {
  const response = await outboundFetch('trust', url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new PlatformError('platform.service-unreachable', `trust answered ${response.status}`);
  }
  const answer = trust.trustAnchors.safeParse(await response.json());
  if (!answer.success) {
    throw new PlatformError('platform.unexpected-answer', 'trust answered in another shape', {
      cause: answer.error,
    });
  }
  return answer.data.anchors.map(({ certificate }) => new Uint8Array(Buffer.from(certificate, 'base64')));
}
