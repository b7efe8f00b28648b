import { InvalidArgumentError, Option, type Command } from 'commander';
import { UsageError } from '../../usage-error.js';
import { readSecret } from '../secrets.js';
import type { KeyChoices, KeyPlace } from '../sign-settings.js';
import { integer, repeated } from './options.js';

export interface KeyFlags {
  readonly p12?: string;
  readonly key?: string;
  readonly cert?: string[];
  readonly passphraseFile?: string;
  readonly passphraseEnv?: string;
  readonly pkcs11?: string;
  readonly token?: string;
  readonly slot?: number;
  readonly keyLabel?: string;
  readonly keyId?: string;
  readonly csc?: string;
  readonly cscVersion?: '2' | '1.0.4';
  readonly credential?: string;
  readonly accessTokenFile?: string;
  readonly accessTokenEnv?: string;
  readonly pinFile?: string;
  readonly pinEnv?: string;
  readonly otpFile?: string;
  readonly digest?: keyof typeof digests;
  readonly pss?: true;
}

const digests = { sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' } as const;

export const addKeyOptions = (command: Command): Command =>
  command
    .optionsGroup('Key, one of:')
    .option('--p12 <file>', 'key and certificates, PKCS#12')
    .option('--key <file>', 'private key, PEM (PKCS#8, PKCS#1, SEC 1), with --cert')
    .option('--pkcs11 <library>', "key in a token: the token's PKCS#11 library (needs the package pkcs11js)")
    .option('--csc <url>', 'key in a remote signing service: base address of its CSC API')
    .optionsGroup('About the key:')
    .option('--cert <file>', 'certificate of the key and those above, PEM; again for more', repeated)
    .option('--passphrase-file <file>', 'file whose first line opens --p12 or --key; - is standard input')
    .option('--passphrase-env <name>', 'environment variable that holds the passphrase')
    .option('--token <label>', 'label of the token')
    .addOption(
      new Option('--slot <number>', 'slot of the token, among those with one').argParser(integer(0, 9999)),
    )
    .option('--key-label <text>', 'label of the key in the token')
    .option('--key-id <hex>', 'id of the key in the token', hexadecimal)
    .option('--credential <id>', 'credential in the remote signing service')
    .addOption(
      new Option('--csc-version <version>', 'version of its API (default: 2)').choices(['2', '1.0.4']),
    )
    .option('--access-token-file <file>', 'file whose first line is the access token; - is standard input')
    .option('--access-token-env <name>', 'environment variable that holds it')
    .option(
      '--pin-file <file>',
      'file whose first line is the PIN of the token or credential; - is standard input',
    )
    .option('--pin-env <name>', 'environment variable that holds the PIN')
    .option('--otp-file <file>', 'file whose first line is the one-time password of the credential')
    .addOption(
      new Option('--digest <name>', 'digest (default: what fits the key)').choices(Object.keys(digests)),
    )
    .option('--pss', 'sign by RSASSA-PSS (RSA keys)');

/** @throws UsageError where no key, or more than one, is named. */
export function keyOf(flags: KeyFlags): KeyPlace {
  const { p12, key, pkcs11, csc } = flags;
  const named = [p12, key, pkcs11, csc].filter((one) => one !== undefined).length;
  if (named === 0)
    throw new UsageError(
      'Say which key signs: --p12, --key with --cert, --pkcs11, or --csc with --credential.',
    );
  if (named > 1) throw new UsageError('Give one of --p12, --key, --pkcs11 and --csc.');
  refuseForeignOptions(flags);
  const choices: KeyChoices = {
    ...(flags.digest === undefined ? {} : { digestAlgorithm: digests[flags.digest] }),
    ...(flags.pss ? { signatureAlgorithm: 'RSASSA-PSS' } : {}),
  };
  if (pkcs11 !== undefined) return { ...choices, ...inToken(pkcs11, flags) };
  if (csc !== undefined) return { ...choices, ...inService(csc, flags) };
  const passphrase = readSecret('passphrase', { file: flags.passphraseFile, env: flags.passphraseEnv });
  if (p12 !== undefined) {
    if (passphrase === undefined)
      throw new UsageError('--p12 needs its passphrase: give --passphrase-file or --passphrase-env.');
    return { ...choices, kind: 'p12', file: p12, passphrase };
  }
  if (key === undefined || flags.cert === undefined)
    throw new UsageError('--key needs the certificate of the key: give --cert FILE.');
  return {
    ...choices,
    kind: 'pem',
    keyFile: key,
    certificateFiles: flags.cert,
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}

/** Options that say more about a key, and the kinds of key that they go with. */
const companions = {
  cert: ['key', 'pkcs11'],
  passphraseFile: ['p12', 'key'],
  passphraseEnv: ['p12', 'key'],
  token: ['pkcs11'],
  slot: ['pkcs11'],
  keyLabel: ['pkcs11'],
  keyId: ['pkcs11'],
  credential: ['csc'],
  cscVersion: ['csc'],
  accessTokenFile: ['csc'],
  accessTokenEnv: ['csc'],
  pinFile: ['pkcs11', 'csc'],
  pinEnv: ['pkcs11', 'csc'],
  otpFile: ['csc'],
} as const satisfies Partial<Record<keyof KeyFlags, readonly (keyof KeyFlags)[]>>;

/** An option about a key of another kind would be dropped in silence, and is a mistake more likely than not. */
function refuseForeignOptions(flags: KeyFlags): void {
  for (const [option, kinds] of Object.entries(companions) as [
    keyof typeof companions,
    readonly (keyof KeyFlags)[],
  ][])
    if (flags[option] !== undefined && kinds.every((kind) => flags[kind] === undefined))
      throw new UsageError(`${asTyped(option)} goes with ${kinds.map(asTyped).join(' or ')}.`);
}

/** `--pin-file` for `pinFile`. */
const asTyped = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const pinOf = (flags: KeyFlags): { readonly pin?: string } => {
  const pin = readSecret('pin', { file: flags.pinFile, env: flags.pinEnv });
  return pin === undefined ? {} : { pin };
};

function inToken(library: string, flags: KeyFlags): Extract<KeyPlace, { kind: 'pkcs11' }> {
  const { token, slot, keyLabel, keyId } = flags;
  if (token !== undefined && slot !== undefined) throw new UsageError('Give --token or --slot, not both.');
  return {
    kind: 'pkcs11',
    library,
    key: {
      ...(keyLabel === undefined ? {} : { label: keyLabel }),
      ...(keyId === undefined ? {} : { id: keyId }),
    },
    certificateFiles: flags.cert ?? [],
    ...(token === undefined ? {} : { token: { label: token } }),
    ...(slot === undefined ? {} : { token: { slot } }),
    ...pinOf(flags),
  };
}

function inService(url: string, flags: KeyFlags): Extract<KeyPlace, { kind: 'csc' }> {
  requireSafeAddress(url);
  if (flags.credential === undefined) throw new UsageError('--csc needs --credential ID.');
  const accessToken = readSecret('access-token', { file: flags.accessTokenFile, env: flags.accessTokenEnv });
  if (accessToken === undefined)
    throw new UsageError('--csc needs an access token: give --access-token-file or --access-token-env.');
  const otp = readSecret('otp', { file: flags.otpFile });
  return {
    kind: 'csc',
    url,
    apiVersion: flags.cscVersion ?? '2',
    credentialId: flags.credential,
    accessToken,
    ...pinOf(flags),
    ...(otp === undefined ? {} : { otp }),
  };
}

/** The access token and the PIN go there: never unencrypted, except to this machine. */
function requireSafeAddress(text: string): void {
  if (!URL.canParse(text)) throw new UsageError('--csc takes the base address of the API, with its version.');
  const { protocol, hostname, host, username, password } = new URL(text);
  if (username !== '' || password !== '')
    throw new UsageError('The address given with --csc must hold no name and password.');
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLocal))
    throw new UsageError(
      `--csc ${protocol}//${host} would send the access token unprotected: the address must begin with https://.`,
    );
}

function hexadecimal(text: string): string {
  if (!/^(?:[0-9a-f]{2})+$/i.test(text)) throw new InvalidArgumentError('It must be hexadecimal.');
  return text;
}
