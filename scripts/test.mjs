#!/usr/bin/env node
// `npm test`: everything that a checkout alone can test. `npm test -- unit` or `-- journeys` runs one half.
import { ensureBuilt, ensureInstalled, requireNode, run } from './lib/prepare.mjs';

requireNode();
ensureInstalled();
ensureBuilt();

const asked = process.argv.slice(2);
const wants = (part) => asked.length === 0 || asked.includes(part);
const failures = [];

if (wants('unit') && run('npx', ['vitest', 'run'], { allowFailure: true }) !== 0) failures.push('unit');
if (wants('journeys')) {
  const { findBrowser } = await import('../e2e/support/find-browser.mjs');
  const browser = await findBrowser();
  console.log(`Journeys in ${browser.name} (${browser.executablePath ?? "Playwright's own"})`);
  const env = { ...browser.env, SEGL_E2E_BROWSER: browser.executablePath ?? '' };
  const status = run('npx', ['playwright', 'test', '--config', 'e2e/playwright.config.ts'], {
    env,
    allowFailure: true,
  });
  if (status !== 0) failures.push('journeys');
}

console.log(failures.length === 0 ? '\nAll tests passed.' : `\nFailed: ${failures.join(', ')}`);
process.exit(failures.length === 0 ? 0 : 1);
