import { createHash, createPrivateKey, randomUUID, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { trust } from '@segl/contracts';
import type { Product } from '../../support/product.js';
import { run, type Court } from './court.js';

/**
 * openssl judges a real holder's certificate by what trust says of it, by OCSP and CRL at the addresses in the
 * certificate: good, and revoked once the bank has revoked it.
 *
 * @param holder PEM file of the certificate that signed; `roots` PEM file of the trust anchors
 */
export async function judgeHolderStatus(
  { judge }: Court,
  product: Product,
  { holder, roots }: { holder: string; roots: string },
): Promise<void> {
  const folder = path.dirname(holder);
  const at = (name: string): string => path.join(folder, name);
  const text = run('openssl', ['x509', '-in', holder, '-noout', '-text', '-serial']).output;
  const address = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';
  const issuerUrl = address(/CA Issuers - URI:(\S+)/);
  const crlUrl = address(/CRL Distribution Points[^]*?URI:(\S+)/);
  const ocspUrl = address(/OCSP - URI:(\S+)/);
  const serial = address(/^serial=([0-9A-F]+)$/m);

  await fetchInto(issuerUrl, at('issuer.cer'));
  run('openssl', ['x509', '-inform', 'DER', '-in', at('issuer.cer'), '-out', at('issuer.pem')]);
  writeFileSync(at('chain.pem'), Buffer.concat([readFileSync(roots), readFileSync(at('issuer.pem'))]));

  // The product's clock is ahead of openssl's by what the journeys have moved it.
  const ahead = product.clockShift();
  const ocsp = (): string =>
    run('openssl', [
      ...['ocsp', '-issuer', at('issuer.pem'), '-cert', holder, '-CAfile', at('chain.pem'), '-url', ocspUrl],
      ...['-validity_period', String(ahead + 300)],
    ]).output;
  const crl = async (): Promise<string> => {
    await fetchInto(crlUrl, at('bank.crl'));
    const args = ['-inform', 'DER', '-in', at('bank.crl'), '-CAfile', at('issuer.pem'), '-verify'];
    const { output } = run('openssl', ['crl', ...args, '-noout', '-text']);
    run('openssl', ['crl', '-inform', 'DER', '-in', at('bank.crl'), '-out', at('bank-crl.pem')]);
    return output;
  };
  const pathWithCrl = () =>
    run('openssl', [
      ...['verify', '-crl_check', '-CRLfile', at('bank-crl.pem'), '-CAfile', roots],
      ...[
        '-untrusted',
        at('issuer.pem'),
        '-attime',
        String(Math.floor(Date.now() / 1000) + ahead + 5),
        holder,
      ],
    ]);
  const listed = new RegExp(`Serial Number: ${serial}`, 'i');

  const good = ocsp();
  judge(
    'openssl ocsp: the holder’s certificate is good',
    /Response verify OK/.test(good) && /: good/.test(good),
    good,
  );
  const before = await crl();
  judge(
    'openssl crl: the bank’s list verifies, without the holder',
    /verify OK/.test(before) && !listed.test(before),
    before,
  );
  const accepted = pathWithCrl();
  judge(
    'openssl verify -crl_check: the holder’s certificate is accepted',
    accepted.status === 0,
    accepted.output,
  );

  await revokeAsBank(product, path.basename(issuerUrl, '.cer'), serial);

  const revoked = ocsp();
  judge(
    'openssl ocsp: revoked, with the reason, once the bank has revoked it',
    /Response verify OK/.test(revoked) && /: revoked/.test(revoked) && /Reason: keyCompromise/.test(revoked),
    revoked,
  );
  const after = await crl();
  judge(
    'openssl crl: the next list verifies and names it',
    /verify OK/.test(after) && listed.test(after) && /Key Compromise/.test(after),
    after,
  );
  const refused = pathWithCrl();
  judge(
    'openssl verify -crl_check: the revoked certificate is refused for that',
    refused.status !== 0 && /certificate revoked/.test(refused.output),
    refused.output,
  );
}

async function fetchInto(url: string, file: string): Promise<void> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${String(answer.status)}`);
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
}

/** Revokes as the bank's own service does: no page offers it yet. Its key is read where the product keeps it. */
async function revokeAsBank(product: Product, issuerId: string, serialNumber: string): Promise<void> {
  const file = path.join(product.dataDir, 'keys', 'service-bankid.json');
  const jwk = JSON.parse(readFileSync(file, 'utf8')) as Record<'crv' | 'kty' | 'x' | 'y' | 'd', string>;
  const { crv, kty, x, y } = jwk;
  // RFC 7638: the required members, in the order of their names.
  const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  const issuedAt = Math.floor(Date.now() / 1000) + product.clockShift();
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const header = { alg: 'ES256', typ: 'segl-service+jwt', kid: `bankid:${thumbprint}` };
  const claims = {
    iss: 'bankid',
    aud: 'trust',
    purpose: trust.trustPurposes.revocation,
    jti: randomUUID(),
    iat: issuedAt,
    exp: issuedAt + 60,
  };
  const content = `${encode(header)}.${encode(claims)}`;
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  const signature = sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' });
  const answer = await fetch(`${product.url}/trust/certificates/${issuerId}/${serialNumber}/revocation`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${content}.${signature.toString('base64url')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ reason: 'keyCompromise' }),
  });
  if (answer.status !== 204) throw new Error(`revocation: ${String(answer.status)} ${await answer.text()}`);
}
