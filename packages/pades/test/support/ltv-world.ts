import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { OCSPRequest } from '@peculiar/asn1-ocsp';
import { AsnConvert } from '@peculiar/asn1-schema';
import { contextPrimitive, octetString, sequence } from '../../src/cms/asn1-writer.js';
import type { TimestampSource } from '../../src/cms/create-signature.js';
import type { RevocationResolver } from '../../src/revocation/client.js';
import {
  CA_USAGE,
  certify,
  extension,
  makeCrl,
  makeKey,
  makeOcspResponse,
  OCSP_SIGNING,
  serialOf,
  TIME_STAMPING,
  type CrlContent,
  type Extension,
  type KeyKind,
  type OcspAnswer,
  type Party,
  type Profile,
} from './pki.js';
import { stampedBy } from './signed.js';

const keyId = (key: KeyObject): Uint8Array =>
  createHash('sha1')
    .update(createPublicKey(key).export({ format: 'der', type: 'spki' }))
    .digest();

/** Issues a certificate with subject and authority key identifiers, as RFC 5280 §4.2.1 wants them. */
export function issueWithKeyIds(profile: Profile, issuer?: Party): Party {
  const kind = profile.kind ?? 'p256';
  const key = makeKey(kind);
  const extensions: Extension[] = [
    ...(profile.extensions ?? []),
    { oid: '2.5.29.14', value: octetString(keyId(key)) },
    { oid: '2.5.29.35', value: sequence(contextPrimitive(0, keyId((issuer ?? { key }).key))) },
  ];
  return certify({ ...profile, extensions }, key, kind, issuer);
}

/** What a responder says, by serial number; by default "good". */
export interface Responder {
  readonly by: Party;
  readonly answers?: Map<bigint, OcspAnswer | 'silent'>;
}

/**
 * Authorities that answer in this process instead of over a network: a {@link RevocationResolver} for tests. Every
 * question is noted in `asked`.
 */
export class World implements RevocationResolver {
  readonly asked: string[] = [];
  private readonly responders = new Map<string, Responder>();
  private readonly lists = new Map<string, () => Uint8Array>();
  private readonly files = new Map<string, Uint8Array>();
  private readonly issued = new Map<
    bigint,
    { readonly certificate: Uint8Array; readonly issuer: Uint8Array }
  >();

  /** Issues a certificate that responders of this world know. */
  issue(profile: Profile, issuer?: Party): Party {
    const party = issueWithKeyIds(profile, issuer);
    if (issuer)
      this.issued.set(serialOf(party.certificate), {
        certificate: party.certificate,
        issuer: issuer.certificate,
      });
    return party;
  }

  respondAt(url: string, responder: Responder): void {
    this.responders.set(url, responder);
  }

  publish(url: string, issuer: Party, content: CrlContent = {}): void {
    this.lists.set(url, () => makeCrl(issuer, content));
  }

  offer(url: string, certificate: Uint8Array): void {
    this.files.set(url, certificate);
  }

  ocsp(url: string, request: Uint8Array): Promise<Uint8Array> {
    this.asked.push(url);
    const responder = this.responders.get(url);
    const [one] = AsnConvert.parse(new Uint8Array(request), OCSPRequest).tbsRequest.requestList;
    const hex = Buffer.from(one?.reqCert.serialNumber ?? new ArrayBuffer(0)).toString('hex');
    const serialNumber = BigInt(`0x${hex}`);
    const answer = responder?.answers?.get(serialNumber);
    const known = this.issued.get(serialNumber);
    if (responder === undefined || known === undefined || answer === 'silent')
      return Promise.reject(new Error(`Nobody answers at ${url}`));
    return Promise.resolve(makeOcspResponse(known.certificate, known.issuer, responder.by, answer));
  }

  crl(url: string): Promise<Uint8Array> {
    this.asked.push(url);
    const list = this.lists.get(url);
    return list ? Promise.resolve(list()) : Promise.reject(new Error(`No list at ${url}`));
  }

  certificate(url: string): Promise<Uint8Array> {
    this.asked.push(url);
    const file = this.files.get(url);
    return file ? Promise.resolve(file) : Promise.reject(new Error(`No certificate at ${url}`));
  }
}

export const OCSP_URL = 'http://ocsp.test/';
export const ROOT_CRL_URL = 'http://crl.test/root.crl';
export const CRL_URL = 'http://crl.test/authority.crl';
export const ISSUER_URL = 'http://ca.test/authority.cer';

/** A root with its CRL, an authority under it with OCSP and CRL, a signer and two time-stamp authorities. */
export function makeWorld(kind: KeyKind = 'p256') {
  const world = new World();
  const addresses = [
    extension.accessInfo({ ocsp: OCSP_URL, caIssuers: ISSUER_URL }),
    extension.crlAt(CRL_URL),
  ];
  const root = world.issue({
    name: 'LTV Root',
    kind,
    extensions: [extension.ca(), extension.keyUsage(...CA_USAGE)],
  });
  const authority = world.issue(
    {
      name: 'LTV Authority',
      kind,
      extensions: [extension.ca(0), extension.keyUsage(...CA_USAGE), extension.crlAt(ROOT_CRL_URL)],
    },
    root,
  );
  const signer = world.issue(
    { name: 'Kari Nordmann', kind, extensions: [extension.keyUsage(0, 1), ...addresses] },
    authority,
  );
  const stampAuthority = (name: string): Party =>
    world.issue(
      {
        name,
        kind,
        extensions: [extension.keyUsage(0), extension.purposes('critical', TIME_STAMPING), ...addresses],
      },
      authority,
    );
  const responder = world.issue(
    {
      name: 'LTV Responder',
      kind,
      extensions: [
        extension.keyUsage(0),
        extension.purposes('not-critical', OCSP_SIGNING),
        extension.ocspNoCheck(),
      ],
    },
    authority,
  );
  world.publish(ROOT_CRL_URL, root);
  world.publish(CRL_URL, authority);
  world.offer(ISSUER_URL, authority.certificate);
  world.respondAt(OCSP_URL, { by: responder });
  const [tsa, otherTsa] = [stampAuthority('LTV Time-stamping 1'), stampAuthority('LTV Time-stamping 2')];
  return { world, root, authority, signer, responder, tsa, otherTsa, addresses };
}

/** Time-stamps by the present clock. */
export const stampedNow =
  (tsa: Party): TimestampSource =>
  (imprint) =>
    stampedBy(tsa, new Date(Math.floor(Date.now() / 1000) * 1000))(imprint);
