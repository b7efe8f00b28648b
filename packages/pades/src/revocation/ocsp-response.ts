import { createHash } from 'node:crypto';
import { hashFor, readAlgorithm, type AlgorithmIdentifier } from '../cms/algorithms.js';
import { contextTag, readAsn1, Tag, type Asn1Element } from '../cms/asn1-reader.js';
import { OID } from '../cms/oids.js';
import { PadesError, unlessRefused } from '../errors.js';
import { parseCertificate, verifyIssued, isSignedBy, type Certificate } from '../x509/certificate.js';
import { extendedKeyUsage } from '../x509/extensions.js';
import { readName, sameName, type DistinguishedName } from '../x509/name.js';
import { revocationReason, type CertificateStatus, type RevocationReason } from './certificate-status.js';
import type { OcspCertId } from './ocsp-request.js';

/** One answer inside an OCSP response (RFC 6960 §4.2.1). */
export interface SingleResponse {
  readonly certId: OcspCertId;
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revocationTime?: Date;
  readonly reason?: RevocationReason;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
}

/** A successful OCSP response with a BasicOCSPResponse, as received. Nothing is verified yet. */
export interface OcspResponse {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly responderId:
    | { readonly kind: 'name'; readonly name: DistinguishedName }
    | { readonly kind: 'key'; readonly keyHash: Uint8Array };
  readonly producedAt: Date;
  readonly responses: readonly SingleResponse[];
  readonly nonce?: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly certificates: readonly Certificate[];
}

const STATUS_NAMES: Readonly<Record<number, string>> = {
  1: 'malformedRequest',
  2: 'internalError',
  3: 'tryLater',
  5: 'sigRequired',
  6: 'unauthorized',
};

const malformed = (message: string, cause?: unknown): PadesError =>
  new PadesError('revocation.malformed', message, cause === undefined ? undefined : { cause });

/**
 * Reads an OCSPResponse. Throws `revocation.refused` when the responder answers with an error status, else
 * `revocation.malformed`.
 */
export function parseOcspResponse(der: Uint8Array): OcspResponse {
  try {
    const fields = readAsn1(der, 'ber').fields();
    const status = fields.next(Tag.enumerated).smallInteger();
    if (status !== 0)
      throw new PadesError('revocation.refused', `The responder answered ${STATUS_NAMES[status] ?? status}`);
    const responseBytes = fields.next(contextTag(0)).explicit().fields();
    fields.end();
    if (responseBytes.next(Tag.oid).oid() !== OID.ocspBasic) throw malformed('Not a basic OCSP response');
    return readBasic(der, readAsn1(responseBytes.next(Tag.octetString).octets(), 'ber'));
  } catch (cause) {
    if (cause instanceof PadesError && cause.code.startsWith('revocation.')) throw cause;
    if (cause instanceof PadesError) throw malformed('The OCSP answer cannot be read', cause);
    throw cause;
  }
}

/** BasicOCSPResponse (RFC 6960 §4.2.1). */
function readBasic(der: Uint8Array, basic: Asn1Element): OcspResponse {
  const outer = basic.fields();
  const tbs = outer.next(Tag.sequence); // tbsResponseData
  const signatureAlgorithm = readAlgorithm(outer.next(Tag.sequence));
  const signature = outer.next(Tag.bitString).bits().bytes;
  const certificates = outer.optional(contextTag(0))?.explicit().children() ?? [];
  outer.end();

  const data = tbs.fields();
  data.optional(contextTag(0)); // version
  const byName = data.optional(contextTag(1));
  const responderId =
    byName === undefined
      ? { kind: 'key' as const, keyHash: data.next(contextTag(2)).explicit().octets() }
      : { kind: 'name' as const, name: readName(byName.explicit()) };
  const producedAt = data.next(Tag.generalizedTime).time();
  const responses = data.next(Tag.sequence).children().map(readSingle);
  const nonce = readNonce(data.optional(contextTag(1)));
  data.end();
  return {
    der,
    tbs: tbs.bytes,
    responderId,
    producedAt,
    responses,
    ...(nonce === undefined ? {} : { nonce }),
    signatureAlgorithm,
    signature,
    certificates: certificates.map(({ bytes }) => parseCertificate(bytes)),
  };
}

function readSingle(element: Asn1Element): SingleResponse {
  const fields = element.fields();
  const id = fields.next(Tag.sequence).fields();
  const certId: OcspCertId = {
    digestOid: readAlgorithm(id.next(Tag.sequence)).oid,
    issuerNameHash: id.next(Tag.octetString).octets(),
    issuerKeyHash: id.next(Tag.octetString).octets(),
    serialNumber: id.next(Tag.integer).bigInteger(),
  };
  const choice = fields.next();
  const thisUpdate = fields.next(Tag.generalizedTime).time();
  const nextUpdate = fields.optional(contextTag(0))?.explicit().time();
  fields.optional(contextTag(1)); // singleExtensions
  fields.end();
  return {
    certId,
    ...readStatus(choice),
    thisUpdate,
    ...(nextUpdate === undefined ? {} : { nextUpdate }),
  };
}

