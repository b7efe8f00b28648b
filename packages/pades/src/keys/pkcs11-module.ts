import { PadesError } from '../errors.js';

/**
 * The part of `pkcs11js` that is used here, in our own words: the package is an optional peer, so nothing of it may be
 * needed to compile or to run without tokens.
 */

/** A handle of a slot, session or object. */
export type Pkcs11Handle = Buffer;

/** One attribute of a template. */
export interface Pkcs11Attribute {
  readonly type: number;
  readonly value?: Buffer | number | boolean | string;
}

/** A mechanism, with parameters where it needs them. */
export interface Pkcs11Mechanism {
  readonly mechanism: number;
  readonly parameter?: unknown;
}

/** The functions of PKCS#11 v2.40 §5 as `pkcs11js` offers them. */
export interface Pkcs11 {
  load(path: string): void;
  close(): void;
  C_Initialize(): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Pkcs11Handle[];
  C_GetTokenInfo(slot: Pkcs11Handle): {
    readonly label: string;
    readonly serialNumber: string;
    readonly flags: number;
  };
  C_GetMechanismList(slot: Pkcs11Handle): number[];
  C_OpenSession(slot: Pkcs11Handle, flags: number): Pkcs11Handle;
  C_CloseSession(session: Pkcs11Handle): void;
  C_Login(session: Pkcs11Handle, userType: number, pin?: string): void;
  C_FindObjectsInit(session: Pkcs11Handle, template: Pkcs11Attribute[]): void;
  C_FindObjects(session: Pkcs11Handle, maxObjectCount: number): Pkcs11Handle[];
  C_FindObjectsFinal(session: Pkcs11Handle): void;
  C_GetAttributeValue(
    session: Pkcs11Handle,
    object: Pkcs11Handle,
    template: Pkcs11Attribute[],
  ): { readonly type: number; readonly value: Buffer }[];
  C_SignInit(session: Pkcs11Handle, mechanism: Pkcs11Mechanism, key: Pkcs11Handle): void;
  C_SignAsync(session: Pkcs11Handle, data: Buffer, signature: Buffer): Promise<Buffer>;
  C_GenerateKeyPairAsync(
    session: Pkcs11Handle,
    mechanism: Pkcs11Mechanism,
    publicTemplate: Pkcs11Attribute[],
    privateTemplate: Pkcs11Attribute[],
  ): Promise<{ readonly publicKey: Pkcs11Handle; readonly privateKey: Pkcs11Handle }>;
  C_DestroyObject(session: Pkcs11Handle, object: Pkcs11Handle): void;
}

/** What the package exports, as far as it matters. */
interface Pkcs11Package {
  readonly PKCS11: new () => Pkcs11;
}

/** Numbers of PKCS#11 v2.40 and v3.0 (OASIS), by their names there. */
export const CK = {
  CKF_SERIAL_SESSION: 0x4,
  CKF_RW_SESSION: 0x2,
  CKF_PROTECTED_AUTHENTICATION_PATH: 0x100,
  CKF_LOGIN_REQUIRED: 0x4,
  CKU_USER: 1,
  CKU_CONTEXT_SPECIFIC: 2,
  CKO_CERTIFICATE: 1,
  CKO_PUBLIC_KEY: 2,
  CKO_PRIVATE_KEY: 3,
  CKC_X_509: 0,
  CKA_CLASS: 0x0,
  CKA_TOKEN: 0x1,
  CKA_PRIVATE: 0x2,
  CKA_LABEL: 0x3,
  CKA_VALUE: 0x11,
  CKA_CERTIFICATE_TYPE: 0x80,
  CKA_ID: 0x102,
  CKA_SENSITIVE: 0x103,
  CKA_DECRYPT: 0x105,
  CKA_UNWRAP: 0x107,
  CKA_SIGN: 0x108,
  CKA_VERIFY: 0x10a,
  CKA_DERIVE: 0x10c,
  CKA_MODULUS: 0x120,
  CKA_MODULUS_BITS: 0x121,
  CKA_PUBLIC_EXPONENT: 0x122,
  CKA_EXTRACTABLE: 0x162,
  CKA_EC_PARAMS: 0x180,
  CKA_EC_POINT: 0x181,
  CKA_ALWAYS_AUTHENTICATE: 0x202,
  CKM_RSA_PKCS_KEY_PAIR_GEN: 0x0,
  CKM_RSA_PKCS: 0x1,
  CKM_RSA_PKCS_PSS: 0xd,
  CKM_SHA256_RSA_PKCS: 0x40,
  CKM_SHA384_RSA_PKCS: 0x41,
  CKM_SHA512_RSA_PKCS: 0x42,
  CKM_SHA256_RSA_PKCS_PSS: 0x43,
  CKM_SHA384_RSA_PKCS_PSS: 0x44,
  CKM_SHA512_RSA_PKCS_PSS: 0x45,
  CKM_SHA256: 0x250,
  CKM_SHA384: 0x260,
  CKM_SHA512: 0x270,
  CKM_EC_KEY_PAIR_GEN: 0x1040,
  CKM_ECDSA: 0x1041,
  CKM_ECDSA_SHA256: 0x1044,
  CKM_ECDSA_SHA384: 0x1045,
  CKM_ECDSA_SHA512: 0x1046,
  CKM_EDDSA: 0x1057,
  CKG_MGF1_SHA256: 2,
  CKG_MGF1_SHA384: 3,
  CKG_MGF1_SHA512: 4,
  /** pkcs11js's own number for parameters of RSASSA-PSS. */
  PARAMS_RSA_PSS: 5,
} as const;

