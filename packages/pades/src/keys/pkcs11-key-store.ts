import { createPublicKey, type KeyObject } from 'node:crypto';
import type { DigestAlgorithm } from '../cms/types.js';
import { ecdsaValueOf } from '../cms/ecdsa-value.js';
import { PadesError } from '../errors.js';
import { tokenRequest } from './pkcs11-mechanisms.js';
import {
  CK,
  type Pkcs11Attribute,
  type Pkcs11Handle,
  type Pkcs11Loader,
  type Pkcs11Mechanism,
} from './pkcs11-module.js';
import { Pkcs11Session, type PinSource, type TokenChoice } from './pkcs11-session.js';

/** Kinds of keys that can be made in a token. */
export type Pkcs11KeyAlgorithm = 'EC-P256' | 'RSA-2048' | 'RSA-3072';

/** A token in which keys are made, used and destroyed. */
export interface Pkcs11KeyStoreOptions {
  /** Path of the token's PKCS#11 library, for example `/usr/lib/softhsm/libsofthsm2.so`. */
  readonly library: string;
  /** Which token. May be left out where there is only one. */
  readonly token?: TokenChoice;
  /** User PIN, or a function that asks for it. */
  readonly pin?: PinSource;
  /** Gives the package `pkcs11js`; by default it is imported by name. */
  readonly load?: Pkcs11Loader;
}

/** Signature over a digest, by a key of the token. */
export interface Pkcs11DigestRequest {
  /** `CKA_ID` of the key. */
  readonly id: Uint8Array;
  readonly algorithm: Pkcs11KeyAlgorithm;
  readonly digestAlgorithm: DigestAlgorithm;
  readonly digest: Uint8Array;
}

/** A token opened for making keys. Whatever is asked at once is done one after the other. */
export interface Pkcs11KeyStore {
  /** The token's serial number. */
  readonly serialNumber: string;
  /**
   * Makes a key pair that stays in the token: sensitive, not extractable, for signatures only.
   *
   * @returns the public key
   */
  generate(wanted: {
    readonly id: Uint8Array;
    readonly label: string;
    readonly algorithm: Pkcs11KeyAlgorithm;
  }): Promise<KeyObject>;
  /** ECDSA as DER, RSASSA-PKCS1-v1_5 as it is. What the token gives is not verified here. */
  signDigest(request: Pkcs11DigestRequest): Promise<Uint8Array>;
  /** Whether a private key of this identifier is there: the token itself is asked. */
  has(id: Uint8Array): Promise<boolean>;
  /** Erases the key pair of an identifier, for good. */
  destroy(id: Uint8Array): Promise<'destroyed' | 'not-there'>;
  /** Ends the session after what is under way. */
  close(): Promise<void>;
}

/**
 * Opens a PKCS#11 token (OASIS PKCS#11 v2.40) to make keys in it, use and destroy them. Needs the optional package
 * `pkcs11js`. Keys are found by their `CKA_ID`, which is the caller's to keep unique.
 *
 * @throws PadesError `key.pkcs11-unavailable` (package or library), `key.not-found`, `key.ambiguous`, `key.pin-wrong`,
 *   `key.pin-locked`, `key.pkcs11-failed`; when signing also `key.unsupported`. No message holds the PIN.
 */
export async function openPkcs11KeyStore(options: Pkcs11KeyStoreOptions): Promise<Pkcs11KeyStore> {
  const session = await Pkcs11Session.open({
    library: options.library,
    token: options.token,
    pin: options.pin,
    load: options.load,
    access: 'write',
  });
  let last: Promise<unknown> = Promise.resolve();
  // Also searches, since libraries that were started without locks allow one call of the process at a time.
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined); // who asked has the error
    return mine;
  };
  return {
    serialNumber: session.serialNumber,
    generate: ({ id, label, algorithm }) =>
      inTurn(async () => {
        const { mechanism, publicKey, privateKey } = keyTemplates(Buffer.from(id), label, algorithm);
        return readPublicKey(
          session,
          algorithm,
          await session.generate(mechanism, { publicKey, privateKey }),
        );
      }),
    signDigest: (request) => inTurn(() => signDigest(session, request)),
    has: (id) => inTurn(async () => session.find(withId(CK.CKO_PRIVATE_KEY, id)).length > 0),
    destroy: (id) =>
      inTurn(async () => {
        const objects = [CK.CKO_PRIVATE_KEY, CK.CKO_PUBLIC_KEY].flatMap((kind) =>
          session.find(withId(kind, id)),
        );
        for (const object of objects) session.destroy(object);
        return objects.length === 0 ? 'not-there' : 'destroyed';
      }),
    close: () => inTurn(() => session.close()),
  };
}

