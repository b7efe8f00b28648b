import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { PadesError, signDocument, type CmsSigner, type SignDocumentOptions } from '@segl/pades';
import { plain, tableFile } from '../../support/pdf-inputs.js';
import type { KeyKind, Party, TestAuthority } from '../../support/test-authority.js';

const execute = promisify(execFile);

/** A signed file, and what the judges should find. */
export interface Exhibit {
  readonly what: string;
  readonly file: string;
  readonly level: 'B-B' | 'B-T';
  /** Ed25519: pdfsig and OpenSSL's CMS cannot verify it. */
  readonly scheme: 'usual' | 'ed25519';
}

/** What every part of the run needs. */
export interface Court {
  readonly authority: TestAuthority;
  readonly folder: string;
  /** Files for the judges at the end. */
  readonly exhibits: Exhibit[];
  judge(what: string, good: boolean, detail?: string): void;
}

/** The document that everybody signs. */
export const document = (): Uint8Array => tableFile(plain);

export const at = ({ folder }: Court, name: string): string => path.join(folder, name);

export async function openssl(court: Court, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await execute('openssl', [...args], { cwd: court.folder });
  return stdout + stderr;
}

/** Signs the document and lays it before the judges. */
export async function exhibit(
  court: Court,
  what: string,
  signer: CmsSigner,
  options: Partial<SignDocumentOptions> = {},
): Promise<void> {
  const signed = await signDocument(document(), {
    signer,
    signerName: 'Kari Nordmann',
    field: { new: { name: 'Signature' } },
    ...options,
  });
  layBefore(court, what, signer, signed.toBytes(), options.timestamp === undefined ? 'B-B' : 'B-T');
}

export function layBefore(
  court: Court,
  what: string,
  { signatureAlgorithm }: Pick<CmsSigner, 'signatureAlgorithm'>,
  bytes: Uint8Array,
  level: Exhibit['level'],
): void {
  const file = at(court, `${what.replaceAll(/[^\w-]+/g, '-')}.pdf`);
  writeFileSync(file, bytes);
  const scheme = signatureAlgorithm === 'Ed25519' ? 'ed25519' : 'usual';
  court.exhibits.push({ what, file, level, scheme });
}

/** A certificate by the authority for a public key that is elsewhere (PEM file); DER comes back. */
export async function certify(court: Court, name: string, publicKeyFile: string): Promise<Uint8Array> {
  const kinds: KeyKind = 'p256';
  const carrier: Party = await court.authority.issue(name, kinds); // lends its place in the authority's index
  const text = await openssl(court, 'x509', '-in', carrier.certificateFile, '-noout', '-serial');
  const serial = /serial=([0-9A-F]+)/.exec(text)?.[1] ?? '';
  const extensions = at(court, `${name}.extensions`);
  const certificate = readFileSync(carrier.certificateFile.replace(/\.pem$/, '.ext'));
  writeFileSync(extensions, certificate);
  const folder = path.dirname(court.authority.authorityFile);
  const out = at(court, `${name}.der`);
  await openssl(
    court,
    ...['x509', '-new', '-force_pubkey', publicKeyFile, '-subj', `/C=NO/O=Test AS/CN=${name}`],
    ...['-CA', court.authority.authorityFile, '-CAkey', path.join(folder, 'authority.key')],
    ...['-set_serial', `0x${serial}`, '-days', '30', '-extfile', extensions, '-outform', 'DER', '-out', out],
  );
  return readFileSync(out);
}

/** The code of the refusal; `undefined` where nothing is refused. Other errors pass through. */
export async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof PadesError) return error.code;
    throw error;
  }
}
