import { createHash } from 'node:crypto';
import type { bankid, vault } from '@segl/contracts';
import type { VaultKey, VaultKeyUse } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { z } from 'zod';
import { certificatesOf, findKey, requireUsable, type Credential } from '../keys/credentials.js';
import type { DigestAlgorithm } from '../keys/digests.js';
import { recordUses } from '../keys/record-uses.js';
import { signatureAlgorithmOf, signOctets } from '../keys/use-key.js';
import { isUniqueViolation, type VaultRoom } from '../vault-room.js';
import { checkAttributes, digestAlgorithmOf } from './check-attributes.js';
import type { Activation, ActivationVerifier } from './verify-activation.js';

type Request = z.output<typeof vault.signatureRequest>;
type UseKind = 'first' | 'resigned';

/** The bank's client that asks for signatures of this kind; the CSC API's proofs are no activation here. */
const signingClientId = 'segl-signing';

/**
 * Step 7: signs DER signed attributes against a single-use activation. The signature is stored before it leaves; the same
 * activation, document and attributes get the same signature again, also when the activation has expired meanwhile.
 * Other attributes for the same activation and document are refused, but for one re-signing that says why
 * (`resign-after-lost-race`). Any number of calls and processes may come at once: the unique constraint on activation,
 * document and kind decides, and a signature that was not stored is forgotten.
 *
 * @throws ProblemError `vault.activation-invalid`, `vault.activation-expired`, `vault.activation-used`,
 * `vault.attributes-mismatch`, `vault.credential-not-found`, `vault.credential-disabled`, `vault.credential-destroyed`,
 * `platform.rate-limited`, `platform.upstream-unavailable`
 */
export async function signAgainstActivation(
  room: VaultRoom,
  verifier: ActivationVerifier,
  request: Request,
): Promise<vault.SignatureAnswer> {
  const activation = await verifier.verify(request.activation);
  const detail = detailFor(activation, request.documentSha256);
  const attributes = new Uint8Array(Buffer.from(request.signedAttributes, 'base64'));
  const attributesSha256 = createHash('sha256').update(attributes).digest('hex');
  const authorizationId = `activation:${activation.claims.jti}`;
  const key = await findKey(room, activation.claims.credential_id);
  const { sub, client_id: clientId } = activation.claims;
  if (key.owner !== sub || clientId !== signingClientId) throw new ProblemError('vault.activation-invalid');

  // A second round when another call was first; a third cannot be, as there are two kinds at most.
  for (let round = 0; round < 3; round += 1) {
    const uses = await room.database.prisma.vaultKeyUse.findMany({
      where: { authorizationId, documentSha256: request.documentSha256 },
    });
    const repeated = storedSignature(uses, attributesSha256);
    if (repeated !== undefined) {
      return answer(key, certificatesOf(key), repeated, digestAlgorithmOf(attributes), 'repeated');
    }
    if (activation.validity === 'expired') throw new ProblemError('vault.activation-expired');
    const kind = kindOfUse(uses, request.purpose);
    const credential = requireUsable(key, room);
    const { digestAlgorithm } = checkAttributes(attributes, {
      certificate: credential.certificate,
      consentSha256: detail.consentSha256,
    });
    const signature = await signOctets(room, key, digestAlgorithm, attributes);
    const isStored = await store(room, credential, {
      authorizationId,
      documentSha256: request.documentSha256,
      attributesSha256,
      signature,
      kind,
    });
    if (isStored) return answer(key, credential.certificates, signature, digestAlgorithm, 'made');
  }
  throw new ProblemError('vault.activation-used');
}

/** The authorization detail that names the document. */
function detailFor({ claims }: Activation, documentSha256: string): bankid.SeglSignatureDetail {
  const detail = claims.authorization_details.find(({ documents }) =>
    documents.some(({ sha256 }) => sha256 === documentSha256),
  );
  if (detail === undefined) {
    throw new ProblemError('vault.activation-invalid', { detail: 'The activation is for other documents.' });
  }
  return detail;
}

function storedSignature(uses: readonly VaultKeyUse[], attributesSha256: string): Uint8Array | undefined {
  return uses.find((use) => use.attributesSha256 === attributesSha256)?.signature ?? undefined;
}

function kindOfUse(uses: readonly VaultKeyUse[], purpose: Request['purpose']): UseKind {
  const kinds = new Set(uses.map(({ kind }) => kind));
  // Also when a re-signing is asked for: the first signature may never have been made.
  if (!kinds.has('first')) return 'first';
  if (purpose === 'resign-after-lost-race' && !kinds.has('resigned')) return 'resigned';
  throw new ProblemError('vault.activation-used');
}

/** False when another call stored its signature first. */
async function store(
  room: VaultRoom,
  { row }: Credential,
  use: Pick<VaultKeyUse, 'authorizationId' | 'documentSha256' | 'attributesSha256'> & {
    kind: UseKind;
    signature: Uint8Array<ArrayBuffer>;
  },
): Promise<boolean> {
  try {
    await recordUses(room, row.credentialId, [{ ...use, caller: 'signing' }]);
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

function answer(
  key: VaultKey,
  certificates: readonly Uint8Array[],
  signature: Uint8Array,
  digestAlgorithm: DigestAlgorithm,
  origin: 'made' | 'repeated',
): vault.SignatureAnswer {
  return {
    signature: Buffer.from(signature).toString('base64'),
    signatureAlgorithm: signatureAlgorithmOf(key),
    digestAlgorithm,
    certificates: certificates.map((der) => Buffer.from(der).toString('base64')),
    repeated: origin === 'repeated',
  };
}
