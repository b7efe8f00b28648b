import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { HttpPerson } from '../support/http-person.js';
import { expect as impatient, Visitor } from '../support/journey.js';
import type { Product } from '../support/product.js';
import type { LanguageCode } from '../support/texts.js';

/** Waits as long as a busy machine may need: no test runner sets it here. */
export const expect = impatient.configure({ timeout: 60_000 });

/** What a picture is taken with. */
export interface Look {
  name: string;
  width: number;
  height: number;
  colorScheme: 'light' | 'dark';
}

export const looks = {
  phone: { name: 'phone', width: 360, height: 740, colorScheme: 'light' },
  phoneDark: { name: 'phone-dark', width: 360, height: 740, colorScheme: 'dark' },
  desktop: { name: 'desktop', width: 1280, height: 900, colorScheme: 'light' },
} as const satisfies Record<string, Look>;

export const allLooks: readonly Look[] = Object.values(looks);

export interface PictureOptions {
  looks?: readonly Look[];
  /** page: all of it, however long (the default); window: what stands on the screen. */
  extent?: 'page' | 'window';
  /** Done at each size before the picture: scrolls, or puts the focus somewhere. */
  before?: () => Promise<void>;
}

/** A page of the product with a name, and how to come to each of its states. */
export type Scene = (stage: Stage) => Promise<void>;

/** One product, one browser, and a folder that pictures go to. */
export class Stage {
  private readonly contexts: BrowserContext[] = [];
  private readonly people: HttpPerson[] = [];
  taken = 0;

  constructor(
    private readonly browser: Browser,
    readonly product: Product,
    private readonly out: string,
    readonly language: LanguageCode,
  ) {}

  /** Somebody at a fresh browser; logged in when a person's stable identifier is given. */
  async visitor(sub?: string, options: { language?: LanguageCode } = {}): Promise<Visitor> {
    const context = await this.browser.newContext({
      locale: 'nb-NO',
      timezoneId: 'Europe/Oslo',
      reducedMotion: 'reduce',
      viewport: { width: looks.desktop.width, height: looks.desktop.height },
    });
    this.contexts.push(context);
    if (sub !== undefined) {
      const person = await this.person(sub);
      await person.logIn('/desk');
      await context.addCookies((await person.http.storageState()).cookies);
    }
    return new Visitor(await context.newPage(), this.product, options.language ?? this.language);
  }

  /** Somebody without a browser, to come quickly to where the picture is. */
  async person(sub: string): Promise<HttpPerson> {
    const person = await HttpPerson.create(this.product, sub);
    this.people.push(person);
    return person;
  }

  /** A demo person by the first part of the name. */
  async sub(givenName: string): Promise<string> {
    const found = (await this.product.people()).find(({ name }) => name.startsWith(givenName));
    if (found === undefined) throw new Error(`no demo person called ${givenName}`);
    return found.sub;
  }

  /** Takes the same state at each look; files are called `<name>.<language>.<look>.png`. */
  async picture({ page, language }: Visitor, name: string, options: PictureOptions = {}): Promise<void> {
    await mkdir(this.out, { recursive: true });
    for (const look of options.looks ?? allLooks) {
      await page.setViewportSize({ width: look.width, height: look.height });
      await page.emulateMedia({ colorScheme: look.colorScheme });
      await options.before?.();
      await settled(page);
      const file = path.join(this.out, `${name}.${language}.${look.name}.png`);
      await page.screenshot({ path: file, fullPage: options.extent !== 'window', animations: 'disabled' });
      this.taken += 1;
    }
  }

  /** Closes what one scene opened. */
  async clear(): Promise<void> {
    for (const context of this.contexts.splice(0)) {
      // Pages that ask again and again may have a request on its way through a route.
      for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
      await context.close();
    }
    for (const person of this.people.splice(0)) await person.close();
  }
}

/** Resolves when fonts and pictures are there and the layout has been drawn. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.fonts.status === 'loaded' && [...document.images].every((image) => image.complete),
  );
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}
