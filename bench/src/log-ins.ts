// Log-ins a second over HTTP, all demo people at once, again and again; beside argon2id alone with the same parameters, as many at
// once, on the same cores. The callers run on these cores, too. And how long the event loop of Segl kept others waiting.
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import argon2 from 'argon2';
import { HttpPerson, type PersonsProduct } from '../../e2e/support/http-person.js';
import { startProduct, type Product } from '../../e2e/support/product.js';
import { against, printTable, quick } from './measure.js';

const rounds = quick ? 3 : 15;
const parameters = { memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const;
const report = path.join(tmpdir(), `segl-event-loop-${String(process.pid)}`);

const product = await startProduct({
  env: {
    BANKID_ARGON2_MEMORY_KIB: String(parameters.memoryCost),
    BANKID_ARGON2_TIME_COST: String(parameters.timeCost),
    BANKID_ARGON2_PARALLELISM: String(parameters.parallelism),
    NODE_OPTIONS: `--import=${new URL('./watch-event-loop.mjs', import.meta.url).href}`,
    EVENT_LOOP_REPORT: report,
  },
});
try {
  const callers = (await product.people())
    .filter(({ bankIdState }) => bankIdState === 'active')
    .map(({ sub }) => sub);
  const people = await Promise.all(callers.map((sub) => HttpPerson.create(withCodesOfARound(product), sub)));
  const round = async (): Promise<number> => {
    await product.advanceClock(31);
    const began = performance.now();
    await Promise.all(people.map((person) => person.logIn('/documents')));
    return performance.now() - began;
  };
  await round();
  product.signal('SIGUSR2');
  let milliseconds = 0;
  for (let done = 0; done < rounds; done += 1) milliseconds += await round();
  await Promise.all(people.map((person) => person.close()));
  await product.stop();

  const password = 'a password of usual length 42';
  const hash = await argon2.hash(password, { type: argon2.argon2id, ...parameters });
  const began = performance.now();
  for (let done = 0; done < rounds; done += 1)
    await Promise.all(callers.map(() => argon2.verify(hash, password)));
  const floor = performance.now() - began;

  const count = rounds * callers.length;
  const delay = Number(await readFile(report, 'utf8'));
  printTable(
    ['log-ins', 'at once', 'log-ins/s', 'argon2id alone/s', 'log-ins / argon2id', 'event loop, p99'],
    [
      [
        String(count),
        String(callers.length),
        ((1000 * count) / milliseconds).toFixed(1),
        ((1000 * count) / floor).toFixed(1),
        against('log-ins', floor / milliseconds),
        `${delay.toFixed(0)} ms (< 50 ms)${delay < 50 ? '' : ' MISSED'}`,
      ],
    ],
  );
} finally {
  await product.stop();
  await product.discard();
  await rm(report, { force: true });
}

/** A round asks once for everybody's codes, so that looking at code units is no part of what is measured. */
function withCodesOfARound({ url, advanceClock, people, clockShift }: Product): PersonsProduct {
  let known: { shift: number; people: ReturnType<Product['people']> } | undefined;
  return {
    url,
    advanceClock,
    people() {
      if (known?.shift !== clockShift()) known = { shift: clockShift(), people: people() };
      return known.people;
    },
  };
}
