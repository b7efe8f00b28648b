import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** Every file in which settings are read, one per process or room. */
const configs = [
  'apps/cli/src/start/config.ts',
  ...['upload', 'signing', 'bankid', 'vault', 'trust'].map((room) => `apps/${room}/src/config.ts`),
];
/** For tests only, or set by whoever runs Node. */
const notForOperators = new Set(['NODE_ENV', 'SEGL_TEST_CLOCK', 'SEGL_TEST_CLOCK_SHIFT']);

describe('.env.example', () => {
  const example = read('.env.example');
  const explained = new Map(
    [...example.matchAll(/^([A-Z][A-Z0-9_]+)=(.*)$/gm)].map((match) => [match[1], match[2]]),
  );

  it.each(configs)('explains every setting of %s', (path) => {
    const settings = [...read(path).matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map((match) => match[1] ?? '');
    expect(settings.length).toBeGreaterThan(1);
    expect(settings.filter((name) => !notForOperators.has(name) && !explained.has(name))).toEqual([]);
  });

  it('shows the defaults that the code has', () => {
    const wrong = configs.flatMap((path) =>
      [...read(path).matchAll(/^ {2}([A-Z][A-Z0-9_]+): .*?(?:default\(|number\()([\d_]+)[,)]/gm)].flatMap(
        ([, name = '', value = '']) =>
          notForOperators.has(name) || explained.get(name) === value.replaceAll('_', '')
            ? []
            : [`${name}: ${value} in code, ${String(explained.get(name))} shown`],
      ),
    );
    expect(wrong).toEqual([]);
  });
});
