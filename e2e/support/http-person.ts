import { request, type APIRequestContext, type APIResponse } from '@playwright/test';
import { signing } from '@segl/contracts';
import type { z } from 'zod';
import type { Product } from './product.js';

type Invitation = z.infer<typeof signing.invitation>;
type Receipt = z.infer<typeof signing.receipt>;

/** A sample that somebody has signed. */
export interface SignedSample {
  token: string;
  documentId: string;
  pdf: Buffer;
}

/** What a person needs of a product: its address, and a code unit to look at. */
export type PersonsProduct = Pick<Product, 'url' | 'advanceClock' | 'people'>;

/** A person who uses Segl over HTTP, without a browser: same addresses, same forms, same cookies. */
export class HttpPerson {
  private constructor(
    private readonly product: PersonsProduct,
    private readonly sub: string,
    readonly http: APIRequestContext,
  ) {}

  static async create(product: PersonsProduct, sub: string): Promise<HttpPerson> {
    const http = await request.newContext({
      baseURL: product.url,
      // What a browser says of a request that a page of the same origin makes.
      extraHTTPHeaders: { Origin: product.url, 'Sec-Fetch-Site': 'same-origin' },
      // A local certificate; whether it is the right one is asked where that matters.
      ignoreHTTPSErrors: product.url.startsWith('https:'),
      maxRedirects: 20,
      timeout: 180_000,
    });
    return new HttpPerson(product, sub, http);
  }

  async close(): Promise<void> {
    await this.http.dispose();
  }

  /** Asks for a demo order to this person and resolves to its link token. */
  async orderSample(sample = 'loan-agreement'): Promise<string> {
    const answer = await this.postJson('/signing/api/demo/orders', { sample, sub: this.sub, language: 'nb' });
    return linkTokenOf(JSON.stringify(answer));
  }

  async logIn(returnTo: string): Promise<void> {
    const dialog = await this.http.get(`/signing/login?returnTo=${encodeURIComponent(returnTo)}`);
    await this.prove(dialog);
  }

  async invitation(token: string): Promise<Invitation> {
    return signing.invitation.parse(await this.getJson(`/signing/api/invitations/${token}`));
  }

  /** Waits until the order is open or has ended: each round asks again. */
  async untilPrepared(token: string): Promise<Invitation> {
    return await this.poll(async () => {
      const invitation = await this.invitation(token);
      return invitation.orderState === 'preparing' ? undefined : invitation;
    });
  }

  /** Reads to the end and confirms; resolves to the consent's id. */
  async confirm(token: string): Promise<string> {
    const document = signing.invitationDocument.parse(
      await this.getJson(`/signing/api/invitations/${token}/document`),
    );
    const at = new Date().toISOString();
    const { documentId, preparedSha256, manifestSha256 } = document;
    const consent = signing.consentAnswer.parse(
      await this.postJson(`/signing/api/invitations/${token}/consents`, {
        statementVersion: document.statement.version,
        language: document.statement.language,
        documents: [{ documentId, preparedSha256, manifestSha256 }],
        pagesShown: document.pages.map(({ pageNumber }) => ({ documentId, pageNumber, at })),
        reachedEnd: 'scrolled',
        capacity: 'self',
      }),
    );
    return consent.id;
  }

  /**
   * Goes to BankID and comes back signed, or wherever the product leads. An earlier attempt with its proof goes on instead,
   * and then the bank has nothing to ask.
   */
  async sign(token: string, consentId: string): Promise<void> {
    const attempt = signing.signingAttempt.parse(
      await this.postJson(`/signing/api/invitations/${token}/signing-attempts`, { consentId }),
    );
    if (attempt.state === 'committed') return;
    if (attempt.redirectUrl === null) throw new Error(`attempt is ${attempt.state}`);
    await this.product.advanceClock(31);
    await this.prove(await this.http.get(attempt.redirectUrl));
  }

  /** Reads, confirms and signs a sample from beginning to end. */
  async signSample(sample?: string): Promise<SignedSample> {
    const token = await this.orderSample(sample);
    await this.logIn(`/sign/${token}`);
    await this.untilPrepared(token);
    await this.sign(token, await this.confirm(token));
    const { documentId } = await this.untilReceipt(token);
    return { token, documentId, pdf: await this.signedPdf(documentId) };
  }

  async receipt(token: string): Promise<Receipt | undefined> {
    const answer = await this.http.get(`/signing/api/invitations/${token}/receipt`);
    return answer.ok() ? signing.receipt.parse(await answer.json()) : undefined;
  }

  async untilReceipt(token: string): Promise<Receipt> {
    return await this.poll(() => this.receipt(token));
  }

