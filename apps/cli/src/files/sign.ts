import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  createTimestampClient,
  inspectDocument,
  nameValue,
  openFile,
  PadesError,
  parseCertificate,
  signDocument,
  signerFromPkcs12,
  type ByteSource,
  type PrepareSignatureOptions,
} from '@segl/pades';
import { exitCode } from '../exit-codes.js';

/** `commonName` (X.520). */
const commonName = '2.5.4.3';

interface SignOptions {
  out: string;
  p12: string;
  passphraseFile: string;
  tsa?: string;
  field?: string;
  location?: string;
}

/** Codes of the engine that say "cannot be read" rather than "must not be signed". */
const unreadable = (code: string): boolean => code.startsWith('pdf.') && code !== 'pdf.encrypted';

export function addSignCommand(program: Command): void {
  program
    .command('sign')
    .description(
      'Sign a PDF with a key of your own (exit 0: signed, 1: refused with its code, 2: unreadable)',
    )
    .argument('<in>', 'PDF to sign')
    .requiredOption('--out <file>', 'where the signed PDF goes')
    .requiredOption('--p12 <file>', 'key and certificates, PKCS#12')
    .requiredOption('--passphrase-file <file>', "file whose first line is the key's passphrase")
    .option('--tsa <url>', 'RFC 3161 time-stamp server: level B-T instead of B-B')
    .option('--field <name>', 'an empty signature field to sign in (default: a new invisible one)')
    .option('--location <text>', 'where you sign')
    .action(async (input: string, options: SignOptions) => {
      process.exitCode = await signFile(input, options);
    });
}

async function signFile(input: string, options: SignOptions): Promise<number> {
  try {
    const passphrase = (await readFile(options.passphraseFile, 'utf8')).split(/\r?\n/, 1)[0] ?? '';
    const signer = await signerFromPkcs12(await readFile(options.p12), passphrase);
    const source = openFile(input);
    try {
      const { subject } = parseCertificate(signer.certificate);
      const signed = await signDocument(source, {
        signer,
        signerName: nameValue(subject, commonName) ?? 'unnamed',
        field: chooseField(source, options.field),
        ...(options.location === undefined ? {} : { location: options.location }),
        ...(options.tsa === undefined
          ? {}
          : { timestamp: createTimestampClient({ servers: [{ url: options.tsa }] }) }),
      });
      await signed.writeTo({ path: options.out });
    } finally {
      source.close();
    }
    return exitCode.good;
  } catch (error) {
    if (error instanceof PadesError) {
      console.error(`${input}: ${error.message} [${error.code}]`);
      return unreadable(error.code) ? exitCode.unreadable : exitCode.refused;
    }
    if (
      error instanceof Error &&
      'code' in error &&
      ['ENOENT', 'EACCES', 'EISDIR'].includes(String(error.code))
    ) {
      console.error(error.message);
      return exitCode.unreadable;
    }
    throw error;
  }
}

/**
 * The field asked for, or a new invisible one; where a document takes signatures in its prepared fields only, the first
 * that is empty.
 */
function chooseField(source: ByteSource, asked: string | undefined): PrepareSignatureOptions['field'] {
  if (asked !== undefined) return { name: asked };
  const { signatureFields, signing } = inspectDocument(source);
  const empty = signatureFields.find(({ signed }) => !signed);
  if (!signing.newFieldsPermitted && empty !== undefined) return { name: empty.name };
  const taken = new Set(signatureFields.map(({ name }) => name));
  let number = 1;
  while (taken.has(`Signature${String(number)}`)) number += 1;
  return { new: { name: `Signature${String(number)}` } };
}
