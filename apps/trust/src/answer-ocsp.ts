import { normalizeSerialNumber } from '@segl/certs';
import type { DatabaseHandle } from '@segl/database';
import type { Clock } from '@segl/platform';
import type { Authority } from './authority.js';
import type { Hierarchy } from './hierarchy.js';
import { readOcspRequest, type OcspCertificateId } from './ocsp-request.js';
import { encodeOcspResponse, ocspRefusal, type CertificateStatus } from './ocsp-response.js';
import { reasonNumber } from './revocation-reasons.js';

/** How long an OCSP answer may be relied on. */
const ocspValiditySeconds = 60 * 60;

/** An OCSP answer, DER, and whether it may be kept: refusals and answers to a nonce may not. */
export interface OcspResult {
  response: Uint8Array;
  keep: 'while-valid' | 'no';
}

/**
 * Answers an OCSP request (RFC 6960). Certificates of one issuer may be asked about together; of several issuers not,
 * as a response has one signer, who may speak for one CA only. An issuer that is not ours: `unauthorized`.
 */
export async function answerOcsp(
  { database, clock, hierarchy }: { database: DatabaseHandle; clock: Clock; hierarchy: Hierarchy },
  request: Uint8Array,
): Promise<OcspResult> {
  const question = readOcspRequest(request);
  if (question === undefined) return { response: ocspRefusal.malformedRequest, keep: 'no' };
  const issuers = question.certificates.map((id) => issuerOf(hierarchy, id));
  const [issuer] = issuers;
  if (issuer === undefined || issuers.includes(undefined)) {
    return { response: ocspRefusal.unauthorized, keep: 'no' };
  }
  if (issuers.some((other) => other !== issuer))
    return { response: ocspRefusal.malformedRequest, keep: 'no' };
  const responder = hierarchy.responderOf(issuer);
  const statuses = await readStatuses(database, issuer, question.certificates);
  const response = encodeOcspResponse({
    answers: question.certificates.map(({ der, serialNumber }) => ({
      certificateId: der,
      status: statuses.get(normalizeSerialNumber(serialNumber)) ?? { status: 'unknown' },
    })),
    nonce: question.nonce,
    now: clock.now(),
    validitySeconds: ocspValiditySeconds,
    responder: {
      certificate: responder.certificate,
      publicKeyBits: responder.publicKeyBits,
      privateKey: (await responder.keys()).keyObject,
    },
  });
  return { response, keep: question.nonce === undefined ? 'while-valid' : 'no' };
}

function issuerOf(hierarchy: Hierarchy, id: OcspCertificateId): Authority | undefined {
  const { digest, issuerNameHash, issuerKeyHash } = id;
  if (digest === undefined) return undefined;
  return hierarchy.all.find(
    (authority) =>
      (authority.kind === 'root' || authority.kind === 'intermediate') &&
      authority.isNamedBy({ digest, issuerNameHash, issuerKeyHash }),
  );
}

async function readStatuses(
  { prisma }: DatabaseHandle,
  issuer: Authority,
  certificates: readonly OcspCertificateId[],
): Promise<Map<string, CertificateStatus>> {
  const rows = await prisma.issuedCertificate.findMany({
    where: {
      issuerId: issuer.id,
      serialNumber: { in: certificates.map(({ serialNumber }) => normalizeSerialNumber(serialNumber)) },
    },
    select: { serialNumber: true, revokedAt: true, revocationReason: true },
  });
  return new Map(
    rows.map(({ serialNumber, revokedAt, revocationReason }): [string, CertificateStatus] => [
      serialNumber,
      revokedAt === null
        ? { status: 'good' }
        : { status: 'revoked', at: revokedAt, reason: reasonNumber(revocationReason) },
    ]),
  );
}