/** CK_RV values that mean something to a caller. */
const CKR = {
  pinWrong: new Set([0xa0, 0xa1, 0xa2, 0xa3]), // INCORRECT, INVALID, LEN_RANGE, EXPIRED
  pinLocked: 0xa4,
  attributeNotTold: new Set([0x11, 0x12]), // SENSITIVE, TYPE_INVALID
  alreadyLoggedIn: 0x100,
  alreadyInitialized: 0x191,
} as const;

/** The CK_RV of an error that `pkcs11js` threw. */
export function returnValue(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

export const isAlreadyLoggedIn = (error: unknown): boolean => returnValue(error) === CKR.alreadyLoggedIn;
export const isAlreadyInitialized = (error: unknown): boolean =>
  returnValue(error) === CKR.alreadyInitialized;

export function isNotTold(error: unknown): boolean {
  const value = returnValue(error);
  return value !== undefined && CKR.attributeNotTold.has(value);
}

/** Turns what the token said into an error with a code. The PIN is in none of the token's messages. */
export function tokenError(error: unknown, doing: string): PadesError {
  if (error instanceof PadesError) return error;
  const value = returnValue(error);
  if (value !== undefined && CKR.pinWrong.has(value))
    return new PadesError('key.pin-wrong', 'The token does not accept the PIN', { cause: error });
  if (value === CKR.pinLocked)
    return new PadesError('key.pin-locked', 'The token is locked: too many wrong PINs', { cause: error });
  const name = /CKR_\w+/.exec(error instanceof Error ? error.message : '')?.[0];
  return new PadesError('key.pkcs11-failed', `The token failed to ${doing}: ${name ?? 'unknown error'}`, {
    cause: error,
  });
}

/** How to come by the optional package. */
export type Pkcs11Loader = () => unknown;

const packageName = 'pkcs11js';

/**
 * Loads the optional peer.
 *
 * @throws PadesError `key.pkcs11-unavailable`
 */
export async function loadPkcs11Package(load: Pkcs11Loader | undefined): Promise<Pkcs11Package> {
  let loaded: unknown;
  try {
    loaded = await (load === undefined ? import(packageName) : load());
  } catch (cause) {
    throw new PadesError(
      'key.pkcs11-unavailable',
      `Tokens need the package ${packageName}, which is not installed (npm install ${packageName}) or cannot be loaded`,
      { cause },
    );
  }
  const found = [loaded, defaultExport(loaded)].find(isPackage);
  if (found === undefined)
    throw new PadesError('key.pkcs11-unavailable', `What was loaded is not ${packageName}`);
  return found;
}

function defaultExport(loaded: unknown): unknown {
  return typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
}

function isPackage(value: unknown): value is Pkcs11Package {
  return (
    typeof value === 'object' && value !== null && 'PKCS11' in value && typeof value.PKCS11 === 'function'
  );
}
