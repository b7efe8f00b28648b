import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { webcrypto } from 'node:crypto';
import {
  issueCertificate,
  profiles,
  runKeyCeremony,
  timestampPolicyOid,
  type CeremonyIssuer,
} from '@segl/certs';
import { createTimestampToken, type CmsSigner, type TimestampSource } from '@segl/pades';
import type { OcspResponder } from './ocsp-responder.js';

/** A hierarchy of its own for a test file: root, one bank, the organisation, a time-stamp unit. */
export interface TestPki {
  root: Uint8Array;
  holder(person: { sub: string; givenName: string; familyName: string }): Promise<CmsSigner>;
  timestamp: TimestampSource;
  /** Answers for the bank's certificates. */
  ocspResponder: OcspResponder;
}

/** @param addressBase where holders' certificates say that OCSP and CRL are; by default, nobody answers there */
export async function makePki(addressBase = 'http://127.0.0.1:9/trust'): Promise<TestPki> {
  const issuers = await runKeyCeremony({
    baseUrl: addressBase,
    banks: [{ id: 'fjordbanken', name: 'Fjordbanken', originator: '9901' }],
    clock: { now: () => new Date() },
  });
  const find = (id: string): CeremonyIssuer => {
    const found = issuers.find((issuer) => issuer.id === id);
    if (found === undefined) throw new Error(`the ceremony made no ${id}`);
    return found;
  };
  const bank = find('fjordbanken');
  const bankKey = await webcrypto.subtle.importKey(
    'pkcs8',
    Uint8Array.from(bank.privateKey),
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign'],
  );
  const unit = find('tsa');
  const unitSigner = signerOf(unit.certificate, [find('segl').certificate], unit.privateKey);
  const responder = find('fjordbanken-ocsp');
  let serialNumber = 0n;
  return {
    ocspResponder: { certificate: responder.certificate, pkcs8: responder.privateKey },
    root: find('root').certificate,
    async holder({ sub, givenName, familyName }) {
      const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const { certificate } = await issueCertificate({
        profile: profiles.holder,
        subject: [
          { type: 'serialNumber', value: sub },
          { type: 'SN', value: familyName },
          { type: 'GN', value: givenName },
          { type: 'CN', value: `${givenName} ${familyName}` },
        ],
        publicKey: new Uint8Array(keys.publicKey.export({ type: 'spki', format: 'der' })),
        issuer: { id: bank.id, certificate: bank.certificate, privateKey: bankKey },
        addressBase,
        notBefore: new Date(Date.now() - 60_000),
      });
      const pkcs8 = keys.privateKey.export({ type: 'pkcs8', format: 'der' });
      return signerOf(certificate, [bank.certificate], new Uint8Array(pkcs8));
    },
    timestamp: ({ digest }) => {
      serialNumber += 1n;
      return createTimestampToken(
        {
          policy: timestampPolicyOid,
          messageImprint: { digestOid: '2.16.840.1.101.3.4.2.1', hash: digest },
          serialNumber,
          genTime: new Date(),
        },
        unitSigner,
      );
    },
  };
}

function signerOf(certificate: Uint8Array, chain: Uint8Array[], pkcs8: Uint8Array): CmsSigner {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  return {
    certificate,
    chain,
    signatureAlgorithm: 'ECDSA',
    digestAlgorithm: 'SHA-256',
    sign: (attributes) => Promise.resolve(new Uint8Array(sign('sha256', attributes, key))),
  };
}
