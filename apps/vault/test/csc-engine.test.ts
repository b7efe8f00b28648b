import { signDocument, signerFromCsc, verifyDocument, type CscApiVersion } from '@segl/pades';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CscClient } from '../src/index.js';
import { makeCredential, startVault, type TestCredential, type VaultHouse } from './helpers.js';

const redirectUri = 'https://pdf.example/callback';
const client: CscClient = {
  clientId: 'pdf-program',
  name: 'A PDF program',
  secret: 'a secret of the test, long enough to be one',
  redirectUris: [redirectUri],
};
const paths: Readonly<Record<CscApiVersion, 'v1' | 'v2'>> = { '1.0.4': 'v1', '2': 'v2' };

let house: VaultHouse;
beforeAll(async () => {
  house = await startVault({ env: { VAULT_CSC_CLIENTS: JSON.stringify([client]) } });
});
afterAll(() => house.close());

/** Walks through the bank as the holder's browser and exchanges the code. */
async function authorized(
  version: CscApiVersion,
  { owner, credentialId }: TestCredential,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  house.bank.answerNext({ sub: owner, credentialId });
  const base = `${house.baseUrl}/vault/csc/${paths[version]}/oauth2`;
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUri,
    ...parameters,
  });
  const begun = await fetch(`${base}/authorize?${query}`, { redirect: 'manual' });
  const atBank = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' });
  const back = await fetch(atBank.headers.get('location') ?? '', {
    headers: { cookie: (begun.headers.get('set-cookie') ?? '').split(';')[0] ?? '' },
  });
  const address = /<a href="([^"]+)"/.exec(await back.text())?.[1]?.replaceAll('&amp;', '&') ?? '';
  const answer = await fetch(`${base}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: new URL(address).searchParams.get('code') ?? '',
      client_id: client.clientId,
      client_secret: client.secret,
      redirect_uri: redirectUri,
    }),
  });
  return z.object({ access_token: z.string() }).parse(await answer.json()).access_token;
}

/** The engine's signer of a credential, whose holder authorizes each hash by bank log-in. */
const signerFor = async (version: CscApiVersion, credential: TestCredential) =>
  signerFromCsc({
    url: `${house.baseUrl}/vault/csc/${paths[version]}`,
    apiVersion: version,
    credentialId: credential.credentialId,
    accessToken: await authorized(version, credential, {}),
    authorize: async ({ credentialId, hashes, numSignatures }) =>
      authorized(version, credential, {
        scope: 'credential',
        credentialID: credentialId,
        numSignatures: String(numSignatures),
        [version === '2' ? 'hashes' : 'hash']: hashes
          .map((hash) => Buffer.from(hash).toString('base64url'))
          .join(','),
      }),
  });

/** A document of one empty page. */
function onePage(): Uint8Array {
  const objects = [
    '<</Type /Catalog /Pages 2 0 R>>',
    '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    '<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 400]>>',
  ];
  let text = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const offset = String(text.length).padStart(10, '0');
    text += `${String(index + 1)} 0 obj\n${object}\nendobj\n`;
    return `${offset} 00000 n \n`;
  });
  const size = String(objects.length + 1);
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}trailer\n<</Size ${size} /Root 1 0 R>>\n`;
  return Buffer.from(`${text}${table}startxref\n${String(text.length)}\n%%EOF\n`, 'latin1');
}

describe.each(['2', '1.0.4'] as const)('the engine signs through CSC API %s', (version) => {
  it.each(['EC-P256', 'RSA-2048'] as const)('with a key of kind %s', async (algorithm) => {
    const credential = await makeCredential(house, {
      algorithm,
      owner: `9578-5999-4-${algorithm}-${version}`,
    });
    const signer = await signerFor(version, credential);
    const signed = await signDocument(onePage(), {
      signer,
      signerName: 'Ida Sørbø',
      field: { new: { name: 'Signature' } },
    });
    const report = await verifyDocument(signed.toBytes(), { trustAnchors: [] });
    expect(report.signatures).toMatchObject([{ intact: true, coverage: 'entire-file', level: 'B-B' }]);
    expect(Buffer.from(signer.certificate)).toEqual(Buffer.from(credential.certificate));
  });

  it('and is told what the vault refuses', async () => {
    const credential = await makeCredential(house, { owner: `9578-5999-4-refused-${version}` });
    const accessToken = await authorized(version, credential, {});
    const options = {
      url: `${house.baseUrl}/vault/csc/${paths[version]}`,
      apiVersion: version,
      credentialId: credential.credentialId,
      accessToken,
    };
    await expect(signerFromCsc({ ...options, accessToken: 'none' })).rejects.toMatchObject({
      code: 'key.csc-refused',
    });
    const unproven = await signerFromCsc(options);
    await expect(unproven.sign(Buffer.from('x'))).rejects.toMatchObject({ code: 'key.csc-refused' });
    const invented = await signerFromCsc({ ...options, authorize: async () => Promise.resolve('invented') });
    await expect(invented.sign(Buffer.from('x'))).rejects.toMatchObject({
      code: 'key.csc-refused',
      message: expect.stringContaining('invalid_sad') as string,
    });
  });
});
