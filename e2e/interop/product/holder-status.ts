import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Product } from '../../support/product.js';
import { blockAtDesk } from './block-at-desk.js';
import { run, type Court } from './court.js';

/**
 * openssl judges a real holder's certificate by what trust says of it, by OCSP and CRL at the addresses in the
 * certificate: good, and revoked from the moment an officer has blocked the BankID at the bank desk.
 *
 * @param person whose certificate it is; `holder` PEM file of the certificate that signed; `roots` PEM file of the trust anchors
 */
export async function judgeHolderStatus(
  { judge }: Court,
  product: Product,
  {
    person,
    holder,
    roots,
  }: { person: { name: string; bank: { name: string } }; holder: string; roots: string },
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

  const blockedAt = await blockAtDesk(product, person);
  const revoked = ocsp();
  judge(
    'openssl ocsp: revoked, with the reason, once an officer has blocked the BankID at the bank desk',
    /Response verify OK/.test(revoked) && /: revoked/.test(revoked) && /Reason: keyCompromise/.test(revoked),
    revoked,
  );
  const after = await crl();
  judge(
    'openssl crl: the next list verifies and names it',
    /verify OK/.test(after) && listed.test(after) && /Key Compromise/.test(after),
    after,
  );
  const seconds = (performance.now() - blockedAt) / 1000;
  judge('OCSP and CRL have told of it within fifteen seconds', seconds < 15, `${String(seconds)} seconds`);
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
