import { randomBytes } from 'node:crypto';
import { OID } from '../cms/oids.js';
import { parseSignedData } from '../cms/parse-signed-data.js';
import { PadesError } from '../errors.js';
import { isSignedBy, parseCertificate, readCertificateFile, type Certificate } from '../x509/certificate.js';
import { accessLocations, crlLocations } from '../x509/extensions.js';
import { sameName } from '../x509/name.js';
import { CLOCK_SKEW_MS, type CertificateStatus } from './certificate-status.js';
import { parseCrl, verifyCrl } from './crl.js';
import { fetchBytes, type HttpOptions } from './http.js';
import { encodeOcspRequest, ocspCertId } from './ocsp-request.js';
import { parseOcspResponse, verifyOcspResponse } from './ocsp-response.js';

/**
 * Where answers come from. The default asks the network; tests and machines without a network bring their own.
 * Implementations reject with any error when there is no answer.
 */
export interface RevocationResolver {
  /** POSTs a DER OCSPRequest, returns the DER OCSPResponse. */
  ocsp(url: string, request: Uint8Array): Promise<Uint8Array>;
  /** Gets a CRL, DER. */
  crl(url: string): Promise<Uint8Array>;
  /** Gets an issuer's certificate (caIssuers): DER, PEM, or a certs-only SignedData. */
  certificate(url: string): Promise<Uint8Array>;
}

const MAX_OCSP_BYTES = 256 * 1024;
const MAX_CRL_BYTES = 32 * 1024 * 1024;
/** Certificates come with documents, and may list as many addresses as fit; each may cost the whole time-out. */
const MAX_ADDRESSES = 4;

/**
 * A resolver over HTTP with limits on time, size and redirects. The addresses stand in certificates, which come with the
 * document: private and local ones are asked like any other, unless `allowAddress` refuses them.
 */
