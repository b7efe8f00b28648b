import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeOctetString,
  decodeSignedAttributes,
  encodeOctetString,
  encodeSignedAttributes,
} from '../../src/cms/signed-attributes.js';
import { integer, octetString, oid, sequence, setOf } from '../../src/cms/asn1-writer.js';
import { PadesError } from '../../src/errors.js';
import type { SignedAttributesInput } from '../../src/cms/types.js';
import { issue } from '../support/pki.js';

const CONSENT = '2.25.329800735698586629295641978511506172918';
const { certificate } = issue({ name: 'Signer' });
const base: SignedAttributesInput = {
  digestAlgorithm: 'SHA-256',
  messageDigest: createHash('sha256').update('document').digest(),
  signingCertificate: certificate,
};

const attribute = (type: string, ...values: Uint8Array[]): Uint8Array => sequence(oid(type), setOf(values));
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const contentType = attribute(CONTENT_TYPE, oid('1.2.840.113549.1.7.1'));
const messageDigest = attribute(MESSAGE_DIGEST, octetString(Buffer.alloc(32)));

describe('EN 319 142-1 §6.3 signed attributes', () => {
  it('are content-type, message-digest and signing-certificate-v2, and never signing-time', () => {
    const decoded = decodeSignedAttributes(encodeSignedAttributes(base));
    expect([...decoded.attributes.keys()].sort()).toEqual([
      '1.2.840.113549.1.9.16.2.47',
      CONTENT_TYPE,
      MESSAGE_DIGEST,
    ]);
    expect(decoded.contentType).toBe('1.2.840.113549.1.7.1');
    expect(decoded.messageDigest).toEqual(base.messageDigest);
    expect(decoded.signingTime).toBeUndefined();
  });

  it.each(['SHA-256', 'SHA-384', 'SHA-512'] as const)(
    'name the certificate by its %s hash',
    (digestAlgorithm) => {
      const name = digestAlgorithm.toLowerCase().replace('-', '');
      const messageDigest = createHash(name).update('document').digest();
      const decoded = decodeSignedAttributes(
        encodeSignedAttributes({ ...base, digestAlgorithm, messageDigest }),
      );
      expect(decoded.signingCertificateHash?.hash).toEqual(createHash(name).update(certificate).digest());
    },
  );

  it('leave the default digest of signing-certificate-v2 out, as DER demands (RFC 5035 §3)', () => {
    const hash = createHash('sha256').update(certificate).digest();
    const expected = sequence(sequence(sequence(octetString(hash))));
    const value = decodeSignedAttributes(encodeSignedAttributes(base)).attributes.get(
      '1.2.840.113549.1.9.16.2.47',
    );
    expect(value?.values).toEqual([expected]);
  });

  it('carry commitment, claimed roles, location and own attributes', () => {
    const decoded = decodeSignedAttributes(
      encodeSignedAttributes({
        ...base,
        commitmentType: 'proofOfApproval',
        claimedRoles: ['styreleder i Ål Eksempel AS'],
        signerLocation: { countryName: 'NO', localityName: 'Tromsø', postalAddress: ['Storgata 1'] },
        custom: [{ oid: CONSENT, valuesDer: [encodeOctetString(Buffer.alloc(32, 7))] }],
      }),
    );
    expect(decoded.commitmentTypeOid).toBe('1.2.840.113549.1.9.16.6.5');
    expect(decoded.claimedRoles).toEqual(['styreleder i Ål Eksempel AS']);
    const own = decoded.attributes.get(CONSENT)?.values[0];
    expect(own && decodeOctetString(own)).toEqual(Buffer.alloc(32, 7));
  });

  it('do not depend on the order in which own attributes are given', () => {
    const custom = ['1.2.3.4', CONSENT, '1.2.3.5'].map((type) => ({ oid: type, valuesDer: [integer(1)] }));
    expect(encodeSignedAttributes({ ...base, custom })).toEqual(
      encodeSignedAttributes({ ...base, custom: custom.toReversed() }),
    );
  });

  it.each<[string, Partial<SignedAttributesInput>]>([
    ['a digest of the wrong length', { messageDigest: Buffer.alloc(20) }],
    [
      'a signing-time among own attributes',
      { custom: [{ oid: '1.2.840.113549.1.9.5', valuesDer: [integer(1)] }] },
    ],
    ['an attribute that is set already', { custom: [{ oid: MESSAGE_DIGEST, valuesDer: [integer(1)] }] }],
    ['an own attribute without values', { custom: [{ oid: CONSENT, valuesDer: [] }] }],
    ['something that is no OID', { custom: [{ oid: 'consent', valuesDer: [integer(1)] }] }],
    ['an empty location', { signerLocation: {} }],
    [
      'an address of seven lines',
      { signerLocation: { postalAddress: Array.from({ length: 7 }, () => 'x') } },
    ],
  ])('are refused with %s', (_, change) => {
    expect(() => encodeSignedAttributes({ ...base, ...change })).toThrow(TypeError);
  });

  it('are refused with an own value that is not one DER element', () => {
    const custom = [{ oid: CONSENT, valuesDer: [Buffer.from([0x04, 0x80, 0x00, 0x00])] }];
    expect(() => encodeSignedAttributes({ ...base, custom })).toThrow(PadesError);
  });
});

describe('decodeSignedAttributes', () => {
  it.each([
    ['no message-digest', setOf([contentType])],
    ['no content-type', setOf([messageDigest])],
    [
      'message-digest twice',
      setOf([contentType, messageDigest, attribute(MESSAGE_DIGEST, octetString(Buffer.alloc(31)))]),
    ],
    [
      'message-digest with two values',
      setOf([
        contentType,
        attribute(MESSAGE_DIGEST, octetString(Buffer.alloc(32)), octetString(Buffer.alloc(32, 1))),
      ]),
    ],
    ['a SEQUENCE instead of a SET', sequence(contentType, messageDigest)],
    ['something after the SET', Buffer.concat([setOf([contentType, messageDigest]), Buffer.from([0])])],
    ['a message-digest that is no OCTET STRING', setOf([contentType, attribute(MESSAGE_DIGEST, integer(1))])],
  ])('refuses %s', (_, der) => {
    expect(() => decodeSignedAttributes(der)).toThrow(PadesError);
  });

  it('reads or refuses any change of a byte, never otherwise', () => {
    const der = encodeSignedAttributes({ ...base, commitmentType: 'proofOfApproval', claimedRoles: ['x'] });
    fc.assert(
      fc.property(fc.nat({ max: der.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
        const mutated = Buffer.from(der);
        mutated[at] = value;
        try {
          decodeSignedAttributes(mutated);
        } catch (error) {
          expect(error).toBeInstanceOf(PadesError);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
