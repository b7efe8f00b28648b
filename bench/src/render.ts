// Pages a second as intake renders them (two densities and text, over HTTP) beside pdftoppm at the same resolutions; and
// the time until the first page of a long file is served beside that of a file of one page.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { HttpPerson } from '../../e2e/support/http-person.js';
import { startProduct } from '../../e2e/support/product.js';
import { Sender } from '../../e2e/support/sender.js';
import { against, median, printTable, quick } from './measure.js';

/** Pages of the long file; and how many of them are waited for, and given to the peer. */
const pages = 200;
const rated = quick ? 20 : pages;
const rounds = quick ? 1 : 3;

const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-bench-'));
const file = path.join(folder, 'pages.pdf');
const [manyPages, onePage] = [await makePages(pages), await makePages(1)];
writeFileSync(file, manyPages);

const pdftoppm = (resolution: number): number => {
  const began = performance.now();
  const out = path.join(folder, `r${String(resolution)}`);
  execFileSync('pdftoppm', ['-r', String(resolution), '-l', String(rated), '-png', file, out]);
  return performance.now() - began;
};

/** Milliseconds from the upload's beginning until the picture of the first page is there; the intake's id. */
async function firstPage(sender: Sender, pdf: Uint8Array): Promise<{ id: string; milliseconds: number }> {
  const began = performance.now();
  const { id } = await sender.upload('pages.pdf', pdf);
  while ((await sender.pageImage(id, 1)) === undefined);
  return { id, milliseconds: performance.now() - began };
}

/** Waits until so many pages are drawn: each round asks again. */
async function untilDrawn(sender: Sender, id: string, count: number): Promise<void> {
  while ((await sender.intake(id)).pagesRendered < count);
}

const product = await startProduct();
try {
  const demoPerson = (await product.people()).find(({ bankIdState }) => bankIdState === 'active');
  if (demoPerson === undefined) throw new Error('no demo person with an active BankID');
  const person = await HttpPerson.create(product, demoPerson.sub);
  await person.logIn('/desk');
  const sender = await Sender.create(person);
  await firstPage(sender, onePage); // warms the threads

  const short: number[] = [];
  for (let round = 0; round < 5; round += 1) short.push((await firstPage(sender, onePage)).milliseconds);
  const [long, whole]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    const { id, milliseconds } = await firstPage(sender, manyPages);
    long.push(milliseconds);
    // Where all are waited for, the next round finds the threads idle.
    await untilDrawn(sender, id, rated);
    whole.push(performance.now() - began);
  }
  const segl = median(whole);
  await person.close();

  const peer = pdftoppm(100) + pdftoppm(200);
  printTable(
    ['pages', 'segl, 2 densities + text', 'pdftoppm at 100 and 200 dpi', 'segl / pdftoppm'],
    [
      [
        String(rated),
        `${((1000 * rated) / segl).toFixed(1)} pages/s`,
        `${((1000 * rated) / peer).toFixed(1)} pages/s`,
        `${(peer / segl).toFixed(2)}x`,
      ],
    ],
  );
  console.log();
  const [ofShort, ofLong] = [median(short), median(long)];
  printTable(
    ['first page served after', 'a file of 1 page', `a file of ${String(pages)} pages`, 'long / short'],
    [
      [
        `median of ${String(short.length)} and ${String(rounds)}`,
        `${ofShort.toFixed(0)} ms`,
        `${ofLong.toFixed(0)} ms`,
        against('first-page', ofLong / ofShort),
      ],
    ],
  );
} finally {
  await product.stop();
  await product.discard();
  rmSync(folder, { recursive: true, force: true });
}

async function makePages(count: number): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let number = 1; number <= count; number += 1) {
    const page = document.addPage([595, 842]);
    for (let line = 0; line < 45; line += 1) {
      const text = `Page ${String(number)}, line ${String(line)}: the parties agree on what is written here, and on nothing else.`;
      page.drawText(text, { x: 50, y: 790 - line * 16, size: 11, font });
    }
  }
  return await document.save();
}
