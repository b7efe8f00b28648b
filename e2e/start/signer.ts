import { signing } from '@segl/contracts';
import { fromBytes, verifyDocument } from '@segl/pades';
import { HttpPerson, type PersonsProduct } from '../support/http-person.js';
import type { Ledger } from './ledger.js';

/** A document ready to be signed, and who is to do it. */
export interface ReadyToSign {
  person: HttpPerson;
  token: string;
  consentId: string;
}

/** A demo person who can sign. */
export async function findSigner(product: PersonsProduct): Promise<string> {
  const found = (await product.people()).find(({ bankIdState }) => bankIdState === 'active');
  if (found === undefined) throw new Error('no demo person with an active BankID');
  return found.sub;
}

/** Logs in, reads and confirms a sample. */
export async function readSample(product: PersonsProduct, sub: string): Promise<ReadyToSign> {
  const person = await HttpPerson.create(product, sub);
  const token = await person.orderSample();
  await person.untilPrepared(token);
  await person.logIn(`/sign/${token}`);
  return { person, token, consentId: await person.confirm(token) };
}

/** Signs a sample from beginning to end; resolves to its link token. */
export async function signSample(product: PersonsProduct, sub: string): Promise<string> {
  const person = await HttpPerson.create(product, sub);
  const { token } = await person.signSample();
  await person.close();
  return token;
}

/** What the person finds in My documents, and what became of one order. */
export async function checkSignedOnce(
  ledger: Ledger,
  what: string,
  { product, sub, token }: { product: PersonsProduct; sub: string; token: string },
): Promise<void> {
  const person = await HttpPerson.create(product, sub);
  await person.logIn('/documents');
  const receipt = await person.receipt(token);
  const { documents } = signing.documentList.parse(await person.getJson('/signing/api/documents'));
  const listed = documents.filter(({ documentId }) => documentId === receipt?.documentId).length;
  if (receipt === undefined || listed !== 1) {
    const state = (await person.invitation(token)).orderState;
    ledger.check(what, false, `listed ${String(listed)} times, the order is ${state}`);
  } else {
    const report = await verifyDocument(fromBytes(await person.signedPdf(receipt.documentId)), {
      trustAnchors: [],
    });
    const signatures = report.signatures.filter(({ type }) => type === 'signature').length;
    ledger.check(
      what,
      signatures === 1 && report.intact === true,
      `${String(signatures)} signatures, intact: ${String(report.intact)}`,
    );
  }
  await person.close();
}

/** How many documents the person finds in My documents. */
export async function countDocuments(product: PersonsProduct, sub: string): Promise<number> {
  const person = await HttpPerson.create(product, sub);
  await person.logIn('/documents');
  const { documents } = signing.documentList.parse(await person.getJson('/signing/api/documents'));
  await person.close();
  return documents.length;
}
