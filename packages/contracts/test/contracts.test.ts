import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endpoints, errorCodes, openApiDocument } from '../src/index.js';

describe('the endpoint table', () => {
  it('is what docs/api/openapi.json says (npm run -w @segl/contracts openapi)', () => {
    const written = readFileSync(new URL('../../../docs/api/openapi.json', import.meta.url), 'utf8');
    expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  it('names each endpoint once', () => {
    const names = endpoints.map(({ service, method, path }) => `${method} /${service}${path}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('error codes', () => {
  it.each(Object.entries(errorCodes))(
    '%s is area.kebab-case with an error status and a title',
    (code, { status, title }) => {
      expect(code).toMatch(/^[a-z]+\.[a-z0-9-]+$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
    },
  );
});
