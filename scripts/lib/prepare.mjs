// Brings a checkout to the point where it can run: dependencies installed, client generated, everything built.
// Uses Node alone, since nothing else may be there yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const minimumNode = [20, 19];
const cache = path.join(root, '.cache');

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1])) return;
  fail(`Segl needs Node ${minimumNode.join('.')} or newer; this is ${process.versions.node}.`);
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Runs a command in the checkout; its output is shown. Ends the process when it fails. */
export function run(command, args, { env = {}, allowFailure = false } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  const status = result.status ?? 1;
  if (status !== 0 && !allowFailure) fail(`${command} ${args.join(' ')} ended with ${status}`);
  return status;
}

/** Installs exactly what the lock file says, unless that is already there. */
export function ensureInstalled() {
  const lock = hashOf([path.join(root, 'package-lock.json')], readFileSync);
  const stamp = path.join(root, 'node_modules', '.segl-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  const upToDate =
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(path.join(root, 'package-lock.json')).mtimeMs;
  if (!upToDate) {
    console.log('Installing packages (about a minute) …');
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  writeFileSync(stamp, lock);
}

/** Builds what has changed since the last build. */
export function ensureBuilt() {
  const stamp = path.join(cache, 'build-stamp');
  const now = hashOf(sources(root), (file) => {
    const { size, mtimeMs } = statSync(file);
    return `${path.relative(root, file)}:${size}:${mtimeMs}`;
  });
  const built = ['apps/cli/dist/bundled/main.js', 'apps/web/dist/index.html', 'prisma/dist/index.js'];
  const complete = built.every((file) => existsSync(path.join(root, file)));
  if (complete && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  console.log('Building …');
  const turbo = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'turbo.cmd' : 'turbo');
  run(turbo, ['run', 'build', '--output-logs=errors-only', '--log-order=grouped'], {
    env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  });
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, now);
}

const skipped = new Set([
  'node_modules',
  'dist',
  'generated',
  'test',
  '.git',
  '.turbo',
  '.cache',
  'data',
  'e2e',
  'docs',
  'bench',
  // Not built: an example runs from its source.
  'examples',
]);

function sources(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const full = path.join(directory, entry.name);
    if (entry.isDirectory()) return sources(full);
    return /\.(ts|tsx|json|prisma|sql|css|html|mjs|md|svg)$/.test(entry.name) ? [full] : [];
  });
}

function hashOf(files, read) {
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(read(file)).update('\0');
  return hash.digest('hex');
}
