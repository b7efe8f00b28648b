import { timingSafeEqual } from 'node:crypto';
import { PadesError } from '../errors.js';
import { parseCertificate, type Certificate } from '../x509/certificate.js';
import { hashFor, verificationScheme } from './algorithms.js';
import { setOf } from './asn1-writer.js';
import { readAsn1 } from './asn1-reader.js';
import { findSignerCertificate } from './find-signer.js';
import { OID } from './oids.js';
import { parseSignedData, type ParsedSignerInfo } from './parse-signed-data.js';
import { verifySignature } from './verify-signature.js';

/** Why a good CMS makes no PAdES baseline signature. */
export interface BaselineFinding {
  readonly code:
    | 'signing-time-present'
    | 'signing-certificate-missing'
    | 'signing-certificate-other'
    | 'attributes-not-der';
  readonly message: string;
  /** Where that is demanded. */
  readonly clause: string;
}

/** A CMS of somebody else's that signs what it should. */
export interface AcceptedCms {
  /** The signing certificate as embedded, DER. */
  readonly certificate: Uint8Array;
  /** The signature value. */
  readonly signature: Uint8Array;
  /** Empty where the attributes are those of a PAdES baseline signature. */
  readonly findings: readonly BaselineFinding[];
}

/**
 * Verifies a detached CMS that somebody else made: one signer, signed attributes whose message digest is that of the content,
 * a signature that verifies under the certificate inside. What keeps it from being a PAdES baseline signature is told.
 * Trust in the certificate is not looked at.
 *
 * Throws `sign.cms-mismatch` where it signs something else, `key.signature-wrong`, `cms.malformed`, `asn1.malformed`,
 * `cms.algorithm-unsupported` or `x509.malformed`.
 *
 * @param digest of the content by a digest OID
 */
export function acceptCms(cms: Uint8Array, digest: (digestOid: string) => Uint8Array): AcceptedCms {
  const signedData = parseSignedData(cms);
  const [signerInfo, another] = signedData.signerInfos;
  if (signerInfo === undefined || another !== undefined)
    throw new PadesError('cms.malformed', 'There must be exactly one SignerInfo');
  if (signedData.content !== undefined || signedData.contentType !== OID.data)
    throw new PadesError('sign.cms-mismatch', 'The signature must be detached');
  const { signedAttributes, signedAttributesDer } = signerInfo;
  if (signedAttributes === undefined || signedAttributesDer === undefined)
    throw new PadesError('sign.cms-mismatch', 'The signature has no signed attributes');
  // RFC 5652 §11.1: it repeats the type of the content, or a signature over something else could be passed off as this.
  if (signedAttributes.contentType !== OID.data)
    throw new PadesError('sign.cms-mismatch', 'The signed content type is not id-data');
  const expected = digest(signerInfo.digestAlgorithm.oid);
  const found = signedAttributes.messageDigest;
  if (found.length !== expected.length || !timingSafeEqual(found, expected))
    throw new PadesError('sign.cms-mismatch', 'The signature is over something else');
  const certificate = findSignerCertificate(signerInfo.sid, signedData.certificates.map(parseCertificate));
  if (certificate === undefined)
    throw new PadesError('cms.malformed', 'The signing certificate is not embedded');
  const scheme = verificationScheme(signerInfo.signatureAlgorithm, signerInfo.digestAlgorithm.oid);
  if (!verifySignature(scheme, certificate.publicKey(), signedAttributesDer, signerInfo.signature))
    throw new PadesError('key.signature-wrong', 'The signature does not verify under its certificate');
  return {
    certificate: certificate.der,
    signature: signerInfo.signature,
    findings: baselineFindings(signerInfo, certificate),
  };
}

function baselineFindings(
  { signedAttributes, signedAttributesDer }: ParsedSignerInfo,
  certificate: Certificate,
): BaselineFinding[] {
  const findings: BaselineFinding[] = [];
  const add = (code: BaselineFinding['code'], message: string, clause: string): void => {
    findings.push({ code, message, clause });
  };
  if (signedAttributes?.attributes.has(OID.signingTime) === true)
    add('signing-time-present', 'The CMS carries a signing-time', 'EN 319 142-1 §6.3, Table 1');
  const named = signedAttributes?.signingCertificateHash;
  if (named === undefined || signedAttributes?.attributes.has(OID.signingCertificateV2) !== true)
    add('signing-certificate-missing', 'There is no signing-certificate-v2', 'EN 319 142-1 §6.3, Table 1');
  else if (Buffer.compare(hashFor(named.digestOid).update(certificate.der).digest(), named.hash) !== 0)
    add(
      'signing-certificate-other',
      'signing-certificate-v2 names another certificate',
      'EN 319 122-1 §5.2.2.3',
    );
  const members = readAsn1(signedAttributesDer ?? new Uint8Array()).children();
  if (Buffer.compare(setOf(members.map(({ bytes }) => bytes)), signedAttributesDer ?? new Uint8Array()) !== 0)
    add('attributes-not-der', 'The signed attributes are not in the order of DER', 'RFC 5652 §5.4');
  return findings;
}
