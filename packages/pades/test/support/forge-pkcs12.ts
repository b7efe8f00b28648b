import forge from 'node-forge';
import type { Party } from './pki.js';

/** A file as node-forge writes it. */
export function forgePkcs12(
  party: Party,
  passphrase: string,
  options: { algorithm: '3des' | 'aes128' | 'aes256'; prf?: string } = { algorithm: '3des' },
): Buffer {
  const key = forge.pki.privateKeyFromPem(party.key.export({ format: 'pem', type: 'pkcs8' }).toString());
  const certificates = [party.certificate, ...party.chain].map((der) =>
    forge.pki.certificateFromAsn1(forge.asn1.fromDer(Buffer.from(der).toString('binary'))),
  );
  const pfx = forge.pkcs12.toPkcs12Asn1(key, certificates, passphrase, {
    algorithm: options.algorithm,
    ...(options.prf === undefined ? {} : { prfAlgorithm: options.prf }),
  });
  return Buffer.from(forge.asn1.toDer(pfx).getBytes(), 'binary');
}
