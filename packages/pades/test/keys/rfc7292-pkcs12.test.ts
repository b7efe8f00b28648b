import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  context,
  contextPrimitive,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
} from '../../src/cms/asn1-writer.js';
import { PadesError } from '../../src/errors.js';
import { deriveKey } from '../../src/keys/pkcs12-crypto.js';
import { signerFromPkcs12 } from '../../src/keys/pkcs12.js';
import { forgePkcs12 } from '../support/forge-pkcs12.js';
import { issue, KEY_KINDS, makePki, type Party } from '../support/pki.js';

const pki = makePki();
const rsa = issue({ name: 'Signer', kind: 'rsa' }, makePki('rsa').authority);

/** A file of the new kind (RFC 8018 PBES2 with AES, RFC 7292 MAC by SHA-256), for any kind of key. */
function modernPkcs12(
  party: Party,
  passphrase: string,
  mac: 'rfc7292' | 'pbmac1' | 'pbmac1 without key length',
): Buffer {
  const pbkdf2 = (salt: Uint8Array, length: readonly number[] = [32]): Uint8Array =>
    sequence(
      oid('1.2.840.113549.1.5.12'),
      sequence(
        octetString(salt),
        integer(512),
        ...length.map(integer),
        sequence(oid('1.2.840.113549.2.9'), nullValue()),
      ),
    );
  const encrypt = (plain: Uint8Array): { algorithm: Uint8Array; data: Buffer } => {
    const [salt, iv] = [randomBytes(16), randomBytes(16)];
    const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(passphrase, salt, 512, 32, 'sha256'), iv);
    const scheme = sequence(oid('2.16.840.1.101.3.4.1.42'), octetString(iv));
    return {
      algorithm: sequence(oid('1.2.840.113549.1.5.13'), sequence(pbkdf2(salt), scheme)),
      data: Buffer.concat([cipher.update(plain), cipher.final()]),
    };
  };
  const data = (content: Uint8Array): Uint8Array =>
    sequence(oid('1.2.840.113549.1.7.1'), context(0, octetString(content)));
  const key = encrypt(party.key.export({ format: 'der', type: 'pkcs8' }));
  const keyBag = sequence(
    oid('1.2.840.113549.1.12.10.1.2'),
    context(0, sequence(key.algorithm, octetString(key.data))),
  );
  const certificateBags = [party.certificate, ...party.chain].map((der) =>
    sequence(
      oid('1.2.840.113549.1.12.10.1.3'),
      context(0, sequence(oid('1.2.840.113549.1.9.22.1'), context(0, octetString(der)))),
    ),
  );
  const certificates = encrypt(sequence(...certificateBags));
  const encryptedData = sequence(
    oid('1.2.840.113549.1.7.6'),
    context(
      0,
      sequence(
        integer(0),
        sequence(oid('1.2.840.113549.1.7.1'), certificates.algorithm, contextPrimitive(0, certificates.data)),
      ),
    ),
  );
  const authSafe = sequence(data(sequence(keyBag)), encryptedData);
  const salt = randomBytes(16);
  const macData =
    mac === 'rfc7292'
      ? sequence(
          sequence(
            sequence(oid('2.16.840.1.101.3.4.2.1')),
            octetString(
              createHmac('sha256', deriveKey('sha256', bmp(passphrase), salt, 512, 3, 32))
                .update(authSafe)
                .digest(),
            ),
          ),
          octetString(salt),
          integer(512),
        )
      : sequence(
          sequence(
            sequence(
              oid('1.2.840.113549.1.5.14'),
              sequence(
                pbkdf2(salt, mac === 'pbmac1' ? [32] : []),
                sequence(oid('1.2.840.113549.2.9'), nullValue()),
              ),
            ),
            octetString(
              createHmac('sha256', pbkdf2Sync(passphrase, salt, 512, 32, 'sha256'))
                .update(authSafe)
                .digest(),
            ),
          ),
          octetString(Buffer.from('NOT USED')),
          integer(1),
        );
  return Buffer.from(sequence(integer(3), data(authSafe), macData));
}

const bmp = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le').swap16();

