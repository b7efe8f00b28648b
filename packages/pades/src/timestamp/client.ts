import { randomBytes } from 'node:crypto';
import { digestOid } from '../cms/algorithms.js';
import type { TimestampSource } from '../cms/create-signature.js';
import type { DigestAlgorithm } from '../cms/types.js';
import { PadesError } from '../errors.js';
import { fetchBytes, type HttpOptions } from '../revocation/http.js';
import { parseCertificate, type Certificate } from '../x509/certificate.js';
import { findPath } from '../x509/path.js';
import { encodeTimestampRequest, parseTimestampResponse, type TimestampResponse } from './messages.js';
import { parseTimestampToken, verifyTimestampToken, type TimestampToken } from './token.js';

/** A time-stamp authority to ask. */
export interface TimestampServer {
  /** `user:password@` in it goes into an `Authorization` header (RFC 7617), and is not in messages or results. */
  readonly url: string;
  /** Sent with each request, for example `Authorization`. With any, redirects to another origin are not followed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Policy OID to ask for, and to insist on. */
  readonly policy?: string;
}

/** Whom to ask for time-stamps, and what to accept. */
export interface TimestampClientOptions extends Omit<HttpOptions, 'maxBytes'> {
  /** Asked in this order; the next one when one fails. */
  readonly servers: readonly TimestampServer[];
  /** DER certificates; when given, the authority's certificate must lead to one of them at the stamped time. */
  readonly trustAnchors?: readonly Uint8Array[];
  /** DER certificates that may stand between the authority and an anchor, beside those in the token. */
  readonly intermediates?: readonly Uint8Array[];
}

export interface TimestampRequestOptions extends TimestampClientOptions {
  readonly digest: Uint8Array;
  readonly digestAlgorithm: DigestAlgorithm;
}

/** A time-stamp that has been checked. */
export interface VerifiedTimestamp {
  /** The token, DER. */
  readonly token: Uint8Array;
  readonly genTime: Date;
  readonly serialNumber: bigint;
  readonly policy: string;
  readonly certificate: Certificate;
  /** From the authority's certificate to the anchor; empty when no anchors were given. */
  readonly path: readonly Certificate[];
  /** Address of the server that answered. */
  readonly server: string;
}

/**
 * Asks time-stamp authorities for a token over a digest (RFC 3161) and checks the answer: status, nonce (64 random bits),
 * imprint, policy, the signature, the signing-certificate attribute, the certificate's one critical purpose, and, with
 * `trustAnchors`, its chain at the stamped time. A server that fails in any of these is passed over; if all fail, so does
 * the call, with the last server's error, and the others in its `cause` (an `AggregateError`). There is no fallback to a
 * local time.
 *
 * Throws `timestamp.unreachable`, `timestamp.refused`, `timestamp.malformed`, `timestamp.mismatch`, `timestamp.invalid` or
 * `timestamp.untrusted`.
 */
export async function requestTimestamp(options: TimestampRequestOptions): Promise<VerifiedTimestamp> {
  if (options.servers.length === 0) throw new TypeError('At least one time-stamp server is needed');
  const failures: PadesError[] = [];
  for (const server of options.servers) {
    try {
      return await askServer(server, options);
    } catch (error) {
      if (!(error instanceof PadesError)) throw error;
      failures.push(error);
    }
  }
  const last = failures.at(-1);
  if (last === undefined || failures.length === 1) throw last;
  throw new PadesError(last.code, `No time-stamp server gave a good answer: ${last.message}`, {
    cause: new AggregateError(failures),
  });
}

/** A {@link TimestampSource} for signing, backed by {@link requestTimestamp}. */
export function createTimestampClient(options: TimestampClientOptions): TimestampSource {
  return async ({ digest, digestAlgorithm }) =>
    (await requestTimestamp({ ...options, digest, digestAlgorithm })).token;
}