const withId = (kind: number, id: Uint8Array): Pkcs11Attribute[] => [
  { type: CK.CKA_CLASS, value: kind },
  { type: CK.CKA_ID, value: Buffer.from(id) },
];

async function signDigest(
  session: Pkcs11Session,
  { id, algorithm, digestAlgorithm, digest }: Pkcs11DigestRequest,
): Promise<Uint8Array> {
  const [key, another] = session.find(withId(CK.CKO_PRIVATE_KEY, id));
  if (key === undefined) throw new PadesError('key.not-found', 'The token has no such private key');
  if (another !== undefined)
    throw new PadesError('key.ambiguous', 'The token has several keys of that identifier');
  const isCurve = algorithm === 'EC-P256';
  const { mechanism, data } = tokenRequest(session.mechanisms, {
    message: undefined,
    hash: digest,
    signatureAlgorithm: isCurve ? 'ECDSA' : 'RSASSA-PKCS1-v1_5',
    digestAlgorithm,
    namedCurve: isCurve ? 'prime256v1' : undefined,
  });
  const value = await session.sign(mechanism, key, data, 'once');
  return isCurve ? ecdsaValueOf(value) : value;
}

/** DER of prime256v1's OID (RFC 5480 §2.1.1.1). */
const P256 = Buffer.from('06082a8648ce3d030107', 'hex');

function keyTemplates(
  id: Buffer,
  label: string,
  algorithm: Pkcs11KeyAlgorithm,
): { mechanism: Pkcs11Mechanism; publicKey: Pkcs11Attribute[]; privateKey: Pkcs11Attribute[] } {
  const common: Pkcs11Attribute[] = [
    { type: CK.CKA_TOKEN, value: true },
    { type: CK.CKA_ID, value: id },
    { type: CK.CKA_LABEL, value: label },
  ];
  const kind: Pkcs11Attribute[] =
    algorithm === 'EC-P256'
      ? [{ type: CK.CKA_EC_PARAMS, value: P256 }]
      : [
          { type: CK.CKA_MODULUS_BITS, value: algorithm === 'RSA-2048' ? 2048 : 3072 },
          { type: CK.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
        ];
  return {
    mechanism: {
      mechanism: algorithm === 'EC-P256' ? CK.CKM_EC_KEY_PAIR_GEN : CK.CKM_RSA_PKCS_KEY_PAIR_GEN,
    },
    publicKey: [...common, ...kind, { type: CK.CKA_VERIFY, value: true }],
    privateKey: [
      ...common,
      { type: CK.CKA_PRIVATE, value: true },
      { type: CK.CKA_SENSITIVE, value: true },
      { type: CK.CKA_EXTRACTABLE, value: false },
      { type: CK.CKA_SIGN, value: true },
      { type: CK.CKA_DECRYPT, value: false },
      { type: CK.CKA_UNWRAP, value: false },
      { type: CK.CKA_DERIVE, value: false },
    ],
  };
}

function readPublicKey(
  session: Pkcs11Session,
  algorithm: Pkcs11KeyAlgorithm,
  object: Pkcs11Handle,
): KeyObject {
  if (algorithm !== 'EC-P256') {
    const [n, e] = [CK.CKA_MODULUS, CK.CKA_PUBLIC_EXPONENT].map((type) =>
      session.attribute(object, type).toString('base64url'),
    );
    return createPublicKey({ format: 'jwk', key: { kty: 'RSA', n: n ?? '', e: e ?? '' } });
  }
  // An OCTET STRING around the uncompressed point, or with some tokens the point alone: it comes last in both.
  const point = session.attribute(object, CK.CKA_EC_POINT).subarray(-65);
  if (point.length !== 65 || point[0] !== 4)
    throw new PadesError('key.pkcs11-failed', 'The token tells no uncompressed point of the curve');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' } });
}
