import { setTimeout as delay } from 'node:timers/promises';
import { PDFDocument } from 'pdf-lib';
import { signing } from '@segl/contracts';
import { addDays, currentStatementVersion, osloDate } from '@segl/domain';
import type { DatabaseHandle } from '@segl/database';
import type { Logger } from '@segl/platform';
import { createTestContext, type TestContext } from '@segl/testkit';
import { createSigningService, openRoom } from '../../src/create-signing-service.js';
import type { CrashPoint } from '../../src/crash-points.js';
import type { SigningRoom } from '../../src/signing-room.js';
import type { EvidenceSource } from '../../src/signing/evidence-source.js';
import { Browser } from './browser.js';
import { FakeBank, kari, ola, type BankPerson } from './fake-bank.js';
import { FakeSigner } from './fake-signer.js';
import { FakeUpload } from './fake-upload.js';
import { makePki, type TestPki } from './pki.js';

/** What a crash seam of a test throws: nothing after that point happens in that run. */
export class SimulatedCrash extends Error {
  override readonly name = 'SimulatedCrash';
}

/** The signing service, started, with its neighbours played by the test. */
export interface House extends TestContext {
  bank: FakeBank;
  signer: FakeSigner;
  upload: FakeUpload;
  pki: TestPki;
  /** Replaced by tests that want evidence to fail. */
  evidence: { -readonly [Part in keyof EvidenceSource]: EvidenceSource[Part] };
  /** Where the next run breaks off. */
  crash: { at: CrashPoint | undefined };
  /** The use cases' view of the same service. */
  room: SigningRoom;
  browser(): Browser;
  /** A browser whose person has logged in. */
  loggedIn(person: BankPerson, link?: string): Promise<Browser>;
  /** An order of Ola's to Kari, open for signing. */
  openOrder(
    changes?: Partial<signing.CreateOrderRequest>,
    sender?: Browser,
    file?: { pdf: Uint8Array; password: string },
  ): Promise<OpenOrder>;
}

export interface OpenOrder {
  sender: Browser;
  order: signing.Order;
  token: string;
}

export async function openHouse(
  options: { database?: DatabaseHandle; pki?: TestPki; logger?: Logger } = {},
): Promise<House> {
  const test = await createTestContext({
    service: 'signing',
    ...(options.database === undefined ? {} : { database: options.database }),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  });
  const pki = options.pki ?? (await makePki(test.context.urls.trust));
  const now = () => test.clock.now();
  const bank = new FakeBank(test.context.urls, now);
  const signer = new FakeSigner(pki, [kari, ola], now);
  const upload = new FakeUpload();
  upload.samplePdf = await twoPages('Sample');
  const crash: House['crash'] = { at: undefined };
  const evidence: House['evidence'] = {
    timestamp: pki.timestamp,
    certificateStatus: () => Promise.resolve(new Uint8Array([0x30, 0x00])),
  };
  const parts = {
    identity: bank,
    remoteSigner: signer,
    evidence: {
      timestamp: (imprint) => evidence.timestamp(imprint),
      certificateStatus: (certificate, chain) => evidence.certificateStatus(certificate, chain),
    } satisfies EvidenceSource,
    crashAt: (point: CrashPoint) => {
      if (point === crash.at) {
        crash.at = undefined;
        throw new SimulatedCrash(point);
      }
    },
  };
  test.mount(upload.service(test.contextOf('upload')));
  await test.start(await createSigningService(test.context, parts));

  const house: House = {
    ...test,
    bank,
    signer,
    upload,
    pki,
    evidence,
    crash,
    room: await openRoom(test.context, parts),
    browser: () => new Browser(test.baseUrl),
    async loggedIn(person, link) {
      const browser = new Browser(test.baseUrl);
      await logIn(house, browser, person, link);
      return browser;
    },
    openOrder: (changes, sender, file) => openOrder(house, changes, sender, file),
  };
  return house;
}

