#!/usr/bin/env node
// `npm start`: from a clean clone to a running Segl. Flags go to `segl start` (see `npm start -- --help`).
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, requireNode, root } from './lib/prepare.mjs';

requireNode();
ensureInstalled();
ensureBuilt();

const segl = path.join(root, 'apps/cli/bin/segl.mjs');
process.argv = [process.argv[0], segl, 'start', ...process.argv.slice(2)];
await import(pathToFileURL(segl).href);
