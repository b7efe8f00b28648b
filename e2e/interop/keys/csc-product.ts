import { readFileSync } from 'node:fs';
import path from 'node:path';
import { signDocument, signerFromCsc, type CscApiVersion } from '@segl/pades';
import { HttpPerson } from '../../support/http-person.js';
import { plain, tableFile } from '../../support/pdf-inputs.js';
import type { Product } from '../../support/product.js';

interface Client {
  readonly clientId: string;
  readonly secret: string;
  readonly redirectUris: readonly [string, ...string[]];
}

/**
 * Signs a document with a demo person's key in the vault of a running Segl through the CSC API, the person proving
 * themselves in the BankID dialog for the very hash. Resolves to the signed document.
 */
export async function signThroughVault(
  product: Product,
  sub: string,
  apiVersion: CscApiVersion,
): Promise<Uint8Array> {
  const file = path.join(product.dataDir, 'vault/csc-demo-client.json');
  const [client] = JSON.parse(readFileSync(file, 'utf8')) as [Client];
  const url = `${product.url}/vault/csc/${apiVersion === '2' ? 'v2' : 'v1'}`;
  const person = await HttpPerson.create(product, sub);
  try {
    const accessToken = await authorized(person, url, client, {});
    const signer = await signerFromCsc({
      url,
      apiVersion,
      credentialId: await firstCredential(url, accessToken),
      accessToken,
      authorize: ({ credentialId, hashes, numSignatures }) =>
        authorized(person, url, client, {
          scope: 'credential',
          credentialID: credentialId,
          numSignatures: String(numSignatures),
          [apiVersion === '2' ? 'hashes' : 'hash']: hashes
            .map((hash) => Buffer.from(hash).toString('base64url'))
            .join(','),
        }),
    });
    const signed = await signDocument(tableFile(plain), {
      signer,
      signerName: 'A demo person',
      field: { new: { name: 'Signature' } },
    });
    return signed.toBytes();
  } finally {
    await person.close();
  }
}

/** The way of an OAuth client: the holder's browser to the bank and back, then the code for a token. */
async function authorized(
  person: HttpPerson,
  url: string,
  { clientId, secret, redirectUris: [redirectUri] }: Client,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    ...parameters,
  });
  const page = await person.proveAt(`${url}/oauth2/authorize?${query.toString()}`);
  const back = [...page.matchAll(/<a href="([^"]+)"/g)]
    .map((match) => (match[1] ?? '').replaceAll('&amp;', '&'))
    .find((address) => address.startsWith(redirectUri));
  if (back === undefined) throw new Error(`the dialog does not lead back: ${page.slice(0, 400)}`);
  const answer = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: new URL(back).searchParams.get('code') ?? '',
      client_id: clientId,
      client_secret: secret,
      redirect_uri: redirectUri,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`no token: HTTP ${String(answer.status)}`);
  return token;
}

async function firstCredential(url: string, accessToken: string): Promise<string> {
  const answer = await fetch(`${url}/credentials/list`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
    body: '{}',
  });
  const { credentialIDs } = (await answer.json()) as { credentialIDs?: string[] };
  const [first] = credentialIDs ?? [];
  if (first === undefined) throw new Error('the holder has no credential');
  return first;
}
