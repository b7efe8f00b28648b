import type { DatabaseHandle } from '@segl/database';
import type { Clock } from '@segl/platform';
import type { Authority } from './authority.js';
import { encodeCrl } from './crl.js';
import { reasonNumber } from './revocation-reasons.js';

const hourMilliseconds = 60 * 60 * 1000;
const lifetimeMilliseconds = 48 * hourMilliseconds;
/** A list with less than this left is replaced, so that who fetched it can use it for a while. */
const renewalMilliseconds = 24 * hourMilliseconds;

/** A CRL and how long it may be kept. */
export interface CurrentCrl {
  /** DER. */
  crl: Uint8Array;
  nextUpdate: Date;
}

/**
 * The CRL in force of an issuer: the stored one, or a new one when there is none, when a certificate was revoked since,
 * or when its end comes near. Several processes may do so at once; each number is stored once.
 */
export async function currentCrl(
  { database: { prisma }, clock }: { database: DatabaseHandle; clock: Clock },
  issuer: Authority,
): Promise<CurrentCrl> {
  for (;;) {
    const now = clock.now();
    const stored = await prisma.issuer.findUniqueOrThrow({
      where: { id: issuer.id },
      select: { crl: true, crlNextUpdate: true, crlNumber: true },
    });
    if (
      stored.crl !== null &&
      stored.crlNextUpdate !== null &&
      stored.crlNextUpdate.getTime() - now.getTime() > renewalMilliseconds
    ) {
      return { crl: new Uint8Array(stored.crl), nextUpdate: stored.crlNextUpdate };
    }
    const revoked = await prisma.issuedCertificate.findMany({
      where: { issuerId: issuer.id, revokedAt: { not: null } },
      select: { serialNumber: true, revokedAt: true, revocationReason: true },
      orderBy: { revokedAt: 'asc' },
    });
    const number = stored.crlNumber + 1;
    const nextUpdate = new Date(now.getTime() + lifetimeMilliseconds);
    const crl = encodeCrl({
      issuerName: issuer.subject,
      issuerKeyIdentifier: issuer.subjectKeyIdentifier,
      privateKey: (await issuer.keys()).keyObject,
      number,
      thisUpdate: now,
      nextUpdate,
      revoked: revoked.map(({ serialNumber, revokedAt, revocationReason }) => ({
        serialNumber,
        at: revokedAt ?? now,
        reason: reasonNumber(revocationReason),
      })),
    });
    const { count } = await prisma.issuer.updateMany({
      where: { id: issuer.id, crlNumber: stored.crlNumber },
      data: { crl: new Uint8Array(crl), crlNumber: number, crlNextUpdate: nextUpdate },
    });
    if (count === 1) return { crl, nextUpdate };
    // Another process was first, or a certificate was revoked meanwhile: look again.
  }
}
