import { digestOid, encodeSignatureAlgorithm } from '../cms/algorithms.js';
import { readAsn1 } from '../cms/asn1-reader.js';
import { OID } from '../cms/oids.js';
import type { CmsSigner, DigestAlgorithm, SignatureAlgorithm } from '../cms/types.js';
import { PadesError } from '../errors.js';
import { parseCertificate } from '../x509/certificate.js';
import { CscClient, type CscApiVersion, type CscServiceOptions, type JsonObject } from './csc-client.js';
import { fetchCredential, strings, unreadable, type CscCredential } from './csc-credential.js';
import { createExternalSigner, type SigningRequest } from './external-signer.js';
import { chooseAlgorithms, type SignerOptions } from './key-algorithms.js';
import { resolveSecret, type SecretSource } from './secret-source.js';

/** What a holder is asked to authorize. */
export interface CscAuthorizationRequest {
  readonly credentialId: string;
  /** Digests that will be signed, and no others (SCAL 2). */
  readonly hashes: readonly Uint8Array[];
  readonly hashAlgorithmOid: string;
  readonly numSignatures: number;
  /** As the service describes the credential. */
  readonly credential: CscCredential;
}

/** A key in a remote signing service of the Cloud Signature Consortium's API. */
export interface CscSignerOptions extends CscServiceOptions, SignerOptions {
  readonly credentialId: string;
  /**
   * Gets the signature activation data: for credentials of mode `oauth2code`, by sending the holder through
   * `oauth2/authorize` with scope `credential`. Left out, `credentials/authorize` is called (modes `implicit` and
   * `explicit`).
   */
  readonly authorize?: (request: CscAuthorizationRequest) => Promise<string>;
  /** For mode `explicit`. */
  readonly pin?: SecretSource;
  /** One-time password for mode `explicit`; a function is asked for a new one each time. */
  readonly otp?: SecretSource;
  /** Shown to the holder by services that do so. */
  readonly description?: string;
}

/** Where the versions differ in `credentials/authorize` and `signatures/signHash`. */
const NAMES: Readonly<Record<CscApiVersion, { hashes: string; hashAlgorithm: string }>> = {
  '2': { hashes: 'hashes', hashAlgorithm: 'hashAlgorithmOID' },
  '1.0.4': { hashes: 'hash', hashAlgorithm: 'hashAlgo' },
};

/**
 * Makes a signer of a credential in a remote signing service (CSC API v2.0 or v1.0.4: `credentials/info`,
 * `credentials/authorize`, `signatures/signHash`). Each signature is authorized on its own, for its one hash, so that SCAL 1
 * and SCAL 2 are served alike; the signature is verified under the certificate before it is used. The digest and scheme
 * are those that the key's `algo` list allows.
 *
 * Throws `key.csc-unreachable`, `key.csc-refused`, `key.unsupported`, `x509.malformed`; when signing also `key.pin-wrong`,
 * `key.pin-locked`, `key.signature-wrong`; errors of `authorize` pass through. No message holds a token, PIN or password.
 */
export async function signerFromCsc(options: CscSignerOptions): Promise<CmsSigner> {
  const client = new CscClient(options);
  const credential = await fetchCredential(client, options.apiVersion, options.credentialId);
  const [certificate, ...chain] = credential.certificates;
  const { signatureAlgorithm, digestAlgorithm, signAlgo } = agree(certificate, credential, options);
  return createExternalSigner({
    certificate,
    chain,
    signatureAlgorithm,
    digestAlgorithm,
    sign: async (request) => {
      const activation = await authorize(client, credential, options, request);
      const names = NAMES[options.apiVersion];
      const answer = await client.call(
        'signatures/signHash',
        {
          credentialID: credential.credentialId,
          SAD: activation,
          [names.hashes]: [base64(request.hash)],
          [names.hashAlgorithm]: digestOid(digestAlgorithm),
          signAlgo,
          ...(signatureAlgorithm === 'RSASSA-PSS' ? { signAlgoParams: pssParameters(digestAlgorithm) } : {}),
          ...(options.apiVersion === '2' ? { operationMode: 'S' } : {}),
        },
        [activation],
      );
      const [signature, another] = strings(answer['signatures'], 'signatures');
      if (signature === undefined || another !== undefined) throw unreadable('signature');
      return Buffer.from(signature, 'base64');
    },
  });
}

interface Agreement {
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly digestAlgorithm: DigestAlgorithm;
  /** OID for `signAlgo`. */
  readonly signAlgo: string;
}

