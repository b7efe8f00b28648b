import {
  CertsError,
  issueCertificate,
  normalizeSerialNumber,
  profiles,
  readCertificationRequest,
  type AttributeType,
  type CertificationRequest,
} from '@segl/certs';
import type { trust } from '@segl/contracts';
import { withTransaction, type DatabaseHandle } from '@segl/database';
import { ProblemError, type Clock } from '@segl/platform';
import type { z } from 'zod';
import type { Hierarchy } from './hierarchy.js';

/** What issuing and revoking need. */
export interface AuthorityDesk {
  database: DatabaseHandle;
  clock: Clock;
  hierarchy: Hierarchy;
}

/**
 * Issues a certificate against a PKCS#10 request and records it.
 *
 * @throws ProblemError `trust.issuer-not-found`; `trust.request-invalid` with the code of `CertsError` in `facts.reason`
 */
export async function issue(
  { database, clock, hierarchy }: AuthorityDesk,
  request: z.output<typeof trust.certificateRequest>,
): Promise<z.input<typeof trust.certificateAnswer>> {
  const issuer = hierarchy.certificationAuthority(request.issuer);
  // Banks certify people, the organisation's CA certifies seals; the root certifies neither.
  const issuesSeals = issuer.id === 'segl';
  if (issuer.kind !== 'intermediate' || issuesSeals !== (request.profile === 'organisation-seal')) {
    throw new ProblemError('trust.request-invalid', { detail: 'This issuer does not issue that profile.' });
  }
  const issued = await refusing(async () => {
    const proof = await readCertificationRequest(Buffer.from(request.certificationRequest, 'base64'));
    requireSameSubject(proof, request.subject);
    return issueCertificate({
      profile: profiles[request.profile],
      subject: request.subject,
      publicKey: proof.publicKey,
      issuer: {
        id: issuer.id,
        certificate: issuer.certificate,
        privateKey: (await issuer.keys()).cryptoKey,
      },
      addressBase: issuer.addressBase,
      notBefore: request.validFrom === undefined ? clock.now() : new Date(request.validFrom),
      ...(request.validDays === undefined ? {} : { validDays: request.validDays }),
    });
  });
  await database.prisma.issuedCertificate.create({
    data: {
      issuerId: issuer.id,
      serialNumber: issued.serialNumber,
      profile: request.profile,
      certificate: new Uint8Array(issued.certificate),
      notAfter: issued.notAfter,
      issuedAt: clock.now(),
    },
  });
  return {
    serialNumber: issued.serialNumber,
    certificates: [issued.certificate, ...hierarchy.chainFrom(issuer)].map((der) =>
      Buffer.from(der).toString('base64'),
    ),
    notBefore: issued.notBefore.toISOString(),
    notAfter: issued.notAfter.toISOString(),
  };
}

/** The proof of possession must have been made for this very subject: a request for one person proves nothing for another. */
function requireSameSubject(
  proof: CertificationRequest,
  subject: readonly { type: string; value: string }[],
): void {
  const proven = (type: AttributeType) => proof.subject.get(type);
  for (const type of ['serialNumber', 'CN'] as const) {
    const wanted = subject.find((attribute) => attribute.type === type)?.value.normalize('NFC');
    if (wanted !== undefined && proven(type) !== wanted) {
      throw new ProblemError('trust.request-invalid', {
        detail: `The PKCS#10 request names another ${type}.`,
      });
    }
  }
}

async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CertsError)) throw error;
    throw new ProblemError('trust.request-invalid', {
      detail: error.message,
      extras: { facts: { reason: error.code } },
      cause: error,
    });
  }
}

/**
 * Revokes a certificate, for good: a second revocation changes nothing. The issuer's CRL is made anew when next asked for.
 *
 * @throws ProblemError `trust.certificate-not-found`
 */
export async function revoke(
  { database, clock }: Pick<AuthorityDesk, 'database' | 'clock'>,
  which: { issuerId: string; serialNumber: string },
  reason: z.output<typeof trust.revocationRequest>['reason'],
): Promise<void> {
  const issuerId = which.issuerId;
  const serialNumber = normalizeSerialNumber(which.serialNumber);
  await withTransaction(database.prisma, async (tx) => {
    const { count } = await tx.issuedCertificate.updateMany({
      where: { issuerId, serialNumber, revokedAt: null },
      data: { revokedAt: clock.now(), revocationReason: reason },
    });
    if (count === 0) {
      const known = await tx.issuedCertificate.count({ where: { issuerId, serialNumber } });
      if (known === 0) throw new ProblemError('trust.certificate-not-found');
      return;
    }
    // A CRL that another process is making from older rows fails its compare-and-set on the number.
    await tx.issuer.update({ where: { id: issuerId }, data: { crl: null, crlNumber: { increment: 1 } } });
  });
}
