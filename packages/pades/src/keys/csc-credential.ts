import { PadesError } from '../errors.js';
import { parseCertificate } from '../x509/certificate.js';
import { isObject, type CscApiVersion, type CscClient, type JsonObject } from './csc-client.js';

/** What a service tells of a credential (`credentials/info`, CSC API v2 §11.5, v1.0.4 §11.5). */
export interface CscCredential {
  readonly credentialId: string;
  /** The signing certificate (DER) and those above it. */
  readonly certificates: readonly [Uint8Array, ...Uint8Array[]];
  /** OIDs of what the key may do. */
  readonly keyAlgorithms: readonly string[];
  /** How its use is authorized. */
  readonly authorization: 'implicit' | 'explicit' | 'oauth2code';
  /** `2`: the hashes must be named when the use is authorized. */
  readonly scal: '1' | '2';
  /** What is asked of the signer in `explicit` mode: names of the members, or v2's authentication objects. */
  readonly asks: { readonly pin: string | undefined; readonly otp: string | undefined };
}

/**
 * Asks for a credential.
 *
 * @throws PadesError `key.csc-unreachable`, `key.csc-refused` (also where the key is disabled or its certificate is not
 *   valid), `x509.malformed`
 */
export async function fetchCredential(
  client: CscClient,
  version: CscApiVersion,
  credentialId: string,
): Promise<CscCredential> {
  const info = await client.call('credentials/info', {
    credentialID: credentialId,
    certificates: 'chain',
    certInfo: false,
    authInfo: true,
  });
  const key = member(info, 'key');
  const cert = member(info, 'cert');
  if (key['status'] !== 'enabled')
    throw new PadesError('key.csc-refused', `The key of the credential is ${words(key['status'])}`);
  if (cert['status'] !== undefined && cert['status'] !== 'valid')
    throw new PadesError('key.csc-refused', `The certificate of the credential is ${words(cert['status'])}`);
  const [own, ...above] = strings(cert['certificates'], 'cert/certificates').map(
    (text) => parseCertificate(Buffer.from(text, 'base64')).der,
  );
  if (own === undefined) throw unreadable('cert/certificates');
  return {
    credentialId,
    certificates: [own, ...above],
    keyAlgorithms: strings(key['algo'], 'key/algo'),
    scal: info['SCAL'] === '2' ? '2' : '1', // the default is 1 (v1.0.4 §11.5)
    ...(version === '2' ? authorizationOf2(info) : authorizationOf1(info)),
  };
}

type Authorization = Pick<CscCredential, 'authorization' | 'asks'>;

function authorizationOf1(info: JsonObject): Authorization {
  const asked = (name: 'PIN' | 'OTP'): string | undefined => {
    const told = info[name];
    const presence = isObject(told) ? told['presence'] : undefined;
    return presence === 'true' || presence === true || presence === 'optional' ? name : undefined;
  };
  return {
    authorization: mode(info['authMode']),
    asks: { pin: asked('PIN'), otp: asked('OTP') },
  };
}

/** In v2 what is asked for are objects with identifiers of the service's own; a one-time password is known by its type. */
function authorizationOf2(info: JsonObject): Authorization {
  const auth = member(info, 'auth');
  const objects = (Array.isArray(auth['objects']) ? auth['objects'] : []).filter(isObject);
  const idOf = (wanted: (type: string, format: string, id: string) => boolean): string | undefined => {
    const found = objects.find((object) =>
      wanted(String(object['type']), String(object['format']), String(object['id'])),
    );
    return typeof found?.['id'] === 'string' ? found['id'] : undefined;
  };
  const isOtp = (id: string): boolean => /otp/i.test(id);
  return {
    authorization: mode(auth['mode']),
    asks: {
      pin: idOf((type, _, id) => type === 'Password' && !isOtp(id)),
      otp: idOf((type, _, id) => type !== 'ChallengeResponse' && isOtp(id)),
    },
  };
}

function mode(value: unknown): CscCredential['authorization'] {
  if (value === 'implicit' || value === 'explicit' || value === 'oauth2code') return value;
  // Version 2 may name several in one word, "oauth2" among them for all grants.
  if (value === 'oauth2' || value === 'oauth2token') return 'oauth2code';
  throw unreadable('authorization mode');
}

export const unreadable = (what: string): PadesError =>
  new PadesError('key.csc-unreachable', `The signing service's answer has no usable ${what}`);

function member(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  if (!isObject(value)) throw unreadable(name);
  return value;
}

/** Texts of a list in an answer. */
export function strings(value: unknown, what: string): string[] {
  if (!Array.isArray(value)) throw unreadable(what);
  return value.map((item: unknown) => {
    if (typeof item !== 'string') throw unreadable(what);
    return item;
  });
}

const words = (status: unknown): string => (typeof status === 'string' ? status.slice(0, 40) : 'not usable');
