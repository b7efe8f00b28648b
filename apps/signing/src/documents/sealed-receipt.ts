import { SignPdf } from '@signpdf/signpdf';
import type { ConsentRecord } from '@segl/domain';
import { createSignpdfSigner, prepareForSignpdf } from '@segl/pades';
import type { Language } from '@segl/contracts';
import { PlatformError } from '@segl/platform';
import { organisationSigner } from '../seal/organisation-seal.js';
import type { SigningRoom } from '../signing-room.js';
import type { SignedDocumentAccess } from './load-signed-document.js';

/**
 * The receipt as a PDF, sealed with the organisation's own certificate. Made once for a revision and language, then the
 * stored one is given out.
 */
export async function sealedReceipt(
  room: SigningRoom,
  { document, order, revision }: SignedDocumentAccess,
  language: Language,
): Promise<Uint8Array> {
  const key = `documents/${document.id}/receipt-${revision.number}-${language}.pdf`;
  if ((await room.objects.head(key)) !== undefined) return room.objects.getBytes(key);

  const attempt = await room.prisma.signingAttempt.findUniqueOrThrow({
    where: { id: revision.attemptId },
    include: { consent: true, party: true },
  });
  const lastEntry = await room.prisma.auditEntry.findFirstOrThrow({
    where: { orderId: order.id },
    orderBy: { sequence: 'desc' },
  });
  const at = room.context.clock.now();
  // Loaded when the first receipt is made: a program that starts should not wait for a PDF library.
  const { drawReceipt } = await import('./draw-receipt.js');
  const drawn = await drawReceipt({
    language,
    title: document.title,
    senderName: order.organisationName ?? order.senderName,
    signerName: attempt.signerName ?? attempt.party.name,
    bank: attempt.originator ?? '',
    signedAt: attempt.party.signedAt ?? revision.createdAt,
    sha256: revision.sha256,
    statement: (JSON.parse(attempt.consent.record) as ConsentRecord).statement.text,
    consentSha256: attempt.consent.sha256,
    auditHash: lastEntry.entryHash,
    orderId: order.id,
    at,
  });
  const signer = await organisationSigner(room);
  const placeholder = await prepareForSignpdf(drawn, {
    field: { new: { name: 'Segl' } },
    signingTime: at,
    signerName: 'Segl',
    contentsBytes: room.config.cmsBytes,
  });
  const sealed = await new SignPdf().sign(
    placeholder,
    createSignpdfSigner(signer, { timestamp: room.evidence.timestamp }),
    at,
  );
  try {
    await room.objects.put(key, sealed, { ifNoneMatch: '*', contentType: 'application/pdf' });
    return sealed;
  } catch (error) {
    if (!(error instanceof PlatformError) || error.code !== 'platform.object-exists') throw error;
    return room.objects.getBytes(key);
  }
}
