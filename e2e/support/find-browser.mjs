// Finds a Chromium for the journeys, or fetches one: what is there first, then what npm brought, then the system's
// package manager, then Playwright's own download.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** @returns {Promise<{name: string, executablePath?: string, env: Record<string, string>}>} */
export async function findBrowser() {
  const finders = [named, playwrights, systems, packaged, fromApt, downloaded];
  const reasons = [];
  for (const find of finders) {
    try {
      const found = await find();
      if (found !== undefined && answers(found)) return found;
    } catch (error) {
      reasons.push(`${find.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    `No browser to test with. Set CHROMIUM_PATH to a Chrome or Chromium.\n${reasons.join('\n')}`,
  );
}

function named() {
  const executablePath = process.env.CHROMIUM_PATH;
  return executablePath ? { name: 'CHROMIUM_PATH', executablePath, env: {} } : undefined;
}

async function playwrights() {
  const { chromium } = await import('@playwright/test');
  const executablePath = chromium.executablePath();
  return existsSync(executablePath) ? { name: "Playwright's Chromium", executablePath, env: {} } : undefined;
}

function systems() {
  const candidates = [
    ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].flatMap(
      (name) => (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name)),
    ),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    path.join(process.env['PROGRAMFILES'] ?? 'C:\\Program Files', 'Google/Chrome/Application/chrome.exe'),
    path.join(
      process.env['PROGRAMFILES(X86)'] ?? 'C:\\Program Files (x86)',
      'Microsoft/Edge/Application/msedge.exe',
    ),
  ];
  const executablePath = candidates.find((candidate) => existsSync(candidate));
  return executablePath ? { name: 'the system browser', executablePath, env: {} } : undefined;
}

/**
 * The Chromium inside the npm package @sparticuz/chromium (Linux x64 only). Told that it runs where it was made
 * for, it unpacks the system libraries it ships as well.
 */
async function packaged() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  // A folder of its own: files that another version left in the temporary folder make it crash.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-chromium-'));
  const { TMPDIR, AWS_EXECUTION_ENV, LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env;
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' });
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    const executablePath = await chromium.executablePath();
    // Its own font list names folders that are not here.
    const fonts = path.join(folder, 'fonts.conf');
    writeFileSync(
      fonts,
      fontList([path.join(folder, 'fonts'), '/usr/share/fonts'], path.join(folder, 'font-cache')),
    );
    const env = { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '', FONTCONFIG_FILE: fonts };
    return { name: '@sparticuz/chromium', executablePath, env };
  } finally {
    restore({ TMPDIR, AWS_EXECUTION_ENV, LD_LIBRARY_PATH, FONTCONFIG_PATH });
  }
}

function fontList(folders, cache) {
  const dirs = folders.map((dir) => `<dir>${dir}</dir>`).join('');
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${dirs}<cachedir>${cache}</cachedir></fontconfig>`;
}

function restore(variables) {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
}

function fromApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return undefined;
  const apt = (...args) =>
    spawnSync('apt-get', args, {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  return systems();
}

async function downloaded() {
  spawnSync('npx', ['playwright', 'install', 'chromium'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return playwrights();
}

/** Whether the browser starts at all: a binary without its libraries does not. */
function answers({ executablePath, env }) {
  const { status } = spawnSync(executablePath, ['--headless', '--no-sandbox', '--version'], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
    timeout: 30_000,
  });
  return status === 0;
}
