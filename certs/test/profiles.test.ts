import { describe, expect, it } from 'vitest';
import { parseProfile, profileNames, profiles, testPolicyOid } from '../src/index.js';

describe('the profiles', () => {
  it.each(profileNames.filter((name) => !profiles[name].basicConstraints.ca))(
    '%s says the test policy',
    (name) => {
      expect(profiles[name].certificatePolicies).toEqual([testPolicyOid]);
    },
  );

  it('let the time-stamp unit do nothing else, critically (RFC 3161 §2.3)', () => {
    expect(profiles['timestamp-unit'].extendedKeyUsage).toEqual({ usages: ['timeStamping'], critical: true });
  });

  it('spare the OCSP responder from being asked about', () => {
    expect(profiles['ocsp-responder'].ocspNoCheck).toBe(true);
  });

  it.each([
    ['an unknown member', { ...profiles.holder, qcStatements: [] }],
    ['a signer of certificates that is no CA', { ...profiles.root, basicConstraints: { ca: false } }],
    ['a usual validity above the longest', { ...profiles.holder, validity: { days: 2, maxDays: 1 } }],
    ['a policy that is no OID', { ...profiles.holder, certificatePolicies: ['2.25.x'] }],
  ])('refuse %s', (_what, data) => {
    expect(() => parseProfile(data)).toThrowError(expect.objectContaining({ code: 'certs.profile-invalid' }));
  });
});
