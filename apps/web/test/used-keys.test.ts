import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import nb from '../src/i18n/nb.json' with { type: 'json' };

const source = path.join(import.meta.dirname, '../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.tsx?$/.test(name),
);

function has(key: string): boolean {
  let at: unknown = nb;
  for (const part of key.split('.')) at = (at as Record<string, unknown> | undefined)?.[part];
  return typeof at === 'string';
}

describe('keys written in the source', () => {
  it('all have a text', () => {
    const missing: string[] = [];
    for (const name of files) {
      const text = readFileSync(path.join(source, name), 'utf8');
      for (const [, key] of text.matchAll(/\bt\(\s*'([\w.-]+)'/g)) {
        if (key !== undefined && !has(key) && !has(`${key}_other`)) missing.push(`${name}: ${key}`);
      }
    }
    expect(missing).toEqual([]);
  });
});
