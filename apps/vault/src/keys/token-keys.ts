import { constants, createPublicKey, publicDecrypt, type KeyObject } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { vault } from '@segl/contracts';
import type { VaultKey } from '@segl/database';
import { openPkcs11KeyStore, PadesError, type Pkcs11KeyStore, type Pkcs11Loader } from '@segl/pades';
import { ProblemError, type Logger } from '@segl/platform';
import { digestInfoOf, type DigestAlgorithm } from './digests.js';

/** Which token, and how it is opened. */
export interface TokenSettings {
  /** Path of its PKCS#11 library. */
  library: string;
  /** Its label; undefined where there is only one. */
  label: string | undefined;
  /** Asked for each time the token is opened. */
  pin: () => Promise<string>;
}

/** Private keys in a PKCS#11 token. They are made there and never leave it. */
export interface TokenKeys {
  /** The serial number of the token that is there now. @throws ProblemError `vault.token-unavailable` */
  serial(): Promise<string>;
  /** Makes a key pair; what an interrupted try left under the same identifier is erased first. */
  make(credentialId: string, algorithm: vault.KeyAlgorithm): Promise<KeyObject>;
  /**
   * Signs a digest: ECDSA as DER, RSASSA-PKCS1-v1_5 as it is. What the token gives is verified before it is used.
   * @throws ProblemError `vault.token-unavailable`
   */
  signDigest(
    row: Pick<VaultKey, 'credentialId' | 'algorithm' | 'publicKey'>,
    digestAlgorithm: DigestAlgorithm,
    digest: Uint8Array,
  ): Promise<Uint8Array>;
  /** Erases a key pair, for good. */
  erase(credentialId: string): Promise<'destroyed' | 'not-there'>;
  close(): Promise<void>;
}

/** @throws ProblemError `vault.token-unavailable` when no token is configured (any more) */
export function requireTokenKeys({ tokenKeys }: { tokenKeys: TokenKeys | undefined }): TokenKeys {
  if (tokenKeys === undefined) throw new ProblemError('vault.token-unavailable');
  return tokenKeys;
}

/** `CKA_ID` of a key: the sixteen bytes of its credential's UUID. */
const idOf = (credentialId: string): Uint8Array => Buffer.from(credentialId.replaceAll('-', ''), 'hex');

/** The nil UUID (RFC 9562 §5.9): no credential has it. */
const noKey = '00000000-0000-0000-0000-000000000000';

/** Faults after which another session may do: the token was away, or forgot this one. */
const isLostSession = (error: unknown): boolean =>
  error instanceof PadesError && error.code === 'key.pkcs11-failed';

/** Opens the token when it is first needed, and again when it was away. */
export function createTokenKeys(
  { library, label, pin }: TokenSettings,
  { logger, load }: { logger: Logger; load?: Pkcs11Loader | undefined },
): TokenKeys {
  let opening: Promise<Pkcs11KeyStore> | undefined;
  /** A PIN that the token did not take is not tried again: a few tries lock it for good. */
  let refusedPin: string | undefined;

  const readPin = async (): Promise<string> => {
    try {
      return await pin();
    } catch (cause) {
      throw new PadesError('key.pin-wrong', 'The file with the PIN cannot be read', { cause });
    }
  };
  const open = async (): Promise<Pkcs11KeyStore> => {
    const entered = await readPin();
    if (entered === refusedPin) throw new PadesError('key.pin-wrong', 'The token did not accept this PIN');
    try {
      return await openPkcs11KeyStore({
        library,
        pin: entered,
        ...(label === undefined ? {} : { token: { label } }),
        ...(load === undefined ? {} : { load }),
      });
    } catch (error) {
      if (error instanceof PadesError && error.code === 'key.pin-wrong') refusedPin = entered;
      throw error;
    }
  };
  const store = (): Promise<Pkcs11KeyStore> => {
    if (opening !== undefined) return opening;
    const mine = open();
    opening = mine;
    // Who asked is told; the next one tries afresh.
    mine.catch(() => {
      if (opening === mine) opening = undefined;
    });
    return mine;
  };
  /** Lets go of a session that failed, unless somebody has already. */
  const drop = async (failed: Promise<Pkcs11KeyStore>): Promise<void> => {
    if (opening === failed) opening = undefined;
    try {
      await (await failed).close();
    } catch (error) {
      logger.debug({ err: error }, 'the lost session with the token could not be closed');
    }
  };
  /** Once more in a new session, where the fault may have been the session's: what is done here may be done twice. */
  const use = async <Result>(work: (keys: Pkcs11KeyStore) => Promise<Result>): Promise<Result> => {
    try {
      const session = store();
      try {
        return await work(await session);
      } catch (error) {
        if (!isLostSession(error)) throw error;
        await drop(session);
        return await work(await store());
      }
    } catch (error) {
      if (!(error instanceof PadesError)) throw error;
      logger.error({ err: error, code: error.code }, 'the token does not do what the vault asks');
      throw new ProblemError('vault.token-unavailable', { headers: { 'Retry-After': '30' }, cause: error });
    }
  };

  return {
    serial: () =>
      use(async (keys) => {
        // Any question will do: the number alone would be told by a session that the token has forgotten.
        await keys.has(idOf(noKey));
        return keys.serialNumber;
      }),
    make: (credentialId, algorithm) =>
      use(async (keys) => {
        const id = idOf(credentialId);
        await keys.destroy(id);
        return keys.generate({ id, label: `segl-vault:${credentialId}`, algorithm });
      }),
    signDigest: (row, digestAlgorithm, digest) =>
      use(async (keys) => {
        const algorithm = vault.keyAlgorithm.parse(row.algorithm);
        const id = idOf(row.credentialId);
        const signature = await keys.signDigest({ id, algorithm, digestAlgorithm, digest });
        if (!holds(row.publicKey, algorithm, { digestAlgorithm, digest, signature }))
          throw new PadesError('key.signature-wrong', 'The token’s signature does not verify');
        return signature;
      }),
    erase: (credentialId) => use((keys) => keys.destroy(idOf(credentialId))),
    async close() {
      const session = opening;
      if (session !== undefined) await drop(session);
    },
  };
}

/** Whether a signature over a digest verifies under a public key (SubjectPublicKeyInfo). */
function holds(
  publicKey: Uint8Array,
  algorithm: vault.KeyAlgorithm,
  made: { digestAlgorithm: DigestAlgorithm; digest: Uint8Array; signature: Uint8Array },
): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  if (algorithm === 'EC-P256') {
    const { x = '', y = '' } = key.export({ format: 'jwk' });
    const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
    return p256.verify(made.signature, made.digest, point, { prehash: false, lowS: false, format: 'der' });
  }
  const opened = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, made.signature);
  return opened.equals(digestInfoOf(made.digestAlgorithm, made.digest));
}
