// How the time of a signature grows: with the bytes it adds, with pages, and with the size of what was there before. The
// hash of what is unchanged is handed on, as to any second signer, so that what is left is the signing itself. Prints the
// series and draws them to bench/results/growth.svg.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareSignature, type DocumentToBeSigned } from '@segl/pades';
import { drawPanels, type Panel } from './draw-panels.js';
import { bulkyPdf, pagesPdf } from './make-pdf.js';
import { against, printTable, quick, time } from './measure.js';

/** Milliseconds of a signature's preparation on this document, the hash of the document being known. */
async function measure(document: Uint8Array, contentsBytes = 8192): Promise<number> {
  const prepare = (prefixHash?: DocumentToBeSigned['prefixHash']): Promise<DocumentToBeSigned> =>
    prepareSignature(document, {
      field: { new: { name: 'Signature' } },
      signerName: 'Bench',
      signingTime: new Date(),
      contentsBytes,
      digestAlgorithm: 'SHA-256',
      ...(prefixHash === undefined ? {} : { prefixHash }),
    });
  const { prefixHash } = await prepare();
  // The fastest: what else the machine does only ever adds.
  return Math.min(...(await time(quick ? 9 : 25, () => prepare(prefixHash))));
}

const small = bulkyPdf(0.1);
const scale = quick ? 0.25 : 1;
const added = [0.25, 1, 2, 3, 4].map((megabytes) => megabytes * scale);
const pages = [1, 10, 100, 1000, 10_000].map((count) => Math.max(1, Math.round(count * scale)));
const sizes = [1, 8, 16, 32, 64].map((megabytes) => megabytes * scale);

const series = async (
  values: readonly number[],
  one: (value: number) => Promise<number>,
): Promise<{ x: number; y: number }[]> => {
  const points: { x: number; y: number }[] = [];
  for (const x of values) points.push({ x, y: await one(x) });
  return points;
};
const panels: readonly [Panel, Panel, Panel] = [
  {
    title: 'bytes added (MB): linear',
    scale: 'linear',
    points: await series(added, (megabytes) => measure(small, Math.floor((megabytes * 1_000_000) / 2))),
  },
  { title: 'pages: flat', scale: 'log', points: await series(pages, (count) => measure(pagesPdf(count))) },
  {
    title: 'earlier bytes (MB): flat',
    scale: 'linear',
    points: await series(sizes, (megabytes) => measure(bulkyPdf(megabytes))),
  },
];
/** Most to fewest: of time, or of time a byte where time is to be linear. */
function growthOf({ points }: Panel, divided: 'as it is' | 'by x'): number {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a series without points');
  const of = ({ x, y }: Panel['points'][number]): number => (divided === 'by x' ? y / x : y);
  return of(last) / of(first);
}
for (const { title, points } of panels) {
  printTable(
    [title, ...points.map(({ x }) => String(x))],
    [['milliseconds', ...points.map(({ y }) => y.toFixed(2))]],
  );
  console.log();
}
const [ofAdded, ofPages, ofEarlier] = panels;
printTable(
  ['growth', 'ratio'],
  [
    ['time a byte added', against('growth-added', growthOf(ofAdded, 'by x'))],
    ['pages', against('growth-pages', growthOf(ofPages, 'as it is'))],
    ['earlier bytes', against('growth-earlier', growthOf(ofEarlier, 'as it is'))],
  ],
);
if (!quick) {
  const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'growth.svg'), drawPanels('Milliseconds to prepare a signature', panels));
  console.log('drawn to bench/results/growth.svg');
}
