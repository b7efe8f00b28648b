// The end of a run: every target of the measurements that ran, and whether it was met. `summarize.ts RATIOS MEASUREMENT …`,
// RATIOS being the lines that `against` has written. A missed target is told and fails nothing: machines are busy.
import { readFileSync } from 'node:fs';
import { printTable } from './measure.js';
import { inWords, isMet, showRatio, targets, type Target } from './targets.js';

const [file = '', ...measurements] = process.argv.slice(2);
const ratios = new Map(
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { name: string; ratio: number })
    .map(({ name, ratio }) => [name, ratio]),
);
const wanted = (Object.entries(targets) as [string, Target][]).filter(([, { of }]) =>
  measurements.includes(of),
);
const verdicts = wanted.map(([name, target]) => {
  const ratio = ratios.get(name);
  return {
    target,
    ratio,
    verdict: ratio === undefined ? 'not measured' : isMet(target, ratio) ? 'met' : 'MISSED',
  };
});
printTable(
  ['target', 'ratio', 'bound', 'verdict'],
  verdicts.map(({ target, ratio, verdict }) => [
    target.what,
    ratio === undefined ? '–' : showRatio(ratio),
    inWords(target),
    verdict,
  ]),
);
const count = (verdict: string): string => String(verdicts.filter((one) => one.verdict === verdict).length);
console.log(
  `\n${count('met')} met, ${count('MISSED')} missed, ${count('not measured')} not measured in this run`,
);
