import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../../..');
const document = readFileSync(path.join(root, 'docs/guide-coverage.md'), 'utf8');

/** Cells of every row: number, sentence, where it lives, what shows it. */
const rows = document
  .split('\n')
  .filter((line) => /^\|\s*\d+\s*\|/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, number = '', sentence = '', place = '', shown = '']) => ({ number, sentence, place, shown }));

/** What stands in backticks and looks like a path. */
function pathsIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text).filter((text) => text.includes('/'));
}

describe('docs/guide-coverage.md', () => {
  it('numbers the sentences of the guide from first to last', () => {
    expect(rows.length).toBeGreaterThan(70);
    expect(rows.map(({ number }) => Number(number))).toEqual(rows.map((_, index) => index + 1));
  });

  it('names files that there are', () => {
    const named = [...new Set(rows.flatMap(({ place, shown }) => [...pathsIn(place), ...pathsIn(shown)]))];
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('shows each sentence by a test, or says why there is none', () => {
    const open = rows.filter(({ shown }) => {
      const tests = pathsIn(shown).filter((file) => /\.(test|spec)\.ts$/.test(file));
      return tests.length === 0 && !/\*\*not yet\*\*: \S|no program can: \S/.test(shown);
    });
    expect(open.map(({ number, sentence }) => `${number} ${sentence}`)).toEqual([]);
  });
});
