// @peculiar/x509 needs the metadata API at load time.
import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import { Pkcs10CertificateRequest, X509CertificateGenerator } from '@peculiar/x509';
import { vault, type bankid } from '@segl/contracts';
import { encodeOctetString, encodeSignedAttributes } from '@segl/pades';
import { createServiceClient, type ServiceName } from '@segl/platform';
import { createTestContext, type TestContext, type TestContextOptions } from '@segl/testkit';
import { z } from 'zod';
import { createVaultService, type VaultOptions } from '../src/index.js';
import { createFakeBank, type FakeBank } from './fake-bank.js';

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
export const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** A vault with a bank beside it that signs activations. */
export interface VaultHouse extends TestContext {
  bank: FakeBank;
  /** An activation; `claims` replaces claims, `header` header members. */
  activate(
    claims: Partial<bankid.ActivationClaims>,
    header?: { typ?: string; kid?: string },
  ): Promise<string>;
  /** A call as another service makes it. */
  call(
    caller: ServiceName,
    path: `/${string}`,
    options: { purpose: string; method?: string; json?: unknown },
  ): Promise<{ status: number; body: Record<string, unknown> }>;
}

export async function startVault({
  loadPkcs11,
  ...options
}: Partial<TestContextOptions> & VaultOptions = {}): Promise<VaultHouse> {
  const house = await createTestContext({ service: 'vault', ...options });
  const bank = await createFakeBank({
    issuer: `${house.baseUrl}/bankid`,
    clientKeys: () => house.context.serviceKeys.publicKeys(),
    now: () => house.clock.now(),
  });
  const nothing = async () => undefined;
  house.mount({
    name: 'bankid',
    path: '/bankid',
    router: bank.router,
    start: nothing,
    stop: nothing,
    ready: async () => [],
  });
  await house.start(await createVaultService(house.context, loadPkcs11 === undefined ? {} : { loadPkcs11 }));
  return {
    ...house,
    bank,
    activate: (claims, header = {}) =>
      bank.signActivation(
        { iss: house.context.urls.bankid, aud: house.context.urls.vault, ...claims },
        header,
      ),
    async call(caller, path, { purpose, method = 'POST', json }) {
      const answer = await createServiceClient(house.contextOf(caller), 'vault').fetch(path, {
        method,
        purpose,
        ...(json === undefined
          ? {}
          : { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }),
      });
      return { status: answer.status, body: z.record(z.string(), z.unknown()).parse(await answer.json()) };
    },
  };
}

/** A credential as tests use it. */
export interface TestCredential {
  credentialId: string;
  owner: string;
  /** DER. */
  certificate: Uint8Array;
}

/** Makes a key and gives it a certificate of a CA made for the occasion. */
export async function makeCredential(
  house: VaultHouse,
  {
    owner = '9578-5999-4-1765512',
    algorithm = 'EC-P256',
    validDays = 365,
  }: { owner?: string; algorithm?: vault.KeyAlgorithm; validDays?: number } = {},
): Promise<TestCredential> {
  const caller = owner === 'service:signing' ? 'signing' : 'bankid';
  const made = await house.call(caller, '/keys', {
    purpose: vault.vaultPurposes.keys,
    json: { owner, algorithm, subject: [{ type: 'CN', value: 'Ida Sørbø' }] },
  });
  const { credentialId, certificationRequest } = vault.createKeyAnswer.parse(made.body);
  const certificate = await certify(fromBase64(certificationRequest), house.clock.now(), validDays);
  const put = await house.call(caller, `/keys/${credentialId}/certificate`, {
    purpose: vault.vaultPurposes.keys,
    method: 'PUT',
    json: { certificates: [base64(certificate)] },
  });
  if (put.status !== 200) throw new Error(`certificate refused: ${JSON.stringify(put.body)}`);
  return { credentialId, owner, certificate };
}

/** A certificate for a PKCS#10 request, by a CA that nobody keeps. */
export async function certify(
  certificationRequest: Uint8Array,
  now: Date,
  validDays = 365,
): Promise<Uint8Array> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const ca = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = new Pkcs10CertificateRequest(new Uint8Array(certificationRequest));
  if (!(await request.verify())) throw new Error('no proof of possession');
  const certificate = await X509CertificateGenerator.create({
    serialNumber: '01',
    subject: request.subject,
    issuer: 'CN=Test CA',
    notBefore: new Date(now.getTime() - 60_000),
    notAfter: new Date(now.getTime() + validDays * 86_400_000),
    publicKey: request.publicKey,
    signingKey: ca.privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
  return new Uint8Array(certificate.rawData);
}

export const consentSha256 = sha256('I have read and understood');
export const documentSha256 = sha256('the document');

/** Claims that bind an activation to documents and consent. */
export const boundTo = (
  { credentialId, owner }: TestCredential,
  ...documents: string[]
): Partial<bankid.ActivationClaims> => ({
  sub: owner,
  credential_id: credentialId,
  authorization_details: [
    {
      type: 'segl_signature',
      documents: (documents.length === 0 ? [documentSha256] : documents).map((hash) => ({
        label: 'Loan',
        sha256: hash,
      })),
      consentSha256,
      reference: 'blue fox',
      caller: 'Eksempelbanken',
    },
  ],
});

/** Good signed attributes, unless told otherwise. */
export function attributesFor(
  { certificate }: TestCredential,
  { content = 'byte ranges', consent = consentSha256 as string | null } = {},
): Uint8Array {
  return encodeSignedAttributes({
    digestAlgorithm: 'SHA-256',
    messageDigest: createHash('sha256').update(content).digest(),
    signingCertificate: certificate,
    commitmentType: 'proofOfApproval',
    custom:
      consent === null
        ? []
        : [{ oid: vault.consentAttributeOid, valuesDer: [encodeOctetString(Buffer.from(consent, 'hex'))] }],
  });
}

/** Asks for a signature as signing does. */
export async function sign(
  house: VaultHouse,
  activation: string,
  signedAttributes: Uint8Array,
  { document = documentSha256, purpose = 'first' }: { document?: string; purpose?: string } = {},
) {
  return house.call('signing', '/signatures', {
    purpose: vault.vaultPurposes.signatures,
    json: { activation, documentSha256: document, signedAttributes: base64(signedAttributes), purpose },
  });
}
