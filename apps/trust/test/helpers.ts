// @peculiar/x509 needs the metadata API at load time.
import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import { trust } from '@segl/contracts';
import { createServiceClient, type ServiceName } from '@segl/platform';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import { createTestContext, type TestContext, type TestContextOptions } from '@segl/testkit';
import { createTrustService } from '../src/index.js';

/** A running trust service of its own. */
export async function startTrust(options: Partial<TestContextOptions> = {}): Promise<TestContext> {
  const house = await createTestContext({ service: 'trust', ...options });
  await house.start(await createTrustService(house.context));
  return house;
}

export const subject = [
  { type: 'CN', value: 'Ida Sørbø' },
  { type: 'GN', value: 'Ida' },
  { type: 'SN', value: 'Sørbø' },
  { type: 'serialNumber', value: '9578-5999-4-1765512' },
];

/** A PKCS#10 request for {@link subject} with a key of its own. */
export async function makeRequest(commonName = 'Ida Sørbø'): Promise<Uint8Array> {
  return (await makeRequestAndKey(commonName)).request;
}

/** As {@link makeRequest}, with the private key: PKCS#8, PEM. */
export async function makeRequestAndKey(
  commonName = 'Ida Sørbø',
): Promise<{ request: Uint8Array; keyPem: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ '2.5.4.5': ['9578-5999-4-1765512'] }, { CN: [commonName] }],
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
  const keyPem = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { request: new Uint8Array(request.rawData), keyPem: keyPem.toString() };
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
export const fromBase64 = (text: string | undefined): Uint8Array =>
  new Uint8Array(Buffer.from(text ?? '', 'base64'));

/** Issues a holder's certificate as bankid does, or as another caller. */
export async function issueHolder(
  house: TestContext,
  changes: Record<string, unknown> = {},
  caller: ServiceName = 'bankid',
) {
  return createServiceClient(house.contextOf(caller), 'trust').json('/certificates', {
    method: 'POST',
    purpose: trust.trustPurposes.certificates,
    json: {
      profile: 'holder',
      issuer: 'fjordbanken',
      subject,
      certificationRequest: base64(await makeRequest()),
      ...changes,
    },
    schema: trust.certificateAnswer,
  });
}

/** Revokes as bankid does, or as another caller that should not. */
export async function revokeHolder(house: TestContext, serialNumber: string, caller: ServiceName = 'bankid') {
  return createServiceClient(house.contextOf(caller), 'trust').fetch(
    `/certificates/fjordbanken/${serialNumber}/revocation`,
    {
      method: 'POST',
      purpose: trust.trustPurposes.revocation,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'keyCompromise' }),
    },
  );
}
