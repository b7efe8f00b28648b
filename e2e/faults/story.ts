import type { bankid } from '@segl/contracts';
import { HttpPerson, linkTokenOf } from '../support/http-person.js';
import type { Product } from '../support/product.js';
import { Sender } from '../support/sender.js';

/** What a story ends with. */
export interface Ending {
  documentId: string;
  pdf: Buffer;
}

/**
 * Somebody brings a file, orders a signature under it from themselves, reads, confirms and signs (steps 1 to 9). Remembers
 * what it was told, as a browser would, so that it can go on after the process died.
 */
export class Story {
  private intakeId: string | undefined;
  private token: string | undefined;

  constructor(private readonly document: Uint8Array) {}

  /** From the beginning to the receipt. */
  async begin(product: Product): Promise<void> {
    await this.as(product, async (person, demoPerson) => {
      const token = await this.send(person, demoPerson);
      await person.untilPrepared(token);
      await person.sign(token, await person.confirm(token));
      await person.untilReceipt(token);
    });
  }

  /** After the restart: goes on from wherever things stand, and ends with the signed copy. */
  async goOn(product: Product): Promise<Ending> {
    return this.as(product, async (person, demoPerson) => {
      // What was answered before the crash is there; where the request itself died, the sender saw an error and asks again.
      const token = await this.send(person, demoPerson);
      const { orderState } = await person.untilPrepared(token);
      if (!['open', 'completed'].includes(orderState)) throw new Error(`the order is ${orderState}`);
      // An exchange with the bank that never ended is given up after half a minute.
      await product.advanceClock(31);
      let receipt = await person.receipt(token);
      if (receipt === undefined) {
        try {
          await person.sign(token, await person.confirm(token));
        } catch (error) {
          // The attempt that the crash interrupted may have finished meanwhile: then there is nothing left to sign.
          if (!String(error).includes('signing.already-signed')) throw error;
        }
        receipt = await person.untilReceipt(token);
      }
      return { documentId: receipt.documentId, pdf: await person.signedPdf(receipt.documentId) };
    });
  }

  /** Steps 1 and 2, as far as they are not done: the link of the order. */
  private async send(person: HttpPerson, { name, birthDate, email }: DemoPerson): Promise<string> {
    if (this.token !== undefined) return this.token;
    const sender = await Sender.create(person);
    this.intakeId ??= (await sender.upload('Agreement.pdf', this.document)).id;
    const intake = await sender.untilAccepted(this.intakeId);
    const order = await sender.order({
      title: 'Agreement',
      intakeId: intake.id,
      party: { name, birthDate, email, language: 'nb' },
      // The product's clock is minutes ahead of ours, no more.
      deadline: new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10),
      language: 'nb',
    });
    this.token = linkTokenOf(JSON.stringify(order.parties));
    return this.token;
  }

  private async as<Result>(
    product: Product,
    act: (person: HttpPerson, demoPerson: DemoPerson) => Promise<Result>,
  ): Promise<Result> {
    const demoPerson = (await product.people()).find(({ bankIdState }) => bankIdState === 'active');
    if (demoPerson === undefined) throw new Error('no demo person with an active BankID');
    const person = await HttpPerson.create(product, demoPerson.sub);
    try {
      await person.logIn('/desk');
      return await act(person, demoPerson);
    } finally {
      await person.close();
    }
  }
}

type DemoPerson = bankid.DemoPeople['people'][number];
