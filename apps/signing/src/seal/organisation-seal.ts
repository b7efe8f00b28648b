import { trust, vault } from '@segl/contracts';
import type { CmsSigner } from '@segl/pades';
import { PlatformError } from '@segl/platform';
import { z } from 'zod';
import type { SigningRoom } from '../signing-room.js';

const owner = 'service:signing';
const recordKey = 'organisation-seal.json';
const recordSchema = z.object({ credentialId: z.string(), certificates: z.array(z.base64()).min(1) });
type SealRecord = z.infer<typeof recordSchema>;

/** Subject of the seal's certificate; the organisation name says that this is a test. */
const subject = [{ type: 'CN', value: 'Segl test seal' }];

/** The organisation's own seal, for what Segl itself says: receipts and reports. Its key is in the vault. */
export async function organisationSigner(room: SigningRoom): Promise<CmsSigner> {
  const { certificates } = (await readRecord(room)) ?? (await makeSeal(room));
  const [certificate, ...chain] = certificates.map((der) => new Uint8Array(Buffer.from(der, 'base64')));
  if (certificate === undefined) throw new TypeError('the seal has no certificate');
  return {
    certificate,
    chain,
    signatureAlgorithm: 'ECDSA',
    digestAlgorithm: 'SHA-256',
    async sign(signedAttributes) {
      const { signature } = await room.clients.vault.json('/seals', {
        method: 'POST',
        purpose: vault.vaultPurposes.seals,
        json: { signedAttributes: Buffer.from(signedAttributes).toString('base64') },
        schema: vault.signatureAnswer,
      });
      return new Uint8Array(Buffer.from(signature, 'base64'));
    },
  };
}

/** Makes the seal's key and certificate when there is none yet; run as a job at every start. */
export async function ensureOrganisationSeal(room: SigningRoom): Promise<void> {
  if ((await readRecord(room)) === undefined) await makeSeal(room);
}

async function makeSeal(room: SigningRoom): Promise<SealRecord> {
  const key = await room.clients.vault.json('/keys', {
    method: 'POST',
    purpose: vault.vaultPurposes.keys,
    json: { owner, algorithm: 'EC-P256', subject },
    schema: vault.createKeyAnswer,
  });
  const { certificates } = await room.clients.trust.json('/certificates', {
    method: 'POST',
    purpose: trust.trustPurposes.certificates,
    json: {
      profile: 'organisation-seal',
      issuer: 'segl',
      subject,
      certificationRequest: key.certificationRequest,
    },
    schema: trust.certificateAnswer,
  });
  const put = await room.clients.vault.fetch(`/keys/${encodeURIComponent(key.credentialId)}/certificate`, {
    method: 'PUT',
    purpose: vault.vaultPurposes.keys,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ certificates }),
  });
  if (!put.ok) throw new PlatformError('platform.unexpected-answer', `the vault answered ${put.status}`);
  const record: SealRecord = { credentialId: key.credentialId, certificates };
  try {
    await room.objects.put(recordKey, Buffer.from(JSON.stringify(record)), { ifNoneMatch: '*' });
    return record;
  } catch (error) {
    // Two processes at the first start: the one that stored first has made the seal.
    if (!(error instanceof PlatformError) || error.code !== 'platform.object-exists') throw error;
    return (await readRecord(room)) ?? record;
  }
}

async function readRecord(room: SigningRoom): Promise<SealRecord | undefined> {
  if ((await room.objects.head(recordKey)) === undefined) return undefined;
  const bytes = await room.objects.getBytes(recordKey);
  return recordSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
}