async function askServer(
  server: TimestampServer,
  options: TimestampRequestOptions,
): Promise<VerifiedTimestamp> {
  const nonce = BigInt(`0x${randomBytes(8).toString('hex')}`);
  const imprint = { digestOid: digestOid(options.digestAlgorithm), hash: options.digest };
  const request = encodeTimestampRequest({
    messageImprint: imprint,
    nonce,
    certificates: 'wanted',
    ...(server.policy === undefined ? {} : { policy: server.policy }),
  });
  const response = parseTimestampResponse(await post(server, request, options));
  const token = parseTimestampToken(grantedToken(response));

  const { tstInfo } = token;
  if (tstInfo.nonce !== nonce) throw mismatch('The time-stamp answers another request (nonce)');
  if (
    tstInfo.messageImprint.digestOid !== imprint.digestOid ||
    Buffer.compare(tstInfo.messageImprint.hash, imprint.hash) !== 0
  )
    throw mismatch('The time-stamp is of something else (imprint)');
  if (server.policy !== undefined && tstInfo.policy !== server.policy)
    throw mismatch('The time-stamp is under another policy');
  const certificate = verifyTimestampToken(token);
  return {
    token: token.der,
    genTime: tstInfo.genTime,
    serialNumber: tstInfo.serialNumber,
    policy: tstInfo.policy,
    certificate,
    path: checkTrust(token, certificate, options),
    server: addressOf(server).url,
  };
}

const mismatch = (message: string): PadesError => new PadesError('timestamp.mismatch', message);

/** Address and headers as they are sent. What cannot be sent is not repeated: it may hold a secret. */
function addressOf(server: TimestampServer): {
  readonly url: string;
  readonly headers: Record<string, string>;
} {
  const unusable = (what: string): PadesError =>
    new PadesError('timestamp.unreachable', `The ${what} of a time-stamp server cannot be used`);
  let address: URL;
  let userinfo: string;
  try {
    address = new URL(server.url);
    userinfo = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`;
  } catch {
    throw unusable('address');
  }
  let headers: Headers;
  try {
    headers = new Headers({ ...server.headers });
  } catch {
    throw unusable('headers');
  }
  if (userinfo === ':') return { url: server.url, headers: Object.fromEntries(headers) };
  if (!headers.has('authorization'))
    headers.set('authorization', `Basic ${Buffer.from(userinfo).toString('base64')}`);
  [address.username, address.password] = ['', ''];
  return { url: address.href, headers: Object.fromEntries(headers) };
}

async function post(
  server: TimestampServer,
  body: Uint8Array,
  options: TimestampClientOptions,
): Promise<Uint8Array> {
  const { url, headers } = addressOf(server);
  try {
    return await fetchBytes(
      {
        url,
        body,
        headers: {
          ...headers,
          'content-type': 'application/timestamp-query',
          accept: 'application/timestamp-reply',
        },
        redirects: Object.keys(headers).length > 0 ? 'same-origin' : 'anywhere',
      },
      options,
    );
  } catch (cause) {
    throw new PadesError('timestamp.unreachable', `No answer from ${new URL(url).host}`, { cause });
  }
}

function grantedToken(response: TimestampResponse): Uint8Array {
  if (response.status === 'granted') return response.token;
  const why = [response.failure, response.text].filter((part) => part !== undefined).join(': ');
  throw new PadesError('timestamp.refused', `The server refused: ${why === '' ? 'no reason given' : why}`);
}

function checkTrust(
  token: TimestampToken,
  certificate: Certificate,
  options: TimestampClientOptions,
): readonly Certificate[] {
  if (options.trustAnchors === undefined) return [];
  const result = findPath(certificate, {
    trustAnchors: options.trustAnchors.map(parseCertificate),
    intermediates: [...token.certificates, ...(options.intermediates ?? []).map(parseCertificate)],
    at: token.tstInfo.genTime,
    purpose: 'time-stamping',
  });
  if (result.ok) return result.path;
  throw new PadesError(
    'timestamp.untrusted',
    `The time-stamp authority is not trusted: ${result.faults.map(({ message }) => message).join('; ')}`,
  );
}