  async signedPdf(documentId: string): Promise<Buffer> {
    const answer = await this.http.get(`/signing/api/documents/${documentId}/signed.pdf`);
    if (!answer.ok()) throw new Error(`signed.pdf: ${String(answer.status())} ${await answer.text()}`);
    return await answer.body();
  }

  /** Goes to an address that leads through the BankID dialog; the page that it ends on. */
  async proveAt(address: string): Promise<string> {
    const { codeUnit } = await this.person();
    if (codeUnit.used) await this.product.advanceClock(codeUnit.periodSeconds);
    return await (await this.prove(await this.http.get(address))).text();
  }

  /** Answers the BankID dialog, screen by screen, as its forms ask; the page behind it. */
  private async prove(first: APIResponse): Promise<APIResponse> {
    let page = first;
    for (let screen = 0; screen < 40; screen += 1) {
      if (!new URL(page.url()).pathname.includes('/bankid/dialog/')) return page;
      const html = await page.text();
      const form = readForm(html, page.url());
      const next = continueAddress(html, page.url());
      if (form !== undefined) {
        const answer = form.field === undefined ? {} : { [form.field]: await this.answerTo(form.field) };
        page = await this.http.post(form.action, {
          form: { ...form.hidden, ...answer },
          headers: { Origin: new URL(page.url()).origin },
        });
      } else if (next !== undefined) {
        page = await this.http.get(next);
      } else {
        throw new Error(`the dialog asks nothing: ${html.replaceAll(/<[^>]+>/g, ' ').slice(0, 400)}`);
      }
    }
    throw new Error(`the dialog did not end: ${page.url()}`);
  }

  private async answerTo(field: string): Promise<string> {
    const person = await this.person();
    if (/birth/i.test(field)) return person.birthDate;
    if (/password/i.test(field)) return person.password ?? '';
    if (!/code/i.test(field)) throw new Error(`the dialog asks for ${field}`);
    if (!person.codeUnit.used) return person.codeUnit.code;
    await this.product.advanceClock(person.codeUnit.periodSeconds);
    return await this.answerTo(field);
  }

  private async person(): Promise<Awaited<ReturnType<Product['people']>>[number]> {
    const person = (await this.product.people()).find(({ sub }) => sub === this.sub);
    if (person === undefined) throw new Error(`no demo person ${this.sub}`);
    return person;
  }

  async getJson(path: string): Promise<unknown> {
    const answer = await this.http.get(path);
    if (!answer.ok()) throw new Error(`GET ${path}: ${String(answer.status())} ${await answer.text()}`);
    return await answer.json();
  }

  async postJson(path: string, data: object): Promise<unknown> {
    const answer = await this.http.post(path, { data });
    if (!answer.ok()) throw new Error(`POST ${path}: ${String(answer.status())} ${await answer.text()}`);
    return await answer.json();
  }

  /** Asks again and again, each time as soon as the last answer is there, for at most three minutes: the machine may be busy. */
  private async poll<Result>(ask: () => Promise<Result | undefined>): Promise<Result> {
    const deadline = performance.now() + 180_000;
    while (performance.now() < deadline) {
      const result = await ask();
      if (result !== undefined) return result;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('did not come to an end within three minutes');
  }
}

export function linkTokenOf(text: string): string {
  const found = /\/sign\/([A-Za-z0-9_-]{22})/.exec(text) ?? /"linkToken":\s*"([A-Za-z0-9_-]{22})"/.exec(text);
  if (found?.[1] === undefined) throw new Error(`no link in ${text.slice(0, 200)}`);
  return found[1];
}

interface Form {
  action: string;
  hidden: Record<string, string>;
  /** Undefined where the screen only shows what the caller said. */
  field: string | undefined;
}

/** The question of a dialog screen. */
function readForm(html: string, url: string): Form | undefined {
  const [, attributes = '', body = ''] =
    /<form\b([^>]*class="question"[^>]*)>(.*?)<\/form>/s.exec(html) ?? [];
  if (attributes === '') return undefined;
  const inputs = [...body.matchAll(/<input\b[^>]*>/g)].map(([tag]) => ({
    name: attribute(tag, 'name') ?? '',
    type: attribute(tag, 'type') ?? 'text',
    value: attribute(tag, 'value') ?? '',
  }));
  const hidden = inputs.filter(({ type }) => type === 'hidden');
  return {
    action: new URL(attribute(attributes, 'action') ?? url, url).href,
    hidden: Object.fromEntries(hidden.map(({ name, value }) => [name, value])),
    field: inputs.find(({ type }) => type !== 'hidden')?.name,
  };
}

/** Where a screen that only waits goes on to. */
function continueAddress(html: string, url: string): string | undefined {
  const [, target] = /http-equiv="refresh" content="\d+;\s*url=([^"]+)"/i.exec(html) ?? [];
  return target === undefined ? undefined : new URL(target.replaceAll('&amp;', '&'), url).href;
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&');
}
