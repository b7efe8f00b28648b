import { createHash } from 'node:crypto';
import { digestName, hashFor, verificationScheme } from '../cms/algorithms.js';
import { findSignerCertificate } from '../cms/find-signer.js';
import { parseSignedData, type ParsedSignedData, type ParsedSignerInfo } from '../cms/parse-signed-data.js';
import { verifySignature, verifyStreamedSignature } from '../cms/verify-signature.js';
import { PadesError, unlessRefused } from '../errors.js';
import type { ByteSource } from '../pdf/byte-source.js';
import { parseCertificate, type Certificate } from '../x509/certificate.js';
import { signedChunks, type SignedRange } from './byte-range.js';
import type { Findings } from './findings.js';
import type { RangeHasher } from './range-hasher.js';

/** What {@link checkCms} needs to know about the signature. */
export interface CmsCheckInput {
  readonly source: ByteSource;
  /** Over the same source. */
  readonly hasher: RangeHasher;
  readonly range: SignedRange;
  readonly subFilter: string | undefined;
  /** Certificates from elsewhere in the file. */
  readonly certificates: readonly Certificate[];
}

/** A signature's CMS after the checks, with whatever could be read of it. */
export interface CheckedCms {
  readonly signedData: ParsedSignedData;
  readonly signerInfo: ParsedSignerInfo;
  readonly certificate: Certificate | undefined;
}

const DETACHED: ReadonlySet<string | undefined> = new Set(['adbe.pkcs7.detached', 'ETSI.CAdES.detached']);

/** Checks the cryptography of a signature (not of a document time-stamp) and collects what is wrong. */
export async function checkCms(input: CmsCheckInput, findings: Findings): Promise<CheckedCms | undefined> {
  const { subFilter } = input;
  if (!DETACHED.has(subFilter) && subFilter !== 'adbe.pkcs7.sha1') {
    findings.add('subfilter-unsupported', `Signatures of kind ${subFilter ?? '(none)'} cannot be checked`);
    return undefined;
  }
  const signedData = readCms(input.range.contents, findings);
  if (signedData === undefined) return undefined;
  const [signerInfo, another] = signedData.signerInfos;
  if (signerInfo === undefined || another !== undefined) {
    findings.add('cms-several-signers', `There are ${signedData.signerInfos.length} signers instead of one`);
    return undefined;
  }
  const certificate = quietly(findings, () => findCertificate(signedData, signerInfo, input.certificates));
  if (certificate === undefined)
    findings.add('signer-certificate-missing', 'The certificate of the signer is not in the file');
  await guard(findings, async () => {
    checkSigningCertificate(signerInfo, certificate, subFilter, findings);
    await checkSignature(input, { signedData, signerInfo, certificate }, findings);
  });
  return { signedData, signerInfo, certificate };
}

/** Reads the CMS at the front of `/Contents`. */
export function readCms(contents: Uint8Array, findings: Findings): ParsedSignedData | undefined {
  if (contents.every((octet) => octet === 0)) {
    findings.add('contents-missing', 'There is no signature in /Contents');
    return undefined;
  }
  try {
    const signedData = parseSignedData(contents, { rules: 'ber' });
    if (signedData.trailing.some((octet) => octet !== 0))
      findings.add('contents-padding', 'Other bytes than zeros follow the signature in /Contents');
    const der = contents.subarray(0, contents.length - signedData.trailing.length);
    if (!isDer(der)) findings.add('cms-not-der', 'The signature is not encoded in DER');
    return signedData;
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
    findings.add('cms-malformed', `The signature cannot be read: ${error.message}`);
    return undefined;
  }
}

const isDer = (cms: Uint8Array): boolean => unlessRefused(() => parseSignedData(cms)) !== undefined;

function findCertificate(
  signedData: ParsedSignedData,
  signerInfo: ParsedSignerInfo,
  others: readonly Certificate[],
): Certificate | undefined {
  // A certificate that cannot be read is not the signer's; if it was needed, that is found out next.
  const own = signedData.certificates.flatMap((der) => unlessRefused(() => parseCertificate(der)) ?? []);
  return findSignerCertificate(signerInfo.sid, [...own, ...others]);
}

/** signing-certificate(-v2): the signature names the certificate it is to be checked with (RFC 5035 §5). */
function checkSigningCertificate(
  signerInfo: ParsedSignerInfo,
  certificate: Certificate | undefined,
  subFilter: string | undefined,
  findings: Findings,
): void {
  const named = signerInfo.signedAttributes?.signingCertificateHash;
  if (named === undefined) {
    if (subFilter === 'ETSI.CAdES.detached')
      findings.add('signing-certificate-missing', 'The signature does not name its certificate');
    return;
  }
  if (certificate === undefined) return;
  const hash = hashFor(named.digestOid).update(certificate.der).digest();
  if (Buffer.compare(hash, named.hash) !== 0)
    findings.add(
      'signing-certificate-mismatch',
      'The signature names another certificate than the one it carries',
    );
}

async function checkSignature(input: CmsCheckInput, cms: CheckedCms, findings: Findings): Promise<void> {
  const { signerInfo, signedData, certificate } = cms;
  const digestOid = signerInfo.digestAlgorithm.oid;
  if (digestName(digestOid) === 'sha1')
    findings.add('weak-digest', 'The signature rests on SHA-1, which can be forged by now');
  const scheme = verificationScheme(signerInfo.signatureAlgorithm, digestOid);
  const key = certificate?.publicKey();

  let signedContent: Uint8Array | undefined;
  if (input.subFilter === 'adbe.pkcs7.sha1') {
    signedContent = signedData.content;
    const hash = createHash('sha1');
    for (const chunk of signedChunks(input.source, input.range)) hash.update(chunk);
    if (signedContent === undefined || Buffer.compare(hash.digest(), signedContent) !== 0)
      findings.add('digest-mismatch', 'The document is not the one that was signed');
  } else if (signedData.content !== undefined) {
    findings.add('cms-not-detached', 'The signature carries content of its own besides the document');
    return;
  }

  const { signedAttributes, signedAttributesDer } = signerInfo;
  if (signedAttributes === undefined || signedAttributesDer === undefined) {
    if (key === undefined) return;
    const good =
      signedContent === undefined
        ? await verifyStreamedSignature(
            scheme,
            key,
            signedChunks(input.source, input.range),
            signerInfo.signature,
          )
        : verifySignature(scheme, key, signedContent, signerInfo.signature);
    if (!good) findings.add('signature-invalid', 'The signature does not verify over the document');
    return;
  }
  const digest =
    signedContent === undefined
      ? input.hasher.digest(input.range, digestOid)
      : hashFor(digestOid).update(signedContent).digest();
  if (Buffer.compare(digest, signedAttributes.messageDigest) !== 0)
    findings.add('digest-mismatch', 'The document is not the one that was signed');
  if (signedAttributes.contentType !== signedData.contentType)
    findings.add('signature-invalid', 'The signed content type is not that of the content');
  if (key !== undefined && !verifySignature(scheme, key, signedAttributesDer, signerInfo.signature))
    findings.add('signature-invalid', 'The signature does not verify under the key of its certificate');
}

async function guard(findings: Findings, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    report(findings, error);
  }
}

function quietly<T>(findings: Findings, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    report(findings, error);
    return undefined;
  }
}

function report(findings: Findings, error: unknown): void {
  if (!(error instanceof PadesError)) throw error;
  const unsupported = error.code === 'cms.algorithm-unsupported';
  findings.add(unsupported ? 'algorithm-unsupported' : 'cms-malformed', error.message);
}
