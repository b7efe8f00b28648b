import { digestOf } from '../cms/algorithms.js';
import { octetString, oid, sequence, setOf } from '../cms/asn1-writer.js';
import { OID } from '../cms/oids.js';
import { encodeSignedData } from '../cms/signed-data.js';
import { encodeSigningCertificateV2 } from '../cms/signed-attributes.js';
import type { CmsSigner } from '../cms/types.js';
import { encodeTstInfo, type TstInfo } from './tst-info.js';

/**
 * Makes a time-stamp token (RFC 3161 §2.4.2) as an authority does: TSTInfo in SignedData with content-type,
 * message-digest and signing-certificate-v2 (RFC 5816). The signer's certificate must be one for time-stamping alone;
 * that is not checked here.
 *
 * @param certificates `wanted` embeds the signer's certificate and chain (the request's certReq), `unwanted` none.
 */
export async function createTimestampToken(
  tstInfo: TstInfo,
  signer: CmsSigner,
  certificates: 'wanted' | 'unwanted' = 'wanted',
): Promise<Uint8Array> {
  const content = encodeTstInfo(tstInfo);
  const { certificate, chain, digestAlgorithm, signatureAlgorithm } = signer;
  const signedAttributes = setOf([
    sequence(oid(OID.contentType), setOf([oid(OID.tstInfo)])),
    sequence(oid(OID.messageDigest), setOf([octetString(digestOf(digestAlgorithm, content))])),
    sequence(
      oid(OID.signingCertificateV2),
      setOf([encodeSigningCertificateV2(digestAlgorithm, certificate)]),
    ),
  ]);
  return encodeSignedData({
    contentType: OID.tstInfo,
    content,
    signedAttributes,
    signature: await signer.sign(signedAttributes),
    certificate,
    chain,
    digestAlgorithm,
    signatureAlgorithm,
    embed: certificates === 'wanted' ? 'certificates' : 'nothing',
  });
}