/** CertStatus: a choice of `good [0]`, `revoked [1]`, `unknown [2]`. */
function readStatus(choice: Asn1Element): Pick<SingleResponse, 'status' | 'revocationTime' | 'reason'> {
  if (choice.tag === contextTag(0)) return { status: 'good' };
  if (choice.tag === contextTag(2)) return { status: 'unknown' };
  const revoked = choice.fields(contextTag(1));
  const revocationTime = revoked.next(Tag.generalizedTime).time();
  const reason = revoked.optional(contextTag(0))?.explicit().smallInteger();
  return {
    status: 'revoked',
    revocationTime,
    ...(reason === undefined ? {} : { reason: revocationReason(reason) }),
  };
}

function readNonce(extensions: Asn1Element | undefined): Uint8Array | undefined {
  for (const extension of extensions?.explicit().children() ?? []) {
    const fields = extension.fields();
    if (fields.next(Tag.oid).oid() !== OID.ocspNonce) continue;
    fields.optional(Tag.boolean);
    const value = fields.next(Tag.octetString).octets();
    // Some responders put the bare octets where RFC 8954 wants an OCTET STRING inside.
    return value[0] === Tag.octetString && value[1] === value.length - 2 ? value.subarray(2) : value;
  }
  return undefined;
}

/**
 * Verifies an OCSP response about one certificate: that it speaks about it, and that it is signed by the issuer, or by a
 * responder whose certificate the issuer itself signed with the purpose OCSP signing, valid when the answer was made
 * (RFC 6960 §4.2.2.2). How fresh it is, the caller decides.
 *
 * Throws `revocation.mismatch` or `revocation.unauthorized`.
 */
export function verifyOcspResponse(
  response: OcspResponse,
  subject: { readonly certificate: Certificate; readonly issuer: Certificate },
): CertificateStatus {
  const single = response.responses.find(({ certId }) => isAbout(certId, subject));
  if (single === undefined)
    throw new PadesError('revocation.mismatch', 'The OCSP answer is about another certificate');
  const responder = authorizedResponder(response, subject.issuer);
  return {
    source: 'ocsp',
    status: single.status,
    ...(single.revocationTime === undefined ? {} : { revocationTime: single.revocationTime }),
    ...(single.reason === undefined ? {} : { reason: single.reason }),
    thisUpdate: single.thisUpdate,
    ...(single.nextUpdate === undefined ? {} : { nextUpdate: single.nextUpdate }),
    producedAt: response.producedAt,
    responder,
    der: response.der,
  };
}

function isAbout(
  certId: OcspCertId,
  { certificate, issuer }: { readonly certificate: Certificate; readonly issuer: Certificate },
): boolean {
  if (certId.serialNumber !== certificate.serialNumber) return false;
  const hash = (bytes: Uint8Array): Buffer => hashFor(certId.digestOid).update(bytes).digest();
  const names = unlessRefused(
    () =>
      hash(issuer.subject.der).equals(certId.issuerNameHash) &&
      hash(issuer.publicKeyBits).equals(certId.issuerKeyHash),
  );
  return names ?? false; // a digest we do not know names nobody we know
}

function authorizedResponder(response: OcspResponse, issuer: Certificate): Certificate {
  const { responderId } = response;
  const responder = [issuer, ...response.certificates].find((candidate) =>
    responderId.kind === 'name'
      ? sameName(candidate.subject, responderId.name)
      : createHash('sha1').update(candidate.publicKeyBits).digest().equals(responderId.keyHash),
  );
  const unauthorized = (why: string): PadesError => new PadesError('revocation.unauthorized', why);
  if (responder === undefined) throw unauthorized('The certificate of the OCSP responder is missing');
  if (!verifyIssued(response.signatureAlgorithm, response.tbs, response.signature, responder))
    throw unauthorized('The signature of the OCSP answer does not verify');
  if (Buffer.compare(responder.publicKeyInfo, issuer.publicKeyInfo) === 0) return responder;
  if (!sameName(responder.issuer, issuer.subject) || !isSignedBy(responder, issuer))
    throw unauthorized('The OCSP responder was not appointed by the issuer of the certificate');
  if (extendedKeyUsage(responder)?.purposes.includes(OID.ekuOcspSigning) !== true)
    throw unauthorized('The certificate of the OCSP responder is not one for OCSP');
  if (response.producedAt < responder.notBefore || response.producedAt > responder.notAfter)
    throw unauthorized('The certificate of the OCSP responder was not valid when the answer was made');
  return responder;
}
