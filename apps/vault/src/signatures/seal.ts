import { createHash, randomUUID } from 'node:crypto';
import type { vault } from '@segl/contracts';
import { ProblemError } from '@segl/platform';
import type { z } from 'zod';
import { requireUsable, serviceOwner } from '../keys/credentials.js';
import { recordUses } from '../keys/record-uses.js';
import { signatureAlgorithmOf, signOctets } from '../keys/use-key.js';
import type { VaultRoom } from '../vault-room.js';
import { checkAttributes } from './check-attributes.js';

/**
 * Seals with the organisation's newest key (receipts, reports): no person, so no activation and no consent attribute.
 *
 * @throws ProblemError `vault.credential-not-found` when the organisation has no key with a certificate yet,
 * `vault.credential-disabled`, `vault.credential-destroyed`, `vault.attributes-mismatch`
 */
export async function seal(
  room: VaultRoom,
  { signedAttributes }: z.output<typeof vault.sealRequest>,
): Promise<vault.SignatureAnswer> {
  const keys = await room.database.prisma.vaultKey.findMany({
    where: { owner: serviceOwner, state: 'enabled' },
    orderBy: { createdAt: 'desc' },
  });
  const key = keys.find(({ certificates }) => certificates !== null);
  if (key === undefined) throw new ProblemError('vault.credential-not-found');
  const { certificate, certificates } = requireUsable(key, room);
  const attributes = new Uint8Array(Buffer.from(signedAttributes, 'base64'));
  const { digestAlgorithm } = checkAttributes(attributes, { certificate, consentSha256: undefined });
  const signature = await signOctets(room, key, digestAlgorithm, attributes);
  await recordUses(room, key.credentialId, [
    {
      authorizationId: `seal:${randomUUID()}`,
      attributesSha256: createHash('sha256').update(attributes).digest('hex'),
      signature,
      kind: 'seal',
      caller: 'signing',
    },
  ]);
  return {
    signature: Buffer.from(signature).toString('base64'),
    signatureAlgorithm: signatureAlgorithmOf(key),
    digestAlgorithm,
    certificates: certificates.map((der) => Buffer.from(der).toString('base64')),
    repeated: false,
  };
}
