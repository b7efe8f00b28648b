import type { CmsSigner } from '../cms/types.js';
import { PadesError } from '../errors.js';
import { parseCertificate } from '../x509/certificate.js';
import { createExternalSigner } from './external-signer.js';
import type { SignerOptions } from './key-algorithms.js';
import { tokenRequest } from './pkcs11-mechanisms.js';
import { CK, type Pkcs11Attribute, type Pkcs11Handle, type Pkcs11Loader } from './pkcs11-module.js';
import { Pkcs11Session, type PinSource, type TokenChoice } from './pkcs11-session.js';

/** A key in a token: a smart card, a hardware security module, SoftHSM. */
export interface Pkcs11SignerOptions extends SignerOptions {
  /** Path of the token's PKCS#11 library, for example `/usr/lib/softhsm/libsofthsm2.so`. */
  readonly library: string;
  /** Which token. May be left out where there is only one. */
  readonly token?: TokenChoice;
  /** User PIN, or a function that asks for it. Left out where the token has a keypad of its own. */
  readonly pin?: PinSource;
  /** Which private key, by `CKA_LABEL`, `CKA_ID` (bytes, or hexadecimal), or both. May be left out where there is only one. */
  readonly key?: { readonly label?: string; readonly id?: Uint8Array | string };
  /** The signing certificate (DER). Default: the one in the token with the key's `CKA_ID`; of several, the newest. */
  readonly certificate?: Uint8Array;
  /** Further certificates (DER); those in the token are looked at as well. */
  readonly chain?: readonly Uint8Array[];
  /** Gives the package `pkcs11js`; by default it is imported by name. */
  readonly load?: Pkcs11Loader;
}

/** A signer that holds a session with a token. */
export interface Pkcs11Signer extends CmsSigner {
  /** Ends the session; signatures that were asked for before are still made. */
  close(): Promise<void>;
}

/**
 * Makes a signer of a key in a PKCS#11 token (OASIS PKCS#11 v2.40): RSA, RSASSA-PSS, ECDSA, and Ed25519 where the token has
 * `CKM_EDDSA`. Needs the optional package `pkcs11js`. The token signs a digest made here where it can, so that documents
 * and attributes need not pass through it; each signature is verified under the certificate before it is used. Keys with
 * `CKA_ALWAYS_AUTHENTICATE` get the PIN again for each signature.
 *
 * @throws PadesError `key.pkcs11-unavailable` (package or library), `key.not-found`, `key.ambiguous`, `key.pin-wrong`,
 *   `key.pin-locked`, `key.pkcs11-failed`, `key.unsupported`, `x509.malformed`; when signing also `key.signature-wrong`. No
 *   message holds the PIN.
 */
export async function signerFromPkcs11(options: Pkcs11SignerOptions): Promise<Pkcs11Signer> {
  const session = await Pkcs11Session.open({
    library: options.library,
    token: options.token,
    pin: options.pin,
    load: options.load,
    access: 'read',
  });
  try {
    const key = findKey(session, options.key ?? {});
    const authentication = isTrue(session, key, CK.CKA_ALWAYS_AUTHENTICATE) ? 'always' : 'once';
    const inToken = certificatesIn(session);
    const certificate = options.certificate ?? certificateOf(session.attribute(key, CK.CKA_ID), inToken);
    const { namedCurve } = parseCertificate(certificate).publicKey().asymmetricKeyDetails ?? {};
    const signer = createExternalSigner({
      ...options,
      certificate,
      chain: [...(options.chain ?? []), ...inToken.map(({ der }) => der)],
      sign: async ({ signedAttributes: message, ...request }) => {
        const { mechanism, data } = tokenRequest(session.mechanisms, { ...request, message, namedCurve });
        return session.sign(mechanism, key, data, authentication);
      },
    });
    return { ...signer, close: () => session.close() };
  } catch (error) {
    await session.close();
    throw error;
  }
}

function findKey(
  session: Pkcs11Session,
  { label, id }: NonNullable<Pkcs11SignerOptions['key']>,
): Pkcs11Handle {
  const template: Pkcs11Attribute[] = [{ type: CK.CKA_CLASS, value: CK.CKO_PRIVATE_KEY }];
  if (label !== undefined) template.push({ type: CK.CKA_LABEL, value: label });
  if (id !== undefined)
    template.push({ type: CK.CKA_ID, value: typeof id === 'string' ? hexBytes(id) : Buffer.from(id) });
  const [only, another] = session.find(template).filter((key) => isTrue(session, key, CK.CKA_SIGN));
  if (only === undefined)
    throw new PadesError('key.not-found', 'The token has no such private key that may sign');
  if (another !== undefined)
    throw new PadesError('key.ambiguous', 'The token has several such keys; say which by label or id');
  return only;
}

function hexBytes(text: string): Buffer {
  if (!/^([0-9a-f]{2})+$/i.test(text)) throw new TypeError('A key id is given in hexadecimal');
  return Buffer.from(text, 'hex');
}

/** Tokens leave attributes out that they do not know; then the PKCS#11 default, false, holds. */
function isTrue(session: Pkcs11Session, key: Pkcs11Handle, attribute: number): boolean {
  return session.optionalAttribute(key, attribute)?.[0] === 1;
}

interface CertificateInToken {
  readonly id: Buffer;
  readonly der: Uint8Array;
}

function certificatesIn(session: Pkcs11Session): CertificateInToken[] {
  return session
    .find([
      { type: CK.CKA_CLASS, value: CK.CKO_CERTIFICATE },
      { type: CK.CKA_CERTIFICATE_TYPE, value: CK.CKC_X_509 },
    ])
    .map((handle) => ({
      id: session.attribute(handle, CK.CKA_ID),
      der: session.attribute(handle, CK.CKA_VALUE),
    }))
    .filter(({ der }) => der.length > 0); // a certificate may be there by its address only
}

function certificateOf(id: Buffer, inToken: readonly CertificateInToken[]): Uint8Array {
  const [newest] = inToken
    .filter((candidate) => candidate.id.equals(id))
    .map(({ der }) => parseCertificate(der))
    .sort((a, b) => b.notBefore.getTime() - a.notBefore.getTime());
  if (newest === undefined)
    throw new PadesError('key.not-found', 'The token has no certificate for the key; give one');
  return newest.der;
}