describe('RFC 7292 PKCS#12 as node-forge writes it', () => {
  it.each([
    ['3DES', { algorithm: '3des' as const }],
    ['AES-128', { algorithm: 'aes128' as const }],
    ['AES-256 and HMAC-SHA-512', { algorithm: 'aes256' as const, prf: 'sha512' }],
  ])('opens with %s', async (_, options) => {
    const signer = await signerFromPkcs12(forgePkcs12(rsa, 'hemmelig', options), 'hemmelig');
    expect(signer.certificate).toEqual(rsa.certificate);
    expect(signer.chain).toEqual(rsa.chain);
  });

  it('opens with letters beyond ASCII (RFC 7292 appendix B.1)', async () => {
    const file = forgePkcs12(rsa, 'blåbær ☃', { algorithm: '3des' });
    await expect(signerFromPkcs12(file, 'blåbær ☃')).resolves.toMatchObject({ certificate: rsa.certificate });
  });

  it('opens with an empty passphrase', async () => {
    const file = forgePkcs12(rsa, '', { algorithm: '3des' });
    await expect(signerFromPkcs12(file, '')).resolves.toMatchObject({ certificate: rsa.certificate });
  });

  it('refuses a wrong passphrase', async () => {
    const file = forgePkcs12(rsa, 'riktig', { algorithm: '3des' });
    await expect(signerFromPkcs12(file, 'galt')).rejects.toMatchObject({ code: 'key.passphrase-wrong' });
  });
});

describe.each(KEY_KINDS)('PKCS#12 of the new kind with %s', (kind) => {
  const party = issue({ name: 'Signer', kind }, pki.authority);

  it.each(['rfc7292', 'pbmac1'] as const)('opens, protected by a MAC of %s', async (mac) => {
    const signer = await signerFromPkcs12(modernPkcs12(party, 'blåbær', mac), 'blåbær');
    expect(signer.certificate).toEqual(party.certificate);
    await expect(signerFromPkcs12(modernPkcs12(party, 'blåbær', mac), 'x')).rejects.toMatchObject({
      code: 'key.passphrase-wrong',
    });
  });
});

describe('files that are wrong', () => {
  it('are refused with PBMAC1 that leaves the key length open (RFC 9579 §4)', async () => {
    const file = modernPkcs12(issue({ name: 'Signer' }), 'x', 'pbmac1 without key length');
    await expect(signerFromPkcs12(file, 'x')).rejects.toMatchObject({ code: 'key.unsupported' });
  });

  it('are refused when the certificate belongs to another key', async () => {
    const other = issue({ name: 'Other' });
    const file = modernPkcs12({ ...other, chain: [], certificate: pki.root.certificate }, 'x', 'rfc7292');
    await expect(signerFromPkcs12(file, 'x')).rejects.toMatchObject({ code: 'key.certificate-mismatch' });
  });

  it('are refused with a code whatever bytes are changed', async () => {
    const file = modernPkcs12(issue({ name: 'Signer' }, pki.authority), 'x', 'rfc7292');
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: file.length - 1 }), fc.nat({ max: 255 }), async (at, value) => {
        fc.pre(file[at] !== value);
        const mutated = Buffer.from(file);
        mutated[at] = value;
        const outcome = await signerFromPkcs12(mutated, 'x').catch((error: unknown) => error);
        // A change that the MAC does not cover may leave the file readable.
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(PadesError);
      }),
      { numRuns: 40 },
    );
  });

  it('are refused before they can keep the reader busy', async () => {
    const algorithm = sequence(
      oid('1.2.840.113549.1.12.1.3'),
      sequence(octetString(randomBytes(8)), integer(2_000_000_000)),
    );
    const bag = sequence(
      oid('1.2.840.113549.1.12.10.1.2'),
      context(0, sequence(algorithm, octetString(randomBytes(16)))),
    );
    const content = sequence(sequence(oid('1.2.840.113549.1.7.1'), context(0, octetString(sequence(bag)))));
    const file = sequence(
      integer(3),
      sequence(oid('1.2.840.113549.1.7.1'), context(0, octetString(content))),
    );
    await expect(signerFromPkcs12(file, 'x')).rejects.toMatchObject({ code: 'key.unsupported' });
  });
});
