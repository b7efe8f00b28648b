import { defineConfig } from '@playwright/test';

const executablePath = process.env['SEGL_E2E_BROWSER'];

export default defineConfig({
  testDir: './journeys',
  outputDir: './test-results',
  timeout: 240_000,
  expect: { timeout: 30_000 },
  workers: 1,
  // In CI a journey may be tried again; the report calls it flaky when it needed that.
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    locale: 'nb-NO',
    timezoneId: 'Europe/Oslo',
    // Recording takes a good part of a journey's time; CI does it where a journey is tried again.
    trace: process.env['CI'] === undefined ? 'retain-on-failure' : 'on-first-retry',
    launchOptions: {
      args: ['--no-sandbox'],
      ...(executablePath === undefined || executablePath === '' ? {} : { executablePath }),
    },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1280, height: 900 } } },
    {
      name: 'phone',
      // What a phone would show nothing new of. In CI, which has an hour for everything: where the layout is the point.
      grepInvert: /@desktop/,
      ...(process.env['CI'] === undefined ? {} : { grep: /@phone/ }),
      use: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
    },
  ],
});
