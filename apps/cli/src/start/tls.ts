import 'reflect-metadata';
import { createPrivateKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import {
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { Agent, setGlobalDispatcher } from 'undici';
import type { StartConfig } from './config.js';

/** Key and certificate as PEM. */
interface Tls {
  key: string;
  cert: string;
}

/** The server's key and certificate, or undefined for http. A local certificate is made at first use and kept. */
export async function loadTls(config: StartConfig): Promise<Tls | undefined> {
  if (config.tls === 'none') return undefined;
  if (config.tls !== 'local') {
    return {
      key: await readFile(config.tls.keyFile, 'utf8'),
      cert: await readFile(config.tls.certificateFile, 'utf8'),
    };
  }
  const folder = path.join(config.dataDir, 'tls');
  const files = { key: path.join(folder, 'local.key.pem'), cert: path.join(folder, 'local.cert.pem') };
  if (!existsSync(files.cert)) {
    const made = await makeLocalCertificate();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(files.key, made.key, { mode: 0o600 });
    await writeFile(files.cert, made.cert, { mode: 0o600 });
  }
  const tls = { key: await readFile(files.key, 'utf8'), cert: await readFile(files.cert, 'utf8') };
  // The rooms call each other at the public address: they must believe this certificate, and so does nobody else.
  setGlobalDispatcher(new Agent({ connect: { ca: tls.cert } }));
  return tls;
}

/** A self-signed certificate for this machine's names and addresses, so that phones on the same network can reach it. */
async function makeLocalCertificate(): Promise<Tls> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const addresses = Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .map(({ address }) => address.split('%')[0] ?? address);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Segl on this machine',
    notBefore: new Date(Date.now() - 3600_000),
    notAfter: new Date(Date.now() + 397 * 24 * 3600_000),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    keys,
    extensions: [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign, true),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        ...[...new Set(addresses)].map((value) => ({ type: 'ip' as const, value })),
      ]),
    ],
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return { key: key.export({ format: 'pem', type: 'pkcs8' }).toString(), cert: certificate.toString('pem') };
}
