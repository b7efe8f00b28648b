/**
 * Certificate policy of everything issued here: test certificates, with no claim of any assurance level.
 * From a random UUID (ITU-T X.667); the profiles under `profiles/` name it too.
 */
export const testPolicyOid = '2.25.145579048525036109349149584958417230213';

/** Policy under which time-stamps are given (RFC 3161 §2.4.2): a test policy. */
export const timestampPolicyOid = '2.25.234673563512255429853020998873720603372';

/** Subject attribute types by the names that profiles and requests use (RFC 4519 §2, X.520). */
export const attributeTypeOids = {
  CN: '2.5.4.3',
  SN: '2.5.4.4',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  GN: '2.5.4.42',
  organizationIdentifier: '2.5.4.97',
} as const;

/** Name of a subject attribute type. */
export type AttributeType = keyof typeof attributeTypeOids;