/** Through `/signing/login`, the bank, and back. @returns where the browser ends up */
export async function logIn(
  house: House,
  browser: Browser,
  person: BankPerson,
  link?: string,
): Promise<string> {
  const query = new URLSearchParams({ returnTo: link === undefined ? '/' : `/sign/${link}` });
  if (link !== undefined) query.set('link', link);
  const toBank = await browser.request(`/signing/login?${query}`);
  house.bank.person = person;
  const back = await browser.request(`/signing/callback/login${new URL(locationOf(toBank)).search}`);
  return locationOf(back);
}

export function locationOf(response: Response): string {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`no redirect: ${response.status}`);
  return location;
}

async function openOrder(
  house: House,
  changes: Partial<signing.CreateOrderRequest> = {},
  loggedIn?: Browser,
  file?: { pdf: Uint8Array; password: string },
): Promise<OpenOrder> {
  const sender = loggedIn ?? (await house.loggedIn(ola));
  const intakeId = house.upload.addIntake(ola.sub, file?.pdf ?? (await twoPages('Agreement')), {
    password: file?.password ?? null,
  });
  const created = await sender.send(signing.order, '/signing/api/orders', {
    title: 'Avtale om båtplass',
    intakeId,
    party: { name: 'Kari Fjellheim', birthDate: kari.birthDate, email: 'kari@example.test', language: 'nb' },
    deadline: addDays(osloDate(house.clock.now()), 14),
    language: 'nb',
    ...changes,
  });
  const order = await until(
    () => sender.get(signing.order, `/signing/api/orders/${created.id}`),
    ({ state }) => state !== 'preparing',
  );
  const token = order.parties[0]?.link.split('/').at(-1);
  if (token === undefined) throw new Error('the order has no party');
  return { sender, order, token };
}

/** Asks until the answer is as wanted; fails after a hundred seconds, since a busy machine is no fault. */
export async function until<Answer>(
  ask: () => Promise<Answer>,
  isWanted: (answer: Answer) => boolean,
): Promise<Answer> {
  const deadline = Date.now() + 100_000;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`waited in vain: ${JSON.stringify(answer)}`);
    await delay(50);
  }
}

/** Reads the document behind a link and confirms it. */
export async function confirm(browser: Browser, token: string): Promise<{ id: string; sha256: string }> {
  const base = `/signing/api/invitations/${token}`;
  const document = await browser.get(signing.invitationDocument, `${base}/document`);
  return browser.send(signing.consentAnswer, `${base}/consents`, consentFor(document));
}

/** What the page sends when the last page was reached. */
export function consentFor(document: signing.InvitationDocument): signing.ConsentRequest {
  const { documentId, preparedSha256, manifestSha256 } = document;
  return {
    statementVersion: currentStatementVersion,
    language: 'nb',
    documents: [{ documentId, preparedSha256, manifestSha256 }],
    pagesShown: document.pages.map(({ pageNumber }) => ({
      documentId,
      pageNumber,
      at: new Date().toISOString(),
    })),
    reachedEnd: 'scrolled',
    capacity: 'self',
  };
}

/** Starts an attempt; @returns its id and the query that the bank will send the browser back with. */
export async function startAttempt(
  browser: Browser,
  token: string,
  consentId: string,
): Promise<{ id: string; callback: string }> {
  const attempt = await browser.send(
    signing.signingAttempt,
    `/signing/api/invitations/${token}/signing-attempts`,
    { consentId },
  );
  if (attempt.redirectUrl === null) throw new Error(`no redirect: ${JSON.stringify(attempt)}`);
  return { id: attempt.id, callback: `/signing/callback/sign${new URL(attempt.redirectUrl).search}` };
}

/** Reads, confirms, proves and signs. @returns where the browser ends up */
export async function sign(house: House, browser: Browser, token: string): Promise<string> {
  const { id } = await confirm(browser, token);
  const { callback } = await startAttempt(browser, token, id);
  return locationOf(await browser.request(callback));
}

export async function twoPages(title: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.setTitle(title);
  pdf.addPage([595, 842]).drawText(`${title}, page 1`, { x: 60, y: 700 });
  pdf.addPage([595, 842]).drawText(`${title}, page 2`, { x: 60, y: 700 });
  return pdf.save();
}
