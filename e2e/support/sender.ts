import { signing, upload } from '@segl/contracts';
import type { HttpPerson } from './http-person.js';

/** A person who sends files of their own, over plain HTTP; logged in. */
export class Sender {
  private constructor(
    private readonly person: HttpPerson,
    private readonly ticket: signing.UploadTicket,
  ) {}

  /** Asks for the ticket that lets a browser bring files to the room that takes them. */
  static async create(person: HttpPerson): Promise<Sender> {
    const ticket = signing.uploadTicket.parse(await person.postJson('/signing/api/upload-tickets', {}));
    return new Sender(person, ticket);
  }

  /** Brings a PDF; resolves when it is received, before it is checked. */
  async upload(name: string, pdf: Uint8Array): Promise<upload.Intake> {
    const file = { name, mimeType: 'application/pdf', buffer: Buffer.from(pdf) };
    const answer = await this.person.http.post(`${this.ticket.uploadUrl}/intakes`, {
      headers: this.headers,
      multipart: { file },
    });
    if (!answer.ok()) throw new Error(`upload: ${String(answer.status())} ${await answer.text()}`);
    return upload.intake.parse(await answer.json());
  }

  /** What has become of it by now. @throws when it was refused */
  async intake(id: string): Promise<upload.Intake> {
    const answer = await this.person.http.get(`${this.ticket.uploadUrl}/intakes/${id}`, {
      headers: this.headers,
    });
    if (!answer.ok()) throw new Error(`intake: ${String(answer.status())} ${await answer.text()}`);
    const intake = upload.intake.parse(await answer.json());
    if (intake.state === 'refused') throw new Error(`refused: ${JSON.stringify(intake.refusal)}`);
    return intake;
  }

  /** Waits until the file is accepted: each round asks again, for at most a minute. */
  async untilAccepted(id: string): Promise<upload.Intake> {
    const deadline = performance.now() + 60_000;
    let intake = await this.intake(id);
    while (intake.state !== 'ready') {
      if (performance.now() > deadline) throw new Error(`the intake is ${intake.state} after a minute`);
      intake = await this.intake(id);
    }
    return intake;
  }

  /** The picture of a page, once it is drawn; undefined before. */
  async pageImage(id: string, pageNumber: number): Promise<Buffer | undefined> {
    const address = `${this.ticket.uploadUrl}/intakes/${id}/pages/${String(pageNumber)}/image?density=1`;
    const answer = await this.person.http.get(address, { headers: this.headers });
    if (answer.ok()) return await answer.body();
    const problem = await answer.text();
    if (problem.includes('upload.page-not-ready')) return undefined;
    throw new Error(`page: ${String(answer.status())} ${problem}`);
  }

  /** Orders a signature under an accepted file. */
  async order(request: signing.CreateOrderRequest): Promise<signing.Order> {
    return signing.order.parse(await this.person.postJson('/signing/api/orders', request));
  }

  private get headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.ticket.ticket}` };
  }
}
