import { fingerprint } from '../cms/fingerprint.js';
import { unlessRefused } from '../errors.js';
import { readIssuers, type RevocationResolver } from './client.js';
import { parseCrl } from './crl.js';
import { parseOcspResponse } from './ocsp-response.js';

/** How much a caching resolver keeps, and for how long. */
export interface CacheLimits {
  /** Answers kept at most; the one used longest ago goes first. Default 1,000. */
  readonly maxEntries?: number;
  /** Bytes of all answers together. Default 64 MiB. */
  readonly maxBytes?: number;
  /** An answer is not used again after this many milliseconds, even if it says it is good for longer. Default one hour. */
  readonly maxAgeMs?: number;
  /** The clock. Default: `Date.now`. */
  readonly now?: () => number;
}

const DEFAULTS = { maxEntries: 1000, maxBytes: 64 * 1024 * 1024, maxAgeMs: 60 * 60 * 1000 } as const;

interface Entry {
  readonly bytes: Uint8Array;
  readonly until: number;
}

/**
 * Puts a cache before a resolver. Equal questions asked at the same time are asked once. OCSP responses and CRLs are
 * kept until their nextUpdate (the earliest, where there are several) or `maxAgeMs`, whichever comes first; those that
 * name none, error answers, and answers with a nonce are not kept. Issuers' certificates are kept for `maxAgeMs`.
 * Failures are never kept, nor is what cannot be read. Nothing is verified here: whoever asks verifies each answer, from the cache or not.
 */
export function createCachingResolver(
  resolver: RevocationResolver,
  limits: CacheLimits = {},
): RevocationResolver {
  const cache = new AnswerCache({
    maxEntries: limits.maxEntries ?? DEFAULTS.maxEntries,
    maxBytes: limits.maxBytes ?? DEFAULTS.maxBytes,
    maxAgeMs: limits.maxAgeMs ?? DEFAULTS.maxAgeMs,
    now: limits.now ?? Date.now,
  });
  return {
    ocsp: (url, request) =>
      cache.get(`ocsp ${fingerprint(request)} ${url}`, () => resolver.ocsp(url, request), ocspNextUpdate),
    crl: (url) => cache.get(`crl ${url}`, () => resolver.crl(url), crlNextUpdate),
    certificate: (url) =>
      cache.get(
        `certificate ${url}`,
        () => resolver.certificate(url),
        (answer) => unlessRefused(() => (readIssuers(answer).length > 0 ? Infinity : undefined)),
      ),
  };
}

class AnswerCache {
  /** In the order of their last use. */
  private readonly entries = new Map<string, Entry>();
  private readonly pending = new Map<string, Promise<Uint8Array>>();
  private bytes = 0;

  constructor(private readonly limits: Required<CacheLimits>) {}

  get(
    key: string,
    ask: () => Promise<Uint8Array>,
    goodUntil: (answer: Uint8Array) => number | undefined,
  ): Promise<Uint8Array> {
    const known = this.entries.get(key);
    if (known !== undefined) {
      this.drop(key, known);
      if (known.until > this.limits.now()) {
        this.keep(key, known);
        return Promise.resolve(known.bytes);
      }
    }
    const running = this.pending.get(key);
    if (running !== undefined) return running;
    const asked = this.askAndKeep(key, ask, goodUntil).finally(() => this.pending.delete(key));
    this.pending.set(key, asked);
    return asked;
  }

  private async askAndKeep(
    key: string,
    ask: () => Promise<Uint8Array>,
    goodUntil: (answer: Uint8Array) => number | undefined,
  ): Promise<Uint8Array> {
    const bytes = await ask();
    const until = Math.min(goodUntil(bytes) ?? 0, this.limits.now() + this.limits.maxAgeMs);
    if (until > this.limits.now() && bytes.length <= this.limits.maxBytes) this.keep(key, { bytes, until });
    return bytes;
  }

  private keep(key: string, entry: Entry): void {
    this.entries.set(key, entry);
    this.bytes += entry.bytes.length;
    for (const [oldest, held] of this.entries) {
      if (this.entries.size <= this.limits.maxEntries && this.bytes <= this.limits.maxBytes) break;
      this.drop(oldest, held);
    }
  }

  private drop(key: string, entry: Entry): void {
    if (this.entries.delete(key)) this.bytes -= entry.bytes.length;
  }
}

/** An answer that cannot be read is handed on for the caller to refuse, and not kept: it has no next update. */
function ocspNextUpdate(answer: Uint8Array): number | undefined {
  return unlessRefused(() => {
    const { responses, nonce } = parseOcspResponse(answer);
    if (nonce !== undefined) return undefined;
    const times = responses.map(({ nextUpdate }) => nextUpdate?.getTime() ?? 0);
    return times.length === 0 ? undefined : Math.min(...times);
  });
}

function crlNextUpdate(answer: Uint8Array): number | undefined {
  return unlessRefused(() => parseCrl(answer).nextUpdate?.getTime());
}
