import { readAsn1, Tag } from './asn1-reader.js';
import { integer, sequence } from './asn1-writer.js';

/** The DER `ECDSA-Sig-Value` of r and s given one after the other (IEEE P1363; PKCS#11 §6.3.1). */
export function ecdsaValueFromPlain(plain: Uint8Array): Uint8Array {
  const half = plain.length / 2;
  return sequence(integer(plain.subarray(0, half)), integer(plain.subarray(half)));
}

/**
 * Whichever of the two forms an outside signer gave, as DER. Bytes that are well-formed DER of two numbers are taken as
 * such; anything else of even length as r and s. Whether it is a signature is for the verification to say.
 */
export function ecdsaValueOf(signature: Uint8Array): Uint8Array {
  return isDerValue(signature) || signature.length % 2 !== 0 || signature.length === 0
    ? signature
    : ecdsaValueFromPlain(signature);
}

function isDerValue(signature: Uint8Array): boolean {
  try {
    const fields = readAsn1(signature).fields();
    fields.next(Tag.integer).bigInteger();
    fields.next(Tag.integer).bigInteger();
    fields.end();
    return true;
  } catch {
    return false; // not DER: then it is the other form, or none
  }
}
