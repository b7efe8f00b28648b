import { contextTag, readAsn1 } from '../cms/asn1-reader.js';
import { fingerprint } from '../cms/fingerprint.js';
import { OID } from '../cms/oids.js';
import type { ParsedSignedData } from '../cms/parse-signed-data.js';
import { unlessRefused } from '../errors.js';
import type { PdfView } from '../pdf/document.js';
import { readSecurityStore } from '../pdf/security-store.js';
import type { CertificateStatus } from '../revocation/certificate-status.js';
import { speaksAbout } from '../revocation/certificate-status.js';
import { parseCrl, verifyCrl, type CertificateList } from '../revocation/crl.js';
import { parseOcspResponse, verifyOcspResponse, type OcspResponse } from '../revocation/ocsp-response.js';
import { parseCertificate, type Certificate } from '../x509/certificate.js';

const MAX_ITEMS = 2000;

/**
 * Certificates and answers about them that a file brings along: from its document security store (ISO 32000-2 §12.8.4.3)
 * and from its signatures. What cannot be read is left aside: evidence can only help.
 */
export class Evidence {
  private readonly certificatesByDer = new Map<string, Certificate>();
  private readonly ocsp = new Map<string, OcspResponse>();
  private readonly crls = new Map<string, CertificateList>();

  /** Takes in the document security store of a view. Returns how many of each there were. */
  addSecurityStore(view: PdfView): { readonly certificates: number; readonly revocations: number } {
    const { certificates, ocspResponses, crls } = readSecurityStore(view);
    certificates.forEach((der) => this.addCertificate(der));
    ocspResponses.forEach((der) => this.addOcsp(der));
    crls.forEach((der) => this.addCrl(der));
    return { certificates: certificates.length, revocations: ocspResponses.length + crls.length };
  }

  /** Takes in what a CMS carries: certificates, revocation information, Adobe's archive of it. */
  addSignedData(signedData: ParsedSignedData): void {
    signedData.certificates.forEach((der) => this.addCertificate(der));
    signedData.crls.forEach((der) => this.addCrl(der));
    signedData.ocspResponses.forEach((der) => this.addOcsp(der));
    for (const { signedAttributes } of signedData.signerInfos)
      for (const value of signedAttributes?.attributes.get(OID.adbeRevocationInfoArchival)?.values ?? [])
        this.addArchival(value);
  }

  addCertificate(der: Uint8Array): void {
    this.keep(this.certificatesByDer, der, parseCertificate);
  }

  /** All certificates known. */
  get certificates(): readonly Certificate[] {
    return [...this.certificatesByDer.values()];
  }

  /**
   * The best answer about a certificate at a moment: of those that say "revoked" the one that names the earliest time,
   * else one that speaks about the moment.
   * `accept` may turn answers down, for instance by who gave them.
   */
  statusOf(
    certificate: Certificate,
    issuer: Certificate,
    at: Date,
    accept: (status: CertificateStatus) => boolean = () => true,
  ): CertificateStatus | undefined {
    const subject = { certificate, issuer };
    // Evidence that is about something else is no evidence.
    const statuses = [
      ...[...this.ocsp.values()].map((response) =>
        unlessRefused(() => verifyOcspResponse(response, subject)),
      ),
      ...[...this.crls.values()].map((list) => unlessRefused(() => verifyCrl(list, subject))),
    ]
      .filter((status) => status !== undefined)
      .filter(accept);
    const [revoked] = statuses
      .filter(({ status }) => status === 'revoked')
      .sort((a, b) => (a.revocationTime?.getTime() ?? 0) - (b.revocationTime?.getTime() ?? 0));
    return revoked ?? statuses.find((status) => status.status === 'good' && speaksAbout(status, at));
  }

  addOcsp(der: Uint8Array): void {
    const response = this.keep(this.ocsp, der, parseOcspResponse);
    response?.certificates.forEach((certificate) => this.addCertificate(certificate.der));
  }

  addCrl(der: Uint8Array): void {
    this.keep(this.crls, der, parseCrl);
  }

  /** Takes in an answer that was asked for. */
  addStatus({ source, der }: CertificateStatus): void {
    if (source === 'ocsp') this.addOcsp(der);
    else this.addCrl(der);
  }

  /** RevocationInfoArchival (ISO 32000-2 §12.8.3.3.2). */
  private addArchival(value: Uint8Array): void {
    unlessRefused(() => {
      for (const part of readAsn1(value, 'ber').fields().rest())
        for (const item of part.explicit().children()) {
          if (part.tag === contextTag(0)) this.addCrl(item.bytes);
          if (part.tag === contextTag(1)) this.addOcsp(item.bytes);
        }
    });
  }

  private keep<T>(into: Map<string, T>, der: Uint8Array, parse: (der: Uint8Array) => T): T | undefined {
    const key = fingerprint(der);
    if (into.has(key) || into.size >= MAX_ITEMS) return into.get(key);
    // Evidence that is malformed is none, either.
    const item = unlessRefused(() => parse(der));
    if (item !== undefined) into.set(key, item);
    return item;
  }
}