export function createHttpResolver(options: HttpOptions = {}): RevocationResolver {
  const limited = (maxBytes: number): HttpOptions => ({ maxBytes, ...options });
  return {
    ocsp: (url, body) =>
      fetchBytes(
        {
          url,
          body,
          headers: { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' },
        },
        limited(MAX_OCSP_BYTES),
      ),
    crl: (url) => fetchBytes({ url }, limited(MAX_CRL_BYTES)),
    certificate: (url) => fetchBytes({ url }, limited(MAX_OCSP_BYTES)),
  };
}

/** Whose status is asked for, and of whom. */
export interface StatusRequest {
  /** DER of the certificate. */
  readonly certificate: Uint8Array;
  /** DER of its issuer's certificate. */
  readonly issuer: Uint8Array;
  readonly resolver?: RevocationResolver;
  /** Instead of the addresses in the certificate. The first four are tried, here as there. */
  readonly urls?: readonly string[];
  /** The moment for which the answer must be current. Default: now. */
  readonly at?: Date;
  /** How old an answer without nextUpdate may be, in milliseconds. Default: one day. */
  readonly maxAgeMs?: number;
}

export interface OcspRequestOptions extends StatusRequest {
  /** Default `omit`: pre-signed answers, which most authorities give, carry none. With `require` it must come back. */
  readonly nonce?: 'omit' | 'require';
}

/** Whether a question failed since nobody gave an answer, as opposed to one that cannot be used. */
export const wasNotAnswered = ({ code }: PadesError): boolean =>
  code === 'revocation.unavailable' || code === 'revocation.unreachable' || code === 'revocation.refused';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Asks for a certificate's status by OCSP (RFC 6960) and verifies the answer: that it is about this certificate, that the
 * responder may give it, nonce where required, and that it is current. The addresses are tried in turn. `revoked` and
 * `unknown` are answers like `good`: look at `status`.
 *
 * Throws `revocation.unavailable`, `.unreachable`, `.refused`, `.malformed`, `.unauthorized`, `.mismatch`, `.stale`, or
 * `x509.malformed`.
 */
export function fetchOcsp(options: OcspRequestOptions): Promise<CertificateStatus> {
  const subject = {
    certificate: parseCertificate(options.certificate),
    issuer: parseCertificate(options.issuer),
  };
  const urls = options.urls ?? accessLocations(subject.certificate, OID.accessOcsp);
  const resolver = options.resolver ?? createHttpResolver();
  return firstAnswer(urls, 'OCSP responder', async (url) => {
    const nonce = options.nonce === 'require' ? randomBytes(16) : undefined;
    const request = encodeOcspRequest(ocspCertId(subject.certificate, subject.issuer), nonce);
    const response = parseOcspResponse(await reach(url, () => resolver.ocsp(url, request)));
    if (nonce !== undefined && (response.nonce === undefined || !nonce.equals(response.nonce)))
      throw new PadesError('revocation.mismatch', 'The OCSP answer is to another request (nonce)');
    return current(verifyOcspResponse(response, subject), options);
  });
}

/**
 * Gets the CRL that a certificate points to and verifies it as {@link fetchOcsp} does.
 *
 * Throws the same codes.
 */
export function fetchCrl(options: StatusRequest): Promise<CertificateStatus> {
  const subject = {
    certificate: parseCertificate(options.certificate),
    issuer: parseCertificate(options.issuer),
  };
  const urls = options.urls ?? crlLocations(subject.certificate);
  const resolver = options.resolver ?? createHttpResolver();
  return firstAnswer(urls, 'CRL', async (url) => {
    const list = parseCrl(await reach(url, () => resolver.crl(url)));
    return current(verifyCrl(list, subject), options);
  });
}

/**
 * Gets the issuer's certificate by authorityInfoAccess (caIssuers, RFC 5280 §4.2.2.1) and makes sure that it signed this
 * one. Whether it leads to an anchor is another question.
 *
 * Throws `revocation.unavailable`, `.unreachable`, `.malformed` or `.mismatch`.
 */
export function fetchIssuer(options: {
  readonly certificate: Uint8Array;
  readonly resolver?: RevocationResolver;
}): Promise<Uint8Array> {
  const certificate = parseCertificate(options.certificate);
  const resolver = options.resolver ?? createHttpResolver();
  return firstAnswer(accessLocations(certificate, OID.accessCaIssuers), 'issuer certificate', async (url) => {
    const found = readIssuers(await reach(url, () => resolver.certificate(url)));
    const issuer = found.find((c) => sameName(c.subject, certificate.issuer) && isSignedBy(certificate, c));
    if (issuer === undefined)
      throw new PadesError('revocation.mismatch', 'The certificate found did not issue this one');
    return issuer.der;
  });
}

/** The certificates in an answer to caIssuers. Throws `revocation.malformed` where there are none. */
export function readIssuers(bytes: Uint8Array): Certificate[] {
  try {
    return readCertificateFile(bytes).map(parseCertificate);
  } catch (first) {
    if (!(first instanceof PadesError)) throw first;
    try {
      return parseSignedData(bytes, { rules: 'ber' }).certificates.map(parseCertificate);
    } catch (cause) {
      throw new PadesError('revocation.malformed', 'No certificate was found there', { cause });
    }
  }
}

async function reach(url: string, ask: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await ask();
  } catch (cause) {
    throw new PadesError(
      'revocation.unreachable',
      `No answer from ${URL.canParse(url) ? new URL(url).host : url}`,
      {
        cause,
      },
    );
  }
}

/** Tries the first few addresses in turn; the error of the last one is the error of all. */
async function firstAnswer<T>(
  urls: readonly string[],
  what: string,
  ask: (url: string) => Promise<T>,
): Promise<T> {
  let last = new PadesError('revocation.unavailable', `The certificate names no ${what}`);
  for (const url of urls.slice(0, MAX_ADDRESSES)) {
    try {
      return await ask(url);
    } catch (error) {
      if (!(error instanceof PadesError)) throw error;
      last = error;
    }
  }
  throw last;
}

function current(status: CertificateStatus, options: StatusRequest): CertificateStatus {
  const at = (options.at ?? new Date()).getTime();
  if (status.thisUpdate.getTime() > at + CLOCK_SKEW_MS || status.producedAt.getTime() > at + CLOCK_SKEW_MS)
    throw new PadesError('revocation.stale', 'The answer is from the future');
  const until = status.nextUpdate?.getTime() ?? status.thisUpdate.getTime() + (options.maxAgeMs ?? DAY_MS);
  if (until + CLOCK_SKEW_MS < at) throw new PadesError('revocation.stale', 'The answer is out of date');
  return status;
}
