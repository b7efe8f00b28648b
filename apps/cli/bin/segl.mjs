#!/usr/bin/env node
import { existsSync } from 'node:fs';

// Bundled it starts sooner; see bundle.mjs.
const main = new URL('../dist/bundled/main.js', import.meta.url);
if (!existsSync(main)) {
  console.error('Segl is not built yet. Run `npm start` once, or `npm run build`.');
  process.exit(64);
}
await import(main.href);
