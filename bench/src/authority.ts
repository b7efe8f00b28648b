import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createTimestampToken,
  encodeTimestampResponse,
  parseTimestampRequest,
  signerFromPem,
  type CmsSigner,
} from '@segl/pades';
import { startTestAuthority, type Party, type TestAuthority } from '../../e2e/support/test-authority.js';

/** An authority that answers at once: OCSP answers and CRLs are signed beforehand, time-stamps made in this process. */
export interface FastAuthority {
  readonly authority: TestAuthority;
  readonly signer: Party;
}

/** Starts it in a folder of one's own, with a signer who has an RSA-2048 key. */
export async function startFastAuthority(folder: string): Promise<FastAuthority> {
  const ready = new Map<string, Uint8Array>();
  const stamping: { tsa?: CmsSigner } = {};
  let stamps = 1n;
  const authority = await startTestAuthority(folder, {
    async answerBefore(target, body) {
      if (target === '/tsa' && stamping.tsa !== undefined) {
        const request = parseTimestampRequest(body);
        const token = await createTimestampToken(
          {
            policy: '1.3.6.1.4.1.99999.1',
            messageImprint: request.messageImprint,
            serialNumber: stamps++,
            genTime: new Date(Math.floor(Date.now() / 1000) * 1000),
            ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
          },
          stamping.tsa,
        );
        return {
          type: 'application/timestamp-reply',
          body: encodeTimestampResponse({ status: 'granted', token }),
          what: 'tsa',
        };
      }
      const answer = ready.get(target.startsWith('/ocsp/') ? keyOf(target, body) : target);
      if (answer === undefined) return undefined;
      const type = target.startsWith('/ocsp/') ? 'application/ocsp-response' : 'application/pkix-crl';
      return { type, body: answer, what: target };
    },
  });
  const signer = await authority.issue('Signer', 'rsa-2048');
  stamping.tsa = signerFromPem(authority.timestamping.keyPem, authority.timestamping.certificatesPem);
  const openssl = (...args: readonly string[]): Uint8Array => {
    execFileSync('openssl', [...args, path.join(folder, 'ready')], { cwd: folder, stdio: 'pipe' });
    return readFileSync(path.join(folder, 'ready'));
  };
  for (const issuer of ['root', 'authority'])
    for (const line of readFileSync(
      path.join(folder, issuer === 'root' ? 'root-index.txt' : 'index.txt'),
      'latin1',
    ).split('\n')) {
      const serial = line.split('\t')[3];
      if (serial === undefined) continue;
      for (const digest of ['sha1', 'sha256']) {
        const request = openssl(
          'ocsp',
          '-issuer',
          `${issuer}.pem`,
          `-${digest}`,
          '-serial',
          `0x${serial}`,
          '-no_nonce',
          '-reqout',
        );
        const answer = openssl(
          ...['ocsp', '-index', issuer === 'root' ? 'root-index.txt' : 'index.txt', '-CA', `${issuer}.pem`],
          ...[
            '-rsigner',
            `responder-${issuer}.pem`,
            '-rkey',
            `responder-${issuer}.key`,
            '-rmd',
            'sha256',
            '-ndays',
            '1',
          ],
          ...['-issuer', `${issuer}.pem`, `-${digest}`, '-serial', `0x${serial}`, '-no_nonce', '-respout'],
        );
        ready.set(keyOf(`/ocsp/${issuer}`, request), answer);
      }
    }
  for (const issuer of ['root', 'authority']) {
    const response = await fetch(`${authority.url}/${issuer}.crl`);
    ready.set(`/${issuer}.crl`, new Uint8Array(await response.arrayBuffer()));
  }
  return { authority, signer };
}

/** An OCSP request by issuer, kind of hash and serial number, whatever nonce it carries. */
function keyOf(target: string, body: Uint8Array): string {
  const hex = Buffer.from(body).toString('hex');
  const serial = /0202(10[0-9a-f]{2})/.exec(hex)?.[1] ?? '';
  return `${target} ${hex.includes('608648016503040201') ? 'sha256' : 'sha1'} ${serial}`;
}
