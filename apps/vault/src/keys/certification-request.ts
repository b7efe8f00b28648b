import type { webcrypto } from 'node:crypto';
import { ProblemError } from '@segl/platform';

/** Subject attribute types that requests may use (RFC 4519 §2, X.520), and their other names. */
const attributeTypeOids: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  SN: '2.5.4.4',
  surname: '2.5.4.4',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  GN: '2.5.4.42',
  G: '2.5.4.42',
  givenName: '2.5.4.42',
  organizationIdentifier: '2.5.4.97',
};

/** A signature scheme as WebCrypto names it. */
export type SigningAlgorithm =
  { name: 'ECDSA'; hash: 'SHA-256' } | { name: 'RSASSA-PKCS1-v1_5'; hash: 'SHA-256' };

/** Signs octets as WebCrypto does. */
export type SignElsewhere = (octets: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>;

/**
 * Makes a PKCS#10 request (RFC 2986), which proves possession of the private key.
 *
 * @param signElsewhere for a private key that is not in `keys`, whose place there the public key takes
 * @throws ProblemError `platform.invalid-request` when an attribute type is not known
 */
export async function createCertificationRequest(
  subject: readonly { type: string; value: string }[],
  keys: webcrypto.CryptoKeyPair,
  signingAlgorithm: SigningAlgorithm,
  signElsewhere?: SignElsewhere,
): Promise<Uint8Array> {
  const name = subject.map(({ type, value }) => {
    const oid = attributeTypeOids[type];
    if (oid === undefined) {
      throw new ProblemError('platform.invalid-request', {
        detail: 'The subject has an attribute that is not known.',
      });
    }
    return { [oid]: [value.normalize('NFC')] };
  });
  // Loaded when the first key is made: a program that starts mostly makes none. Its library needs the metadata API first.
  await import('reflect-metadata');
  const { Pkcs10CertificateRequestGenerator } = await import('@peculiar/x509');
  const request = await Pkcs10CertificateRequestGenerator.create(
    { name, keys, signingAlgorithm },
    signElsewhere === undefined ? crypto : cryptoWith(signElsewhere),
  );
  return new Uint8Array(request.rawData);
}

/** WebCrypto, but for who signs. */
function cryptoWith(signElsewhere: SignElsewhere): typeof crypto {
  const { subtle } = crypto;
  const sign: typeof subtle.sign = async (_algorithm, _key, data) => {
    const octets = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    return (await signElsewhere(octets)).buffer;
  };
  const exportKey = subtle.exportKey.bind(subtle);
  const members = new Map<string | symbol, unknown>([
    ['sign', sign],
    ['exportKey', exportKey],
  ]);
  const own = new Proxy(subtle, { get: (_, name) => members.get(name) });
  return new Proxy(crypto, {
    get: (all, name): unknown => (name === 'subtle' ? own : Reflect.get(all, name)),
  });
}
