// Writes docs/api/openapi.json: `npm run -w @segl/contracts openapi` (build first).
import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../dist/index.js';

const file = new URL('../../../docs/api/openapi.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
