import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { signDocument, type SignDocumentOptions } from '../../src/sign/sign-document.js';
import type { PrefixHash, SignedDocument } from '../../src/sign/types.js';
import { fromBytes } from '../../src/pdf/byte-source.js';
import { hashSource, hashStateOf } from '../../src/sign/hashing.js';
import { verifyDocument } from '../../src/verify/verify-document.js';
import { tablePdf } from '../pdf/made-pdfs.js';
import { signer, trustAnchors } from './fixtures.js';

const sign = (bytes: Uint8Array, options: Partial<SignDocumentOptions> = {}): Promise<SignedDocument> =>
  signDocument(bytes, { signer, signerName: 'Kari Nordmann', field: { new: { name: 'First' } }, ...options });

const digestWith = async (bytes: Uint8Array, known: PrefixHash): Promise<string> => {
  const state = await hashSource(fromBytes(bytes), 'SHA-256', known);
  return Buffer.from(state.fork().digest()).toString('hex');
};

it('a hash state of another document from the same template is left aside', async () => {
  const [one, other] = [await sign(tablePdf()), await sign(tablePdf())];
  expect(other.prefixHash?.length).toBe(one.toBytes().length);
  const second = await sign(one.toBytes(), {
    field: { new: { name: 'Second' } },
    ...(other.prefixHash ? { prefixHash: other.prefixHash } : {}),
  });
  expect(await verifyDocument(second.toBytes(), { trustAnchors })).toMatchObject({ ok: true });
});

it('a hash state is taken up where the bytes before its end are the same, and only there', async () => {
  const bytes = Buffer.from(`${'a'.repeat(200)}${'b'.repeat(100)}`);
  const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
  const known = await hashSource(fromBytes(bytes.subarray(0, 200)), 'SHA-256', undefined);
  // That the state is taken up shows in a byte too far back to be compared.
  const changedBefore = Buffer.from(bytes).fill('x', 0, 10);
  expect(await digestWith(changedBefore, known)).toBe(sha256(bytes));
  const changedAtEnd = Buffer.from(bytes).fill('x', 199, 200);
  expect(await digestWith(changedAtEnd, known)).toBe(sha256(changedAtEnd));
});

it('a hash state of no known source is left aside', async () => {
  const bytes = Buffer.from('bytes of a file');
  const unknown = hashStateOf('SHA-256', 5, createHash('sha256').update('other'));
  expect(await digestWith(bytes, unknown)).toBe(createHash('sha256').update(bytes).digest('hex'));
});
