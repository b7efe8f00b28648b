import { DIGEST_LENGTH, encodeDigestAlgorithm } from './algorithms.js';
import { ia5String, integer, octetString, oid, sequence, utf8String } from './asn1-writer.js';
import { OID } from './oids.js';
import type { SignaturePolicy, SignaturePolicyNotice } from './types.js';

/** DisplayText (RFC 5280 §4.2.1.4) and SPUserNotice hold at most this many characters. */
const MOST_CHARACTERS = 200;

/**
 * SignaturePolicyId (EN 319 122-1 §5.2.9.1), the one branch of SignaturePolicy in use.
 *
 * Throws `TypeError` for a bad OID, a digest of the wrong length, a URI that is not ASCII, or a notice that says nothing
 * or too much.
 */
export function encodeSignaturePolicy(policy: SignaturePolicy): Uint8Array {
  if (policy.digest.length !== DIGEST_LENGTH[policy.digestAlgorithm])
    throw new TypeError(`The policy's digest must have ${DIGEST_LENGTH[policy.digestAlgorithm]} bytes`);
  const qualifiers: Uint8Array[] = [];
  if (policy.uri !== undefined) qualifiers.push(sequence(oid(OID.spUri), ia5String(policy.uri)));
  if (policy.userNotice !== undefined)
    qualifiers.push(sequence(oid(OID.spUserNotice), encodeNotice(policy.userNotice)));
  return sequence(
    oid(policy.oid), // sigPolicyId
    sequence(encodeDigestAlgorithm(policy.digestAlgorithm), octetString(policy.digest)), // sigPolicyHash
    ...(qualifiers.length === 0 ? [] : [sequence(...qualifiers)]), // sigPolicyQualifiers
  );
}

function encodeNotice({ reference, explicitText }: SignaturePolicyNotice): Uint8Array {
  const parts: Uint8Array[] = [];
  if (reference !== undefined)
    parts.push(
      sequence(
        displayText(reference.organization),
        sequence(...reference.noticeNumbers.map((number) => integer(number))),
      ),
    );
  if (explicitText !== undefined) parts.push(displayText(explicitText));
  if (parts.length === 0) throw new TypeError('userNotice must say something');
  return sequence(...parts);
}

function displayText(text: string): Uint8Array {
  const characters = Array.from(text).length;
  if (characters < 1 || characters > MOST_CHARACTERS)
    throw new TypeError(`A text of a policy notice has 1 to ${MOST_CHARACTERS} characters`);
  return utf8String(text);
}