/** Finds a scheme and digest that the key can do, the service allows, and the caller wants. */
function agree(certificate: Uint8Array, credential: CscCredential, options: SignerOptions): Agreement {
  const key = parseCertificate(certificate).publicKey();
  const wanted = chooseAlgorithms(key, options);
  const { signatureAlgorithm } = wanted;
  if (signatureAlgorithm === 'Ed25519')
    throw new PadesError('key.unsupported', 'Ed25519 signs no hash (RFC 8032), and CSC signs hashes alone');
  const digests =
    options.digestAlgorithm === undefined
      ? [wanted.digestAlgorithm, ...(['SHA-256', 'SHA-384', 'SHA-512'] as const)]
      : [options.digestAlgorithm];
  const offered = new Set(credential.keyAlgorithms);
  for (const digestAlgorithm of digests) {
    const signAlgo = [schemeOid(signatureAlgorithm, digestAlgorithm), genericOid(signatureAlgorithm)].find(
      (candidate) => candidate !== undefined && offered.has(candidate),
    );
    if (signAlgo !== undefined) return { signatureAlgorithm, digestAlgorithm, signAlgo };
  }
  throw new PadesError('key.unsupported', `The credential offers no ${signatureAlgorithm} as asked for`);
}

/** The OID that stands in the AlgorithmIdentifier of a scheme. */
const schemeOid = (signature: SignatureAlgorithm, digest: DigestAlgorithm): string =>
  readAsn1(encodeSignatureAlgorithm(signature, digest)).fields().next().oid();

/** Services also list the key's own OID, the digest being told beside it. */
function genericOid(signature: SignatureAlgorithm): string | undefined {
  return signature === 'RSASSA-PKCS1-v1_5' ? OID.rsaEncryption : undefined;
}

/** RSASSA-PSS-params for `signAlgoParams`: base64 of the DER. */
function pssParameters(digest: DigestAlgorithm): string {
  const [, parameters] = readAsn1(encodeSignatureAlgorithm('RSASSA-PSS', digest)).children();
  return base64(parameters?.bytes ?? new Uint8Array());
}

/** The signature activation data for one hash. */
async function authorize(
  client: CscClient,
  credential: CscCredential,
  options: CscSignerOptions,
  { hash, digestAlgorithm }: SigningRequest,
): Promise<string> {
  const { credentialId } = credential;
  const hashAlgorithmOid = digestOid(digestAlgorithm);
  if (options.authorize !== undefined)
    return options.authorize({
      credentialId,
      hashes: [hash],
      hashAlgorithmOid,
      numSignatures: 1,
      credential,
    });
  if (credential.authorization === 'oauth2code')
    throw new PadesError(
      'key.csc-refused',
      'This credential is authorized by its holder in a browser; give `authorize`',
    );
  const entered = await enteredSecrets(credential, options);
  const answer = await client.call(
    'credentials/authorize',
    {
      credentialID: credentialId,
      numSignatures: 1,
      [NAMES[options.apiVersion].hashes]: [base64(hash)],
      ...(options.apiVersion === '2' ? { hashAlgorithmOID: hashAlgorithmOid } : {}),
      ...(options.description === undefined ? {} : { description: options.description }),
      ...authenticationMembers(options.apiVersion, entered),
    },
    entered.map(({ value }) => value),
  );
  const activation = answer['SAD'];
  if (typeof activation !== 'string' || activation === '') throw unreadable('SAD');
  return activation;
}

interface EnteredSecret {
  readonly id: string;
  readonly value: string;
}

/** PIN and one-time password, as far as they are asked for and given; the service says what is missing. */
async function enteredSecrets(
  { authorization, asks }: CscCredential,
  { pin, otp }: CscSignerOptions,
): Promise<EnteredSecret[]> {
  if (authorization === 'implicit') return [];
  const entered: EnteredSecret[] = [];
  if (pin !== undefined) entered.push({ id: asks.pin ?? 'PIN', value: await resolveSecret(pin) });
  if (otp !== undefined) entered.push({ id: asks.otp ?? 'OTP', value: await resolveSecret(otp) });
  return entered;
}

/** v1.0.4 has members `PIN` and `OTP`, v2 a list `authData`. */
function authenticationMembers(version: CscApiVersion, entered: readonly EnteredSecret[]): JsonObject {
  if (entered.length === 0) return {};
  if (version === '2') return { authData: entered.map(({ id, value }) => ({ id, value })) };
  return Object.fromEntries(entered.map(({ id, value }) => [id, value]));
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
