import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createTimestampClient, encodeOctetString, signerFromPem, type SignaturePolicy } from '@segl/pades';
import { printCms, run } from '../pades/judges.js';
import { signaturesIn } from '../pades/signatures-in.js';
import { at, exhibit, openssl, type Court } from './court.js';

const script = fileURLToPath(new URL('attributes_pyhanko.py', import.meta.url));
const ownAttribute = '1.3.6.1.4.1.99999.7';

/** Signs with every attribute there is, and lets openssl and pyHanko say what they read. */
export async function signWithAttributes(court: Court, python: string): Promise<void> {
  const party = await court.authority.issue('Attributes', 'p256');
  const signer = signerFromPem(party.keyPem, party.certificatesPem);
  const timestamp = createTimestampClient({
    servers: [{ url: court.authority.tsaUrl }],
    trustAnchors: [court.authority.root],
  });
  const signaturePolicy: SignaturePolicy = {
    oid: '1.3.6.1.4.1.99999.2.1',
    digestAlgorithm: 'SHA-256',
    digest: createHash('sha256').update('the policy').digest(),
    uri: 'http://127.0.0.1:9/policy.pdf',
    userNotice: {
      reference: { organization: 'Eksempel AS', noticeNumbers: [1, 2] },
      explicitText: 'Bindende også på nett',
    },
  };
  const attributes = {
    commitmentType: 'proofOfApproval',
    claimedRoles: ['styrets leder i Ål Eksempel AS', 'chair of the board'],
    signerLocation: { countryName: 'NO', localityName: 'Tromsø', postalAddress: ['Storgata 1'] },
    custom: [{ oid: ownAttribute, valuesDer: [encodeOctetString(Buffer.alloc(32, 7))] }],
  } as const;
  await exhibit(court, 'attributes without policy', signer, {
    ...attributes,
    timestamp,
    contentTimestamp: timestamp,
  });
  await exhibit(court, 'attributes with policy', signer, {
    ...attributes,
    timestamp,
    contentTimestamp: timestamp,
    signaturePolicy,
  });

  const file = court.exhibits.at(-1)?.file ?? '';
  const [extracted] = signaturesIn({ file });
  writeFileSync(at(court, 'attributes.cms'), extracted?.cms ?? '');
  const parsed = await openssl(court, 'asn1parse', '-inform', 'DER', '-in', 'attributes.cms');
  const names = [
    ...['signingCertificateV2', 'id-smime-aa-ets-commitmentType', 'id-smime-aa-ets-signerLocation'],
    ...['id-smime-aa-ets-sigPolicyId', 'id-smime-aa-ets-contentTimestamp', '0.4.0.19122.1.1', ownAttribute],
    'id-smime-aa-timeStampToken',
  ];
  const absent = names.filter((name) => !parsed.toLowerCase().includes(name.toLowerCase()));
  court.judge('openssl asn1parse: every attribute is there', absent.length === 0, absent.join());
  // The only signing-times belong to the time-stamp tokens inside (RFC 3161 leaves that to the authority).
  const printed = await printCms(at(court, 'attributes.cms'));
  const own = /signedAttrs:[\s\S]*?signatureAlgorithm:/.exec(printed)?.[0] ?? '';
  court.judge('openssl cms: no signing-time among ours', own !== '' && !/object: signingTime/.test(own), own);
  court.judge('no /Reason beside them', !readFileSync(file, 'latin1').includes('/Reason'));

  const { status, text } = await run(python, [script, file, court.authority.rootFile]);
  const read = status === 0 ? (JSON.parse(text) as Record<string, unknown>) : {};
  const expected: Readonly<Record<string, unknown>> = {
    policy: signaturePolicy.oid,
    policyHash: Buffer.from(signaturePolicy.digest).toString('hex'),
    qualifiers: {
      sp_uri: signaturePolicy.uri,
      sp_unotice: {
        notice_ref: { organization: 'Eksempel AS', notice_numbers: [1, 2] },
        explicit_text: 'Bindende også på nett',
      },
    },
    commitment: '1.2.840.113549.1.9.16.6.5',
    roles: attributes.claimedRoles,
    contentTimestamp: true,
    signature: true,
  };
  for (const [name, value] of Object.entries(expected))
    court.judge(
      `pyHanko reads ${name}`,
      JSON.stringify(read[name]) === JSON.stringify(value),
      status === 0 ? JSON.stringify(read[name]) : text,
    );
}
