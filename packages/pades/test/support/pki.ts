import { createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { encodeSignatureAlgorithm, nodeDigest } from '../../src/cms/algorithms.js';
import {
  bitString,
  context,
  contextPrimitive,
  enumerated,
  generalizedTime,
  integer,
  namedBits,
  nullValue,
  octetString,
  oid,
  sequence,
  setOf,
  trueValue,
  utf8String,
} from '../../src/cms/asn1-writer.js';
import type { CmsSigner, DigestAlgorithm, SignatureAlgorithm } from '../../src/cms/types.js';
import { createKeySigner } from '../../src/keys/key-signer.js';
import { ocspCertId } from '../../src/revocation/ocsp-request.js';
import { parseCertificate } from '../../src/x509/certificate.js';

/** Kinds of keys that signatures are tried with. */
export const KEY_KINDS = ['rsa', 'rsa-pss', 'p256', 'p384', 'p521', 'ed25519'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

interface Scheme {
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly digestAlgorithm: DigestAlgorithm;
}

const SCHEMES: Readonly<Record<KeyKind, Scheme>> = {
  rsa: { signatureAlgorithm: 'RSASSA-PKCS1-v1_5', digestAlgorithm: 'SHA-256' },
  'rsa-pss': { signatureAlgorithm: 'RSASSA-PSS', digestAlgorithm: 'SHA-256' },
  p256: { signatureAlgorithm: 'ECDSA', digestAlgorithm: 'SHA-256' },
  p384: { signatureAlgorithm: 'ECDSA', digestAlgorithm: 'SHA-384' },
  p521: { signatureAlgorithm: 'ECDSA', digestAlgorithm: 'SHA-512' },
  ed25519: { signatureAlgorithm: 'Ed25519', digestAlgorithm: 'SHA-512' },
};

export function makeKey(kind: KeyKind): KeyObject {
  switch (kind) {
    case 'rsa':
    case 'rsa-pss':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    case 'p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    case 'p521':
      return generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
  }
}

/** A certificate with its key, and those above it. */
export interface Party {
  readonly certificate: Uint8Array;
  readonly key: KeyObject;
  readonly kind: KeyKind;
  readonly name: string;
  readonly chain: readonly Uint8Array[];
}

export interface Extension {
  readonly oid: string;
  readonly value: Uint8Array;
  readonly critical?: 'critical';
}

export interface Profile {
  readonly name: string;
  readonly kind?: KeyKind;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly extensions?: readonly Extension[];
  readonly serialNumber?: bigint;
  /** Taken instead of the issuer's name. */
  readonly issuerName?: string;
  readonly version?: 1 | 3;
}

const DAY = 24 * 60 * 60 * 1000;
const NOW = Math.floor(Date.now() / 1000) * 1000;

/** Whole days from the moment the tests began. */
export const inDays = (days: number): Date => new Date(NOW + days * DAY);

export const distinguishedName = (commonName: string): Uint8Array =>
  sequence(
    setOf([sequence(oid('2.5.4.10'), utf8String('Test AS'))]),
    setOf([sequence(oid('2.5.4.3'), utf8String(commonName))]),
  );

export const extension = {
  ca: (pathLength?: number): Extension => ({
    oid: '2.5.29.19',
    critical: 'critical',
    value: sequence(trueValue(), ...(pathLength === undefined ? [] : [integer(pathLength)])),
  }),
  notCa: (): Extension => ({ oid: '2.5.29.19', value: sequence() }),
  keyUsage: (...bits: readonly number[]): Extension => ({
    oid: '2.5.29.15',
    critical: 'critical',
    value: namedBits(bits),
  }),
  purposes: (critical: 'critical' | 'not-critical', ...oids: readonly string[]): Extension => ({
    oid: '2.5.29.37',
    value: sequence(...oids.map(oid)),
    ...(critical === 'critical' ? { critical } : {}),
  }),
  ocspNoCheck: (): Extension => ({ oid: '1.3.6.1.5.5.7.48.1.5', value: nullValue() }),
  accessInfo: (addresses: { readonly ocsp?: string; readonly caIssuers?: string }): Extension => ({
    oid: '1.3.6.1.5.5.7.1.1',
    value: sequence(
      ...(addresses.ocsp === undefined ? [] : [access('1.3.6.1.5.5.7.48.1', addresses.ocsp)]),
      ...(addresses.caIssuers === undefined ? [] : [access('1.3.6.1.5.5.7.48.2', addresses.caIssuers)]),
    ),
  }),
  crlAt: (url: string): Extension => ({
    oid: '2.5.29.31',
    value: sequence(sequence(context(0, context(0, uriName(url))))),
  }),
  permittedDns: (domain: string): Extension => ({
    oid: '2.5.29.30',
    critical: 'critical',
    value: sequence(context(0, sequence(contextPrimitive(2, Buffer.from(domain))))),
  }),
  dnsName: (host: string): Extension => ({
    oid: '2.5.29.17',
    value: sequence(contextPrimitive(2, Buffer.from(host))),
  }),
};

const uriName = (url: string): Uint8Array => contextPrimitive(6, Buffer.from(url));
const access = (method: string, url: string): Uint8Array => sequence(oid(method), uriName(url));

export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
export const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
/** Bits of keyUsage: keyCertSign and cRLSign; digitalSignature; nonRepudiation. */
export const CA_USAGE = [5, 6] as const;

/** Signs bytes the way the party's certificate authority, responder or signer does. */
export function signAs(
  party: Pick<Party, 'key' | 'kind'>,
  tbs: Uint8Array,
): { algorithm: Uint8Array; signature: Uint8Array } {
  const { signatureAlgorithm, digestAlgorithm } = SCHEMES[party.kind];
  const digest = signatureAlgorithm === 'Ed25519' ? null : nodeDigest(digestAlgorithm);
  const key =
    signatureAlgorithm === 'RSASSA-PSS' ? { key: party.key, padding: 6, saltLength: 32 } : party.key;
  return {
    algorithm: encodeSignatureAlgorithm(signatureAlgorithm, digestAlgorithm),
    signature: sign(digest, tbs, key),
  };
}

/** A signed structure: SEQUENCE of tbs, algorithm, BIT STRING. */
function signed(
  party: Pick<Party, 'key' | 'kind'>,
  makeTbs: (algorithm: Uint8Array) => Uint8Array,
): Uint8Array {
  const { signatureAlgorithm, digestAlgorithm } = SCHEMES[party.kind];
  const tbs = makeTbs(encodeSignatureAlgorithm(signatureAlgorithm, digestAlgorithm));
  const { algorithm, signature } = signAs(party, tbs);
  return sequence(tbs, algorithm, bitString(signature));
}

/** Makes a certificate. Without an issuer it signs itself. */
export function issue(profile: Profile, issuer?: Party): Party {
  const kind = profile.kind ?? 'p256';
  const key = makeKey(kind);
  return certify(profile, key, kind, issuer);
}

/** As {@link issue}, for a key that exists. */
export function certify(profile: Profile, key: KeyObject, kind: KeyKind, issuer?: Party): Party {
  const extensions = profile.extensions ?? [];
  const certificate = signed(issuer ?? { key, kind }, (algorithm) =>
    sequence(
      ...(profile.version === 1 ? [] : [context(0, integer(2))]),
      profile.serialNumber === undefined ? integer(randomBytes(12)) : integer(profile.serialNumber),
      algorithm,
      distinguishedName(profile.issuerName ?? issuer?.name ?? profile.name),
      sequence(
        generalizedTime(profile.notBefore ?? inDays(-30)),
        generalizedTime(profile.notAfter ?? inDays(300)),
      ),
      distinguishedName(profile.name),
      createPublicKey(key).export({ format: 'der', type: 'spki' }),
      ...(extensions.length === 0
        ? []
        : [
            context(
              3,
              sequence(
                ...extensions.map(({ oid: type, value, critical }) =>
                  sequence(oid(type), ...(critical === undefined ? [] : [trueValue()]), octetString(value)),
                ),
              ),
            ),
          ]),
    ),
  );
  const chain = issuer === undefined ? [] : [issuer.certificate, ...issuer.chain];
  return { certificate, key, kind, name: profile.name, chain };
}

/** A root, an authority under it, and what hangs under that. */
export function makePki(kind: KeyKind = 'p256') {
  const root = issue({ name: 'Root', kind, extensions: [extension.ca(), extension.keyUsage(...CA_USAGE)] });
  const authority = issue(
    { name: 'Authority', kind, extensions: [extension.ca(0), extension.keyUsage(...CA_USAGE)] },
    root,
  );
  const timestamping = issue(
    {
      name: 'Time-stamping',
      kind,
      extensions: [extension.keyUsage(0), extension.purposes('critical', TIME_STAMPING)],
    },
    authority,
  );
  const responder = issue(
    {
      name: 'Responder',
      kind,
      extensions: [extension.purposes('not-critical', OCSP_SIGNING), extension.ocspNoCheck()],
    },
    authority,
  );
  return { root, authority, timestamping, responder };
}

export const signerOf = (party: Party): CmsSigner =>
  createKeySigner({
    privateKey: party.key,
    certificate: party.certificate,
    chain: party.chain,
    ...SCHEMES[party.kind],
  });

export interface OcspAnswer {
  readonly status?: 'good' | 'revoked' | 'unknown';
  readonly revocationTime?: Date;
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date | 'none';
  readonly producedAt?: Date;
  readonly nonce?: Uint8Array;
  /** Certificates put beside the answer; by default the responder's. */
  readonly certificates?: readonly Uint8Array[];
}

/** An OCSP response (RFC 6960 §4.2.1) about one certificate. */
export function makeOcspResponse(
  certificate: Uint8Array,
  issuer: Uint8Array,
  responder: Party,
  answer: OcspAnswer = {},
): Uint8Array {
  const id = ocspCertId(parseCertificate(certificate), parseCertificate(issuer));
  const status = {
    good: contextPrimitive(0, new Uint8Array()),
    unknown: contextPrimitive(2, new Uint8Array()),
    revoked: context(1, generalizedTime(answer.revocationTime ?? inDays(-1)), context(0, enumerated(1))),
  }[answer.status ?? 'good'];
  const nextUpdate = answer.nextUpdate ?? inDays(1);
  const tbs = sequence(
    context(1, distinguishedName(responder.name)), // responderID byName
    generalizedTime(answer.producedAt ?? inDays(0)),
    sequence(
      sequence(
        sequence(
          sequence(oid(id.digestOid), nullValue()),
          octetString(id.issuerNameHash),
          octetString(id.issuerKeyHash),
          integer(id.serialNumber),
        ),
        status,
        generalizedTime(answer.thisUpdate ?? inDays(0)),
        ...(nextUpdate === 'none' ? [] : [context(0, generalizedTime(nextUpdate))]),
      ),
    ),
    ...(answer.nonce === undefined
      ? []
      : [
          context(1, sequence(sequence(oid('1.3.6.1.5.5.7.48.1.2'), octetString(octetString(answer.nonce))))),
        ]),
  );
  const { algorithm, signature } = signAs(responder, tbs);
  const basic = sequence(
    tbs,
    algorithm,
    bitString(signature),
    context(0, sequence(...(answer.certificates ?? [responder.certificate]))),
  );
  return sequence(enumerated(0), context(0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octetString(basic))));
}

export interface CrlContent {
  readonly revoked?: readonly {
    readonly serialNumber: bigint;
    readonly at: Date;
    readonly reason?: number;
  }[];
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date;
  readonly extensions?: readonly Extension[];
  readonly issuerName?: string;
}

/** A certificate list (RFC 5280 §5.1). */
export function makeCrl(issuer: Party, content: CrlContent = {}): Uint8Array {
  const revoked = content.revoked ?? [];
  return signed(issuer, (algorithm) =>
    sequence(
      integer(1), // version 2
      algorithm,
      distinguishedName(content.issuerName ?? issuer.name),
      generalizedTime(content.thisUpdate ?? inDays(-1)),
      generalizedTime(content.nextUpdate ?? inDays(6)),
      ...(revoked.length === 0
        ? []
        : [
            sequence(
              ...revoked.map(({ serialNumber, at, reason }) =>
                sequence(
                  integer(serialNumber),
                  generalizedTime(at),
                  ...(reason === undefined
                    ? []
                    : [sequence(sequence(oid('2.5.29.21'), octetString(enumerated(reason))))]),
                ),
              ),
            ),
          ]),
      ...(content.extensions === undefined
        ? []
        : [
            context(
              0,
              sequence(
                ...content.extensions.map(({ oid: type, value, critical }) =>
                  sequence(oid(type), ...(critical === undefined ? [] : [trueValue()]), octetString(value)),
                ),
              ),
            ),
          ]),
    ),
  );
}

/** The serial number of a certificate. */
export const serialOf = (certificate: Uint8Array): bigint => parseCertificate(certificate).serialNumber;
