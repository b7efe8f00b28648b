// Takes pictures of every page and every state of the journeys, on a phone (light and dark) and on a computer.
// `npx tsx e2e/screenshots.ts --out FOLDER [--only PAGE …] [--language nb|nn|en]`; PAGE is a scene's name, such as `reader`.
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { bankIdScenes } from './screenshots/bankid-scenes.js';
import { publicScenes } from './screenshots/public-scenes.js';
import { senderScenes } from './screenshots/sender-scenes.js';
import { signerScenes } from './screenshots/signer-scenes.js';
import { Stage, type Scene } from './screenshots/stage.js';
import { verifyScenes } from './screenshots/verify-scenes.js';
import { findBrowser } from './support/find-browser.mjs';
import { startProduct } from './support/product.js';
import type { LanguageCode } from './support/texts.js';

// The order matters: empty lists are shown before anybody has filled them, and deadlines pass last.
const scenes: Readonly<Record<string, Scene>> = {
  ...publicScenes,
  ...bankIdScenes,
  ...signerScenes,
  ...verifyScenes,
  ...senderScenes,
};
const names = Object.keys(scenes);
const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    only: { type: 'string', multiple: true },
    language: { type: 'string' },
  },
});
const language = languageNamed(values.language ?? 'nb');
const chosen = values.only ?? names;
const unknown = chosen.filter((name) => !names.includes(name));
if (values.out === undefined || language === undefined || unknown.length > 0) {
  console.error(
    `screenshots.ts --out FOLDER [--only PAGE …] [--language nb|nn|en]\nPAGE: ${names.join(', ')}`,
  );
  process.exit(2);
}

const found = await findBrowser();
const browser = await chromium.launch({
  args: ['--no-sandbox'],
  env: { ...process.env, ...found.env } as Record<string, string>,
  ...(found.executablePath === undefined ? {} : { executablePath: found.executablePath }),
});
const product = await startProduct();
const failures: string[] = [];
try {
  for (const [name, scene] of Object.entries(scenes)) {
    if (!chosen.includes(name)) continue;
    const stage = new Stage(browser, product, values.out, language);
    try {
      await scene(stage);
      console.log(`${name}: ${String(stage.taken)} pictures`);
    } catch (error) {
      failures.push(name);
      console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await stage.clear();
    }
  }
} finally {
  await browser.close();
  await product.stop();
  await product.discard();
}
if (failures.length > 0) {
  console.error(`No pictures, or not all, of: ${failures.join(', ')}`);
  process.exitCode = 1;
}

function languageNamed(name: string): LanguageCode | undefined {
  return (['nb', 'nn', 'en'] as const).find((each) => each === name);
}
