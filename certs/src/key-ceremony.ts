import { webcrypto } from 'node:crypto';
import { exportPrivateKey, generateIssuerKey } from './crypto.js';
import { issueCertificate, type IssuedCertificate, type SigningIssuer } from './issue-certificate.js';
import { profiles, type Bank, type ProfileName } from './profile.js';
import type { SubjectAttribute } from './subject.js';

/** What an issuer is for. */
export type IssuerKind = 'root' | 'intermediate' | 'timestamp' | 'ocsp';

/** An issuer (or responder, or time-stamp unit) made by {@link runKeyCeremony}. */
export interface CeremonyIssuer extends IssuedCertificate {
  /** `root`, a bank's id, `segl`, `tsa`, or `<ca>-ocsp`. */
  id: string;
  kind: IssuerKind;
  /** Who issued it; undefined for the root. */
  parentId: string | undefined;
  profile: ProfileName;
  /** PKCS#8, DER. Wrap it at once; nothing else keeps it. */
  privateKey: Uint8Array;
}

/** What a key ceremony needs. */
export interface KeyCeremonyOptions {
  /**
   * Address of trust without trailing slash, such as `http://localhost:3000/trust`. It is written into every
   * certificate for CA certificates, OCSP and CRL, and cannot be changed afterwards.
   */
  baseUrl: string;
  banks: readonly Bank[];
  clock: { now(): Date };
}

/** Certificates are valid from a little before the ceremony, for machines whose clocks are behind. */
const skewMilliseconds = 5 * 60 * 1000;

/**
 * Makes the whole hierarchy: one root (P-384); under it a CA for each bank and one for the organisation (`segl`);
 * a time-stamp unit under `segl`; and an OCSP responder under each CA, the root included (P-256 all).
 * Issuers come before those they issued.
 */
export async function runKeyCeremony({
  baseUrl,
  banks,
  clock,
}: KeyCeremonyOptions): Promise<CeremonyIssuer[]> {
  const made: CeremonyIssuer[] = [];
  const notBefore = new Date(clock.now().getTime() - skewMilliseconds);
  const make = async (wanted: Wanted): Promise<SigningIssuer> => {
    const { id, kind, profile: profileName, parent, subject } = wanted;
    const profile = profiles[profileName];
    const keys = await generateIssuerKey(profile.key === 'EC-P384' ? 'P-384' : 'P-256');
    const issued = await issueCertificate({
      profile,
      subject,
      publicKey: new Uint8Array(await webcrypto.subtle.exportKey('spki', keys.publicKey)),
      issuer: parent ?? { id, selfSignedBy: keys.privateKey },
      addressBase: baseUrl,
      notBefore,
    });
    const privateKey = await exportPrivateKey(keys.privateKey);
    made.push({ ...issued, id, kind, parentId: parent?.id, profile: profileName, privateKey });
    return { id, certificate: issued.certificate, privateKey: keys.privateKey };
  };
  const makeResponder = (parent: SigningIssuer, name: string) =>
    make({
      id: `${parent.id}-ocsp`,
      kind: 'ocsp',
      profile: 'ocsp-responder',
      parent,
      subject: [{ type: 'CN', value: `${name} OCSP responder` }],
    });

  const root = await make({ id: 'root', kind: 'root', profile: 'root', parent: undefined, subject: [] });
  await makeResponder(root, 'Segl test root');
  const organisation = await make({
    id: 'segl',
    kind: 'intermediate',
    profile: 'organisation-intermediate',
    parent: root,
    subject: [],
  });
  await makeResponder(organisation, 'Segl test organisation');
  await make({ id: 'tsa', kind: 'timestamp', profile: 'timestamp-unit', parent: organisation, subject: [] });
  for (const { id, name, originator } of banks) {
    const bank = await make({
      id,
      kind: 'intermediate',
      profile: 'bank-intermediate',
      parent: root,
      subject: [
        { type: 'O', value: `${name} (Segl test)` },
        { type: 'OU', value: originator },
        { type: 'CN', value: `${name} BankID CA (Segl test)` },
      ],
    });
    await makeResponder(bank, `${name} BankID`);
  }
  return made;
}

interface Wanted {
  id: string;
  kind: IssuerKind;
  profile: ProfileName;
  parent: SigningIssuer | undefined;
  subject: readonly SubjectAttribute[];
}
