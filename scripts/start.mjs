#!/usr/bin/env node
// `npm start`: from a clean clone to a running Segl. Flags go to `segl start` (see `npm start -- --help`).
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, requireNode, root } from './lib/prepare.mjs';

requireNode();
ensureInstalled();
ensureBuilt();

process.argv = [process.argv[0], path.join(root, 'apps/cli/bin/segl.mjs'), 'start', ...process.argv.slice(2)];
await import(pathToFileURL(path.join(root, 'apps/cli/dist/main.js')).href);
