import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createTimestampToken,
  encodeTimestampResponse,
  parseTimestampRequest,
  signerFromPem,
} from '@segl/pades';
import forge from 'node-forge';
import { PDFDocument } from 'pdf-lib';
import { vi } from 'vitest';
import { callProgram } from '../src/program.js';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** How a call of the command ended. */
export interface Call {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CallOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Calls the real command, from its sources. Servers of the test go on answering meanwhile. */
export function segl(args: readonly string[], { input = '', env = {} }: CallOptions = {}): Promise<Call> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=@segl/source', '--import', 'tsx', main, ...args], {
      env: { ...process.env, DATA_DIR: os.tmpdir(), ...env },
    });
    const texts = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, ...texts });
    });
    child.stdin.end(input);
  });
}

/** One JSON object a line. */
export const lines = <T>(text: string): T[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);

/** A folder for one test file, and names in it. */
export function makeFolder(): { folder: string; at: (name: string) => string } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-cli-'));
  return { folder, at: (name) => path.join(folder, name) };
}

/** What signing needs: `plain.pdf`, the key as `me.p12`, and its anchor in `trust`. */
export async function writeSigner(at: (name: string) => string, me: Party): Promise<void> {
  writeFileSync(at('plain.pdf'), await plainPdf());
  writePkcs12(at('me.p12'), me);
  mkdirSync(at('trust'));
  writeFileSync(at('trust/me.pem'), certificatePem(me));
}

export async function plainPdf(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([300, 300]);
  return document.save();
}

/** A key made for the test, with a certificate of its own. */
export interface Party {
  readonly privateKey: forge.pki.rsa.PrivateKey;
  readonly certificate: forge.pki.Certificate;
  /** DER. */
  readonly der: Uint8Array;
}

export function makeParty(name: string, purpose: 'signing' | 'time-stamping' = 'signing'): Party {
  const { privateKey: pem } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const privateKey = forge.pki.privateKeyFromPem(pem);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(privateKey.n, privateKey.e);
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.now() - 3600_000);
  certificate.validity.notAfter = new Date(Date.now() + 3600_000);
  certificate.setSubject([{ name: 'commonName', value: name }]);
  certificate.setIssuer([{ name: 'commonName', value: name }]);
  certificate.setExtensions(
    purpose === 'signing'
      ? [
          { name: 'basicConstraints', cA: true, critical: true },
          { name: 'keyUsage', nonRepudiation: true, keyCertSign: true, critical: true },
        ]
      : [
          { name: 'keyUsage', digitalSignature: true, critical: true },
          { name: 'extKeyUsage', timeStamping: true, critical: true },
        ],
  );
  certificate.sign(privateKey, forge.md.sha256.create());
  const der = Buffer.from(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes(), 'latin1');
  return { privateKey, certificate, der };
}

export const passphrase = 'made for this test';

function writePkcs12(file: string, { privateKey, certificate }: Party): void {
  const p12 = forge.pkcs12.toPkcs12Asn1(privateKey, certificate, passphrase, { algorithm: '3des' });
  writeFileSync(file, forge.asn1.toDer(p12).getBytes(), 'latin1');
}

export const certificatePem = ({ certificate }: Party): string => forge.pki.certificateToPem(certificate);
export const keyPem = ({ privateKey }: Party): string => forge.pki.privateKeyToPem(privateKey);

/** Calls the command in this process: far sooner than {@link segl}, for what needs no terminal, input or environment. */
export async function seglHere(...args: readonly string[]): Promise<Call> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const into = (texts: string[]) => (text: string | Uint8Array) => texts.push(String(text)) > 0;
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(into(stdout)),
    vi.spyOn(process.stderr, 'write').mockImplementation(into(stderr)),
    vi.spyOn(console, 'log').mockImplementation((text: string) => stdout.push(`${text}\n`)),
    vi.spyOn(console, 'error').mockImplementation((text: string) => stderr.push(`${text}\n`)),
    // So that many calls in one process do not each add listeners for closed pipes.
    vi.spyOn(process.stdout, 'on').mockReturnThis(),
    vi.spyOn(process.stderr, 'on').mockReturnThis(),
  ];
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await callProgram(args);
    return { status: Number(process.exitCode), stdout: stdout.join(''), stderr: stderr.join('') };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}

/** Starts a time-stamp authority, and, at `/broken` on it, one that is out of order. */
export async function startAuthority(authority: Party): Promise<{ server: Server; url: string }> {
  const signer = signerFromPem(keyPem(authority), certificatePem(authority));
  let asked = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked += 1;
      if (request.url === '/broken') {
        response.writeHead(500).end();
        return;
      }
      const { messageImprint, nonce } = parseTimestampRequest(Buffer.concat(chunks));
      void createTimestampToken(
        {
          policy: '1.2.3.4',
          messageImprint,
          serialNumber: BigInt(asked),
          genTime: new Date(),
          ...(nonce === undefined ? {} : { nonce }),
        },
        signer,
      ).then((token) => {
        response.writeHead(200, { 'content-type': 'application/timestamp-reply' });
        response.end(encodeTimestampResponse({ status: 'granted', token }));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` };
}
