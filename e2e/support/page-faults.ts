import type { BrowserContext } from '@playwright/test';

/** What the pages of one browser complained of: errors in the console, uncaught errors, what the CSP refused. */
export class PageFaults {
  private readonly seen: string[] = [];
  private readonly allowed: RegExp[] = [];

  private constructor() {}

  /** Listens to every page of the browser, also to those that are opened later. */
  static async watch(context: BrowserContext): Promise<PageFaults> {
    const faults = new PageFaults();
    context.on('console', (message) => {
      if (message.type() === 'error') faults.seen.push(`${message.text()} at ${message.location().url}`);
    });
    context.on('weberror', (fault) => {
      faults.seen.push(`uncaught: ${fault.error().stack ?? fault.error().message}`);
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(
          `refused by the content security policy: ${event.effectiveDirective} ${event.blockedURI}`,
        );
      });
    });
    return faults;
  }

  /** Names what a journey brings about on purpose, such as the answer 403 to somebody else's document. */
  allow(pattern: RegExp): void {
    this.allowed.push(pattern);
  }

  /** Everything that nobody named. */
  unexpected(): string[] {
    return this.seen.filter((fault) => !this.allowed.some((pattern) => pattern.test(fault)));
  }
}
