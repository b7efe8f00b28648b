/**
 * Remembers what was made of a certificate (DER) as long as somebody holds it: a signer signs many documents with the same
 * one. Certificates are told apart as objects, and their bytes must not change.
 */
export function onceForCertificate<T>(make: (certificate: Uint8Array) => T): (certificate: Uint8Array) => T {
  const made = new WeakMap<Uint8Array, { readonly value: T }>();
  return (certificate) => {
    const known = made.get(certificate);
    if (known) return known.value;
    const value = make(certificate);
    made.set(certificate, { value });
    return value;
  };
}
