import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import forge from 'node-forge';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-cli-'));
const at = (name: string): string => path.join(folder, name);

function segl(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--conditions=@segl/source', '--import', 'tsx', main, ...args], {
    encoding: 'utf8',
  });
}
const sign = (input: string, out: string, ...more: string[]) =>
  segl('sign', input, '--out', out, '--p12', at('me.p12'), '--passphrase-file', at('pass.txt'), ...more);

beforeAll(async () => {
  const document = await PDFDocument.create();
  document.addPage([300, 300]);
  writeFileSync(at('plain.pdf'), await document.save());
  writeFileSync(at('not.pdf'), 'this is no PDF');
  writeFileSync(at('pass.txt'), 'made for this test\n');
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.now() - 3600_000);
  certificate.validity.notAfter = new Date(Date.now() + 3600_000);
  certificate.setSubject([{ name: 'commonName', value: 'Test Signer' }]);
  certificate.setIssuer([{ name: 'commonName', value: 'Test Signer' }]);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', nonRepudiation: true, keyCertSign: true, critical: true },
  ]);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  const p12 = forge.pkcs12.toPkcs12Asn1(keys.privateKey, certificate, 'made for this test', {
    algorithm: '3des',
  });
  writeFileSync(at('me.p12'), forge.asn1.toDer(p12).getBytes(), 'latin1');
  mkdirSync(at('trust'));
  writeFileSync(at('trust/me.pem'), forge.pki.certificateToPem(certificate));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('segl sign and segl verify', () => {
  it('signs, and verifies as intact; trusted only with the anchor', () => {
    expect(sign(at('plain.pdf'), at('signed.pdf'))).toMatchObject({ status: 0, stderr: '' });
    const original = readFileSync(at('plain.pdf'));
    expect(readFileSync(at('signed.pdf')).subarray(0, original.length).equals(original)).toBe(true);

    const untrusted = segl('verify', '--json', '--trust', folder, at('signed.pdf'));
    expect(untrusted.status).toBe(1);
    expect(JSON.parse(untrusted.stdout)).toMatchObject({ intact: true, trusted: false, ok: false });

    const trusted = segl('verify', '--json', '--trust', at('trust'), at('signed.pdf'));
    const report = JSON.parse(trusted.stdout) as { signatures: unknown[] };
    expect(report.signatures).toHaveLength(1);
    expect(report).toMatchObject({
      file: at('signed.pdf'),
      intact: true,
      signatures: [{ signer: { name: 'Test Signer' } }],
    });
  });

  it('tells one changed byte', () => {
    const changed = readFileSync(at('signed.pdf'));
    changed[20] = (changed[20] ?? 0) ^ 1;
    writeFileSync(at('changed.pdf'), changed);
    const { status, stdout } = segl('verify', '--json', at('changed.pdf'));
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ intact: false });
  });

  it('ends with 2 for what cannot be read, 1 for what is not signed, 64 for a wrong call', () => {
    expect(segl('verify', at('not.pdf')).status).toBe(2);
    expect(segl('verify', at('missing.pdf')).status).toBe(2);
    expect(segl('verify', at('plain.pdf')).status).toBe(1);
    expect(sign(at('not.pdf'), at('never.pdf')).status).toBe(2);
    expect(segl('sign', at('plain.pdf')).status).toBe(64);
    expect(segl('dance').status).toBe(64);
  });

  it('refuses with a code: a wrong passphrase, a field that is not there', () => {
    writeFileSync(at('wrong.txt'), 'something else\n');
    const wrong = segl(
      'sign',
      at('plain.pdf'),
      '--out',
      at('x.pdf'),
      '--p12',
      at('me.p12'),
      '--passphrase-file',
      at('wrong.txt'),
    );
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('[key.passphrase-wrong]');
    const missing = sign(at('plain.pdf'), at('x.pdf'), '--field', 'Nowhere');
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain('[sign.field-not-found]');
  });

  it('inspects what is in a file', () => {
    const { status, stdout } = segl('inspect', '--json', at('signed.pdf'));
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      pageCount: 1,
      signatureFields: [{ name: 'Signature1', signed: true }],
    });
  });
});
