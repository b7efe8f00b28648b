import { createHash, verify } from 'node:crypto';
import { openPkcs11KeyStore, type Pkcs11KeyStoreOptions } from '@segl/pades';
import { codeOf, type Court } from './court.js';

/** Keys of each kind are made in the token, sign digests there, and are destroyed. */
export async function makeKeysInToken({ judge }: Court, options: Pkcs11KeyStoreOptions): Promise<void> {
  const { library, token, pin, load } = options;
  const store = await openPkcs11KeyStore({
    library,
    ...(token === undefined ? {} : { token }),
    ...(pin === undefined ? {} : { pin }),
    ...(load === undefined ? {} : { load }),
  });
  const message = Buffer.from('what is signed');
  try {
    for (const [index, algorithm] of (['EC-P256', 'RSA-2048', 'RSA-3072'] as const).entries()) {
      const id = Buffer.from([0xa0, index]);
      const key = await store.generate({ id, label: `Made here ${algorithm}`, algorithm });
      for (const [digestAlgorithm, name] of [
        ['SHA-256', 'sha256'],
        ['SHA-512', 'sha512'],
      ] as const) {
        const digest = createHash(name).update(message).digest();
        // At once, as a service does.
        const signatures = await Promise.all(
          [1, 2, 3].map(() => store.signDigest({ id, algorithm, digestAlgorithm, digest })),
        );
        const good = signatures.every((signature) => verify(name, message, key, signature));
        judge(`token: a key made there, ${algorithm}, signs ${digestAlgorithm} digests`, good);
      }
      judge(`token: ${algorithm} is destroyed`, (await store.destroy(id)) === 'destroyed');
      const refused = await codeOf(
        store.signDigest({ id, algorithm, digestAlgorithm: 'SHA-256', digest: Buffer.alloc(32) }),
      );
      judge(`token: ${algorithm} signs no more`, refused === 'key.not-found', refused);
      judge(
        `token: ${algorithm} is not there to be destroyed again`,
        (await store.destroy(id)) === 'not-there',
      );
    }
  } finally {
    await store.close();
  }
}
